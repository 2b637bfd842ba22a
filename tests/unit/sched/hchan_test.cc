// tests/unit/sched/hchan_test.cc - channels from inside: hand-over, slots, close, and what is locked when.
//
// One thread plays all goroutines (parking.h). `Word` is a value that moves by functions; they check that
// nothing is locked and count what lives.
#include "sched/hchan.h"

#include <cstring>
#include <new>

#include "parking.h"
#include "sched/chan_slots.h"

using namespace rt;

namespace {

struct Word {
  u64 v = 0;
  static inline int live = 0;
  static inline std::function<void()> on_move;

  // The MoveFn of Word.
  static void move(void* to, void* from) {
    cr_assert(eq(u32, fake_thread_block.held_locks, 0), "a value moves with a lock held");
    if (to == nullptr) {
      live--;
      static_cast<Word*>(from)->v = ~u64{0};
      return;
    }
    if (on_move) std::exchange(on_move, nullptr)();
    live++;
    ::new (to) Word{std::exchange(static_cast<Word*>(from)->v, 0)};
  }
};

Hchan* plain(usize cap) { return makechan(sizeof(u64), alignof(u64), cap); }
Hchan* moved(usize cap) { return makechan_moved(sizeof(Word), alignof(Word), cap, Word::move); }

void send(Hchan* c, u64 v) { chansend(c, &v); }
u64 recv(Hchan* c) {
  u64 v = 0;
  cr_assert(chanrecv(c, &v));
  if (c->move != nullptr) Word::live--;
  return v;
}

}  // namespace

TestSuite(hchan, .init = play::begin);

Test(hchan, a_parked_sender_gives_its_value_to_the_receiver) {
  for (Hchan* c : {plain(0), moved(0)}) {
    play::while_parked = [&] { play::as(1, [&] { cr_assert(eq(u64, recv(c), 7)); }); };
    send(c, 7);
    cr_assert(c->sendq.empty() && c->recvq.empty());
    chan_release(c);
  }
  cr_assert(eq(int, Word::live, 0));
}

Test(hchan, a_parked_receiver_is_given_the_value) {
  for (Hchan* c : {plain(0), plain(2), moved(0), moved(2)}) {
    play::while_parked = [&] { play::as(1, [&] { send(c, 8); }); };
    cr_assert(eq(u64, recv(c), 8));
    cr_assert(eq(sz, c->count.load_relaxed(), 0));
    chan_release(c);
  }
  cr_assert(eq(int, Word::live, 0));
}

Test(hchan, parked_senders_fill_the_buffer_in_order) {
  for (Hchan* c : {plain(1), moved(1)}) {
    send(c, 1);
    play::while_parked = [&] {
      play::as(1, [&] {
        play::while_parked = [&] {
          play::as(2, [&] {
            for (u64 v = 1; v <= 3; v++) cr_assert(eq(u64, recv(c), v));
          });
        };
        send(c, 3);
      });
    };
    send(c, 2);
    cr_assert(eq(sz, c->count.load_relaxed(), 0));
    chan_release(c);
  }
  cr_assert(eq(int, Word::live, 0));
}

Test(hchan, close_tells_the_parked_and_lets_the_queue_drain) {
  for (Hchan* c : {plain(2), moved(2)}) {
    u64 v = 0;
    play::while_parked = [&] { play::as(1, [&] { closechan(c); }); };
    cr_assert(not(chanrecv(c, &v)));
    chan_release(c);
  }
  for (Hchan* c : {plain(2), moved(2)}) {
    send(c, 1);
    send(c, 2);
    closechan(c);
    cr_assert(eq(u64, recv(c), 1));
    cr_assert(eq(u64, recv(c), 2));
    u64 v = 0;
    cr_assert(not(chanrecv(c, &v)));
    cr_assert(eq(int, static_cast<int>(chan_try_recv(c, &v)), static_cast<int>(TryRecv::closed)));
    chan_release(c);
  }
}

Test(hchan, close_panics_a_parked_sender, .signal = SIGABRT) {
  Hchan* c = plain(0);
  play::while_parked = [&] { play::as(1, [&] { closechan(c); }); };
  send(c, 1);
}

Test(hchan, send_on_closed_panics, .signal = SIGABRT) {
  Hchan* c = plain(3);
  closechan(c);
  send(c, 1);
}

Test(hchan, try_operations_do_nothing_when_they_would_block) {
  for (Hchan* c : {plain(0), plain(1), moved(0), moved(1)}) {
    u64 v = 5;
    cr_assert(eq(int, static_cast<int>(chan_try_recv(c, &v)), static_cast<int>(TryRecv::would_block)));
    cr_assert(eq(u64, v, 5));
    if (c->cap == 1) cr_assert(chan_try_send(c, &v));
    v = 6;
    cr_assert(not(chan_try_send(c, &v)));
    cr_assert(eq(u64, v, 6));
    chan_release(c);
  }
  cr_assert(eq(int, Word::live, 0));
}

Test(hchan, values_of_every_size_arrive_whole) {
  for (u32 bytes : {0u, 1u, 2u, 3u, 4u, 7u, 8u, 12u, 16u, 17u, 100u, 5000u}) {
    Hchan* c = makechan(bytes, 1, 3);
    std::vector<u8> in(bytes + 1), out(bytes + 1);
    for (int round = 0; round < 5; round++) {
      for (u32 i = 0; i < bytes; i++) in[i] = static_cast<u8>(i + static_cast<u32>(round));
      out.assign(bytes + 1, 0);
      chansend(c, in.data());
      cr_assert(chanrecv(c, out.data()));
      cr_assert(in == out);
    }
    chan_release(c);
  }
}

Test(hchan, buffers_are_aligned_as_their_values) {
  for (usize align : {1, 8, 16, 64, 256}) {
    Hchan* c = makechan(align, align, 4);
    cr_assert(eq(sz, reinterpret_cast<uptr>(c->buf) % align, 0));
    chan_release(c);
    c = makechan_moved(align, align, 4, Word::move);
    cr_assert(eq(sz, (reinterpret_cast<uptr>(c->fresh) + c->value_offset) % align, 0));
    cr_assert(eq(sz, c->slot_bytes % align, 0));
    chan_release(c);
  }
}

Test(hchan, what_is_queued_is_destroyed_with_the_last_handle) {
  Hchan* c = moved(5);
  for (u64 v = 0; v < 4; v++) send(c, v);
  recv(c);
  c->refs.fetch_add_relaxed(1);
  chan_release(c);
  cr_assert(eq(int, Word::live, 3));
  chan_release(c);
  cr_assert(eq(int, Word::live, 0));
}

Test(hchan, too_many_values_panic, .signal = SIGABRT) { makechan(8, 8, ~usize{0} / 8); }
Test(hchan, too_many_moved_values_panic, .signal = SIGABRT) {
  makechan_moved(8, 8, ~usize{0} / 16, Word::move);
}
Test(hchan, no_memory_panics, .signal = SIGABRT) {
  play::no_memory = true;
  makechan(8, 8, 1);
}

// While a value moves, others use the channel.

Test(hchan, a_channel_with_a_value_on_its_way_in_is_neither_ready_nor_drained) {
  Hchan* c = moved(1);
  Word::on_move = [&] {
    play::as(1, [&] {
      u64 v = 0;
      cr_assert(eq(int, static_cast<int>(chan_try_recv(c, &v)), static_cast<int>(TryRecv::would_block)));
      cr_assert(not(chan_try_send(c, &v)));  // the slot is taken
      closechan(c);
      cr_assert(eq(int, static_cast<int>(chan_try_recv(c, &v)), static_cast<int>(TryRecv::would_block)));
    });
  };
  send(c, 9);
  cr_assert(eq(u64, recv(c), 9));
  u64 v = 0;
  cr_assert(not(chanrecv(c, &v)));
  chan_release(c);
}

Test(hchan, a_slot_that_is_being_emptied_counts_as_full) {
  Hchan* c = moved(1);
  send(c, 1);
  Word::on_move = [&] {
    play::as(1, [&] {
      Word w{2};
      cr_assert(not(chan_try_send(c, &w)));
    });
  };
  cr_assert(eq(u64, recv(c), 1));
  Word w{3};
  cr_assert(chan_try_send(c, &w));
  cr_assert(eq(u64, recv(c), 3));
  chan_release(c);
}

// Two receivers park while the last value of a closed channel is on its way: the first gets it, the second is
// told.
Test(hchan, the_last_value_on_its_way_ends_the_wait_of_all) {
  Hchan* c = moved(2);
  u64 got = 0;
  bool second = true;
  Word::on_move = [&] {
    play::as(1, [&] { closechan(c); });
    // gs[2] and gs[3] wait; they are played by hand, since the sender is in the middle of its move.
    c->lock.lock();
    static Sudog s2, s3;
    s2.g = &play::gs[2], s2.elem = &got, s2.is_select = false;
    s3.g = &play::gs[3], s3.elem = nullptr, s3.is_select = false;
    c->recvq.push(&s2);
    c->recvq.push(&s3);
    c->lock.unlock();
  };
  send(c, 4);
  cr_assert(eq(u64, got, 4));
  cr_assert(play::take_readied(&play::gs[2]) && play::gs[2].fired->success);
  cr_assert(play::take_readied(&play::gs[3]));
  second = play::gs[3].fired->success;
  cr_assert(not(second));
  Word::live--;
  chan_release(c);
}

Test(hchan, of_a_select_only_one_sudog_wins) {
  Hchan* a = plain(0);
  u64 from_select = 1, from_sender = 2;
  static Sudog s1, s2;
  s1.g = s2.g = &play::gs[1];
  s1.is_select = true, s1.elem = &from_select;
  s2.is_select = false, s2.elem = &from_sender;
  a->sendq.push(&s1);
  a->sendq.push(&s2);
  play::gs[1].select_done.store_relaxed(1);  // another channel was faster
  cr_assert(eq(u64, recv(a), 2));
  cr_assert(play::take_readied(&play::gs[1]));
  cr_assert(a->sendq.empty());
  a->sendq.remove(&s1);  // it is off already: nothing happens
  chan_release(a);
}
