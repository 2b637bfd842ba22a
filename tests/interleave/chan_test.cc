// tests/interleave/chan_test.cc - channels and select: each value arrives once, nobody sleeps on, no one wins twice.
//
// Values are u64 through the ring or straight from stack to stack. Layer: tests.
#include "sched/hchan.h"

#include <criterion/criterion.h>

#include <new>

#include "parking.h"
#include "sched/select.h"

using namespace rt;
using namespace interleave;
using play::go;

static constexpr Bounds kLarge{.delays = 3, .old_reads = 1};

alignas(Hchan) static u8 places[2][sizeof(Hchan)];
static u64 buffers[2][2];
static u64 beside[3];  // written beside the channel, before a send of its number
static u64 sum, closed_seen;

static Hchan* chan(u32 i) { return reinterpret_cast<Hchan*>(places[i]); }

static void begin(usize capacity) {
  for (u32 i = 0; i < 2; i++) {
    Hchan* c = new (places[i]) Hchan(8, capacity, nullptr);
    c->buf = reinterpret_cast<u8*>(buffers[i]);
    c->sendx = c->recvx = 0;
  }
  for (u64& b : beside) b = 0;
  sum = closed_seen = 0;
  for (u32 i = 0; i < kThreads; i++) play::ps[i].rand.state = i + 1;
}
static void unbuffered() { begin(0); }
static void with_room_for_one() { begin(1); }

template <u32 c, u64 n>
static void sends() {
  beside[n] = n + 10;
  u64 value = n;
  chansend(chan(c), &value);
}

static void arrived(u64 value) {
  MUST(value == 1 || value == 2);
  MUST(beside[value] == value + 10);
  beside[value] = 0;  // a second time is not so
  __atomic_fetch_add(&sum, value, __ATOMIC_RELAXED);
}
template <u32 c>
static void receives() {
  u64 value = 0;
  if (chanrecv(chan(c), &value))
    arrived(value);
  else
    __atomic_fetch_add(&closed_seen, 1, __ATOMIC_RELAXED);
}
template <u32 c>
static void receives_twice() {
  receives<c>();
  receives<c>();
}

static void all_arrived() { MUST(sum == 3); }

Test(chan, a_sender_meets_a_receiver) {
  prove({unbuffered, {go<sends<0, 1>>, go<receives<0>>}, [] { MUST(sum == 1); }},
        {"relaxed: exchange_release in unlock", "relaxed: cas_acquire in lock", "apart: cas_acquire in lock", "lost:"});
}
Test(chan, two_senders_meet_a_receiver) {
  prove({unbuffered, {go<sends<0, 1>>, go<sends<0, 2>>, go<receives_twice<0>>}, all_arrived, kLarge},
        {"relaxed: exchange_release in unlock", "apart: cas_acquire in lock"});
}
Test(chan, a_buffer_fills_and_empties) {
  prove({with_room_for_one, {go<sends<0, 1>>, go<sends<0, 2>>, go<receives_twice<0>>}, all_arrived, kLarge},
        {"relaxed: exchange_release in unlock", "apart: cas_acquire in lock"});
}

// close against receivers that wait or come.
static void closes() { closechan(chan(0)); }
Test(chan, close_wakes_all_receivers) {
  prove({unbuffered, {go<receives<0>>, go<receives<0>>, go<closes>}, [] { MUST(closed_seen == 2); }, kLarge},
        {"relaxed: exchange_release in unlock", "apart: cas_acquire in lock"});
}
static void sends_and_closes() {
  sends<0, 1>();
  closechan(chan(0));
}
Test(chan, what_was_sent_before_close_is_received_first) {
  prove({with_room_for_one, {go<sends_and_closes>, go<receives_twice<0>>}, [] { MUST(sum == 1 && closed_seen == 1); }},
        {"relaxed: exchange_release in unlock", "apart: cas_acquire in lock"});
}

// Without waiting: what looks ready is ready, and what was written before is seen.
static void tries_to_receive() {
  u64 value = 0;
  switch (chan_try_recv(chan(0), &value)) {
    case TryRecv::value: return arrived(value);
    case TryRecv::closed: MUST(beside[1] == 11); return;
    case TryRecv::would_block: return;
  }
}
static void writes_and_closes() {
  beside[1] = 11;
  closechan(chan(0));
}
Test(chan, a_try_sees_what_came_before_the_send_or_the_close) {
  prove({with_room_for_one, {go<sends<0, 1>>, go<tries_to_receive>}}, {"relaxed: exchange_release in unlock"});
  prove({with_room_for_one, {go<writes_and_closes>, go<tries_to_receive>}}, {"lost:"});
}

// Select: two senders on two channels and one who takes either; only one wins its one wait.
static void selects() {
  u64 values[2] = {0, 0};
  Scase cases[2];
  for (u32 i = 0; i < 2; i++) {
    cases[i].c = chan(i);
    cases[i].elem = &values[i];
    cases[i].kind = SelectKind::recv;
  }
  const usize i = selectgo(cases, 2, true);
  MUST(cases[i].received);
  arrived(values[i]);
}
static void selects_twice() {
  selects();
  selects();
}
Test(select, one_waker_wins) {
  prove({unbuffered, {go<selects_twice>, go<sends<0, 1>>, go<sends<1, 2>>}, all_arrived, kLarge},
        {"apart: cas_acq_rel in pop", "relaxed: exchange_release in unlock"});
}

// Two selects over the same channels in opposite roles find each other, and do not wait for each other's locks.
template <u64 n>
static void selects_send() {
  beside[n] = n + 10;
  u64 value = n;
  Scase cases[2];
  for (u32 i = 0; i < 2; i++) {
    cases[i].c = chan(1 - i);
    cases[i].elem = &value;
    cases[i].kind = SelectKind::send;
  }
  static_cast<void>(selectgo(cases, 2, true));
}
Test(select, two_selects_meet) {
  prove({unbuffered, {go<selects>, go<selects_send<1>>}, [] { MUST(sum == 1); }, kLarge},
        {"relaxed: exchange_release in unlock", "apart: cas_acquire in lock"});
}
