// tests/unit/sched/netpoll_test.cc - waiting for descriptors: events, stale ones, deadlines, turns, close.
//
// One thread plays all goroutines (parking.h), the fake kernel's epoll delivers what the test posts. What the
// search for work does with it (sched/idle.cc) is in tests/programs/net_*.cc; here the test polls.
#include "sched/poll_fd.h"

#include "kernel_iface/epoll.h"
#include "kernel_iface/file.h"
#include "kernel_iface/process.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/runq.h"

#include "parking.h"
#include "tests/support/show.h"

using namespace rt;

// Of sched/idle.cc and sched/syscall_state.cc, which need threads.
namespace rt {

NetpollCalls netpoll;
void netpoll_start(u32 (*poll)(i64), void (*break_poll)(), bool (*is_overdue)(i64)) {
  netpoll.poll.store_relaxed(poll);
  netpoll.break_poll.store_relaxed(break_poll);
  netpoll.is_overdue.store_relaxed(is_overdue);
}
static int wakeps;
void wakep() { wakeps++; }
void entersyscall() {}
void exitsyscall() {}

}  // namespace rt

namespace {

constexpr i64 kSecond = 1'000'000'000;

// A descriptor like any other for the fake; FakeNet delivers what is posted for it.
i32 new_fd() { return fake_kernel.fd.open_other(true); }

PollFd opened() { return poll_open(new_fd()).value(); }

// poll polls without blocking and readies by hand what became runnable, as a schedule loop would.
u32 poll() {
  const u32 n = netpoll.poll.load_relaxed()(0);
  netpoll.waiters.fetch_add_relaxed(-static_cast<i32>(n));
  while (Picked p = runqget(&play::ps[0])) play::readied.push_back(p.g);
  return n;
}

Errno wait(PollFd h, PollMode mode) {
  const auto pd = poll_begin(h, mode);
  if (!pd.ok()) return pd.error();
  const Errno e = poll_wait(pd.value(), mode);
  poll_end(pd.value(), mode);
  return e;
}

bool fire_timers() {
  bool ran = false;
  timers_check(&play::ps[0], 0, &ran);
  return ran;
}

}  // namespace

TestSuite(netpoll, .init = play::begin);

Test(netpoll, an_event_wakes_the_direction_that_waits) {
  const PollFd h = opened();
  play::while_parked = [&] {
    cr_assert(eq(i32, netpoll.waiters.load_relaxed(), 1));
    fake_kernel.net.post(h.fd, kernel::kEpollOut);
    cr_assert(eq(u32, poll(), 0));  // not that one
    fake_kernel.net.post(h.fd, kernel::kEpollIn);
    cr_assert(eq(u32, poll(), 1));
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ok));
  cr_assert(eq(i32, netpoll.waiters.load_relaxed(), 0));
  // The event for writing was remembered: no need to park.
  cr_assert(eq(type(Errno), wait(h, PollMode::write), Errno::ok));
}

Test(netpoll, readiness_is_used_up) {
  const PollFd h = opened();
  fake_kernel.net.post(h.fd, kernel::kEpollIn);
  cr_assert(eq(u32, poll(), 0));
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ok));
  bool parked = false;
  play::while_parked = [&] {
    parked = true;
    fake_kernel.net.post(h.fd, kernel::kEpollIn);
    poll();
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ok));
  cr_assert(parked);
}

Test(netpoll, an_error_or_the_end_wakes_both_directions) {
  for (u32 events : {kernel::kEpollErr, kernel::kEpollHup}) {
    const PollFd h = opened();
    play::while_parked = [&] {
      play::while_parked = [&] {
        fake_kernel.net.post(h.fd, events);
        cr_assert(eq(u32, poll(), 2));
      };
      play::as(1, [&] { cr_assert(eq(type(Errno), wait(h, PollMode::write), Errno::ok)); });
    };
    cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ok));
  }
}

Test(netpoll, the_end_of_the_other_side_is_remembered) {
  const PollFd h = opened();
  PollDesc* pd = poll_desc(h.fd);
  fake_kernel.net.post(h.fd, kernel::kEpollIn);
  poll();
  cr_assert(eq(u32, pd->info.load_relaxed(), 0));
  fake_kernel.net.post(h.fd, kernel::kEpollIn | kernel::kEpollRdhup);
  poll();
  cr_assert(eq(u32, pd->info.load_relaxed(), kPollHangup));
  fake_kernel.net.post(h.fd, kernel::kEpollPri);
  poll();
  cr_assert(eq(u32, pd->info.load_relaxed(), kPollHangup));
}

Test(netpoll, an_event_that_comes_before_the_g_is_parked_is_not_lost) {
  const PollFd h = opened();
  // From the M that parks: the word says kPollWait, the G is not in it yet. Another M's poll comes in between.
  PollDesc* pd = poll_desc(h.fd);
  pd->waiter[0].store_relaxed(kPollWait);
  fake_kernel.net.post(h.fd, kernel::kEpollIn);
  cr_assert(eq(u32, poll(), 0));
  cr_assert(eq(u64, pd->waiter[0].load_relaxed(), kPollReady));
}

Test(netpoll, events_of_an_earlier_opening_are_ignored) {
  const PollFd h = opened();
  const kernel::EpollEvent old{kernel::kEpollIn | kernel::kEpollHup, fake_kernel.net.watched(h.fd).data};
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
  const PollFd again = opened();
  cr_assert(eq(i32, again.fd, h.fd));
  cr_assert(again.generation != h.generation);
  fake_kernel.net.post_raw(old);
  cr_assert(eq(u32, poll(), 0));
  PollDesc* pd = poll_desc(again.fd);
  cr_assert(eq(u64, pd->waiter[0].load_relaxed(), kPollNil));
  cr_assert(eq(u32, pd->info.load_relaxed(), 0));
  // And handles of it.
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ebadf));
  cr_assert(eq(type(Errno), poll_close(h), Errno::ebadf));
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, true, 1), Errno::ebadf));
  cr_assert(poll_is_open(again) && !poll_is_open(h));
}

Test(netpoll, nothing_of_an_opening_is_left_to_the_next) {
  const PollFd h = opened();
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, true, 1), Errno::ok));
  fake_kernel.net.post(h.fd, kernel::kEpollIn | kernel::kEpollOut | kernel::kEpollHup);
  poll();
  poll_desc(h.fd)->drained = true;
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
  const PollFd again = opened();
  PollDesc* pd = poll_desc(again.fd);
  cr_assert(pd->info.load_relaxed() == 0 && !pd->drained);
  cr_assert(pd->waiter[0].load_relaxed() == kPollNil && pd->waiter[1].load_relaxed() == kPollNil);
  cr_assert(eq(i64, pd->deadline[0].at, 0));
}

Test(netpoll, close_wakes_who_is_parked_and_closes_when_they_are_out) {
  const PollFd h = opened();
  play::while_parked = [&] {
    play::as(1, [&] {
      // The one that closes waits in turn: the reader plays its end then.
      play::while_parked = [] {};
      cr_assert(poll_is_open(h));
      PollDesc* pd = poll_desc(h.fd);
      const auto begun = poll_hold(h);
      cr_assert(begun.ok());
      poll_drop(pd);
      cr_assert(fake_kernel.fd.is_open(h.fd));
      pd->info.fetch_or_acq_rel(kPollClosing);
      G* gp = poll_unblock(pd, PollMode::read, false);
      cr_assert(eq(ptr, gp, &play::gs[0]));
      poll_goready(gp);
    });
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ebadf));
  cr_assert(eq(i32, netpoll.waiters.load_relaxed(), 0));
}

Test(netpoll, close_waits_for_the_last_operation) {
  const PollFd h = opened();
  PollDesc* pd = poll_begin(h, PollMode::read).value();
  bool waited = false;
  play::while_parked = [&] {
    waited = true;
    cr_assert(fake_kernel.fd.is_open(h.fd));
    play::as(1, [&] {
      cr_assert(eq(type(Errno), poll_wait(pd, PollMode::read), Errno::ebadf));
      poll_end(pd, PollMode::read);
    });
    cr_assert(not(fake_kernel.fd.is_open(h.fd)));
  };
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
  cr_assert(waited);
  cr_assert(not(fake_kernel.net.is_watched(h.fd)));
}

Test(netpoll, close_says_what_the_kernel_said) {
  const PollFd a = opened();
  fake_kernel.fail_nth(kSysClose, 1, Errno::eio);
  cr_assert(eq(type(Errno), poll_close(a), Errno::eio));
  const PollFd b = opened();
  fake_kernel.fail_nth(kSysClose, 1, Errno::eintr);
  cr_assert(eq(type(Errno), poll_close(b), Errno::ok));
}

Test(netpoll, release_keeps_the_descriptor_open) {
  const PollFd h = opened();
  cr_assert(eq(type(Errno), poll_release(h), Errno::ok));
  cr_assert(fake_kernel.fd.is_open(h.fd) && !fake_kernel.net.is_watched(h.fd) && !poll_is_open(h));
}

Test(netpoll, readers_take_turns_and_a_close_sends_the_line_away) {
  const PollFd h = opened();
  PollDesc* first = poll_begin(h, PollMode::read).value();
  // A writer is not held up.
  PollDesc* writer = poll_begin(h, PollMode::write).value();
  poll_end(writer, PollMode::write);
  // The second reader waits until the first has ended.
  play::while_parked = [&] { play::as(1, [&] { poll_end(first, PollMode::read); }); };
  const auto second = poll_begin(h, PollMode::read);
  cr_assert(second.ok());
  // The third waits, and the descriptor is closed meanwhile: by a goroutine that waits for the second.
  play::while_parked = [&] {
    play::as(1, [&] {
      play::while_parked = [&] { play::as(0, [&] { poll_end(second.value(), PollMode::read); }); };
      // The line holds a reference: close is over when the third has seen that it is closed. Here it cannot, so the
      // test only looks that the third was readied and the turn given up.
      PollDesc* pd = poll_desc(h.fd);
      cr_assert(eq(u64, pd->state.load_relaxed() >> 20 & 0x1ffff, 1));
      poll_end(second.value(), PollMode::read);
      cr_assert(eq(u64, pd->state.load_relaxed() >> 20 & 0x1ffff, 0));
    });
  };
  const auto third = poll_begin(h, PollMode::read);
  cr_assert(third.ok());
  poll_end(third.value(), PollMode::read);
  play::while_parked = nullptr;
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
}

Test(netpoll, a_deadline_ends_the_wait_and_all_that_follow) {
  const PollFd h = opened();
  const i64 at = fake_kernel.now_ns + kSecond;
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, false, at), Errno::ok));
  play::while_parked = [&] {
    fake_kernel.now_ns = at - 1;
    cr_assert(not(fire_timers()));
    fake_kernel.now_ns = at;
    cr_assert(fire_timers());
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::etimedout));
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::etimedout));
  cr_assert(eq(type(Errno), poll_expired(poll_desc(h.fd), PollMode::read), Errno::etimedout));
  cr_assert(eq(type(Errno), poll_expired(poll_desc(h.fd), PollMode::write), Errno::ok));
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, true, 0), Errno::ok));
  cr_assert(eq(type(Errno), poll_expired(poll_desc(h.fd), PollMode::read), Errno::ok));
}

Test(netpoll, a_deadline_in_the_past_needs_no_timer) {
  const PollFd h = opened();
  play::while_parked = [&] {
    play::as(1, [&] {
      cr_assert(eq(type(Errno), poll_set_deadline(h, true, true, fake_kernel.now_ns), Errno::ok));
    });
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::write), Errno::etimedout));
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
}

Test(netpoll, a_deadline_that_fires_while_it_is_moved_does_nothing) {
  const PollFd h = opened();
  PollDesc* pd = poll_desc(h.fd);
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, false, fake_kernel.now_ns + 5), Errno::ok));
  // In flight: out of the heap, not fired yet.
  Timer* t = &pd->deadline[0].timer;
  cr_assert(timers_remove(t));
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, false, fake_kernel.now_ns + kSecond), Errno::ok));
  fake_kernel.now_ns += 10;
  t->fire(t, fake_kernel.now_ns);
  cr_assert(eq(type(Errno), poll_expired(pd, PollMode::read), Errno::ok));
  // And one that fires when the descriptor is closed.
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
  t->fire(t, fake_kernel.now_ns + 2 * kSecond);
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
}

Test(netpoll, an_event_beside_a_deadline_leaves_nothing_behind) {
  const PollFd h = opened();
  cr_assert(eq(type(Errno), poll_set_deadline(h, true, false, fake_kernel.now_ns + 5), Errno::ok));
  play::while_parked = [&] {
    fake_kernel.net.post(h.fd, kernel::kEpollIn);
    poll();
    fake_kernel.now_ns += 10;
    cr_assert(fire_timers());  // the G is on its way already
    cr_assert(eq(sz, play::readied.size(), 1));
  };
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::ok));
  cr_assert(eq(type(Errno), wait(h, PollMode::read), Errno::etimedout));
}

Test(netpoll, a_blocking_poll_can_be_broken_and_again) {
  opened();
  fake_thread_block.p = nullptr;
  for (int i = 0; i < 2; i++) {
    fake_kernel.net.while_blocked = [] { netpoll.break_poll.load_relaxed()(); };
    cr_assert(eq(u32, netpoll.poll.load_relaxed()(kNever), 0));
  }
  // One that comes before the poll is not lost, and a look without blocking leaves it to who blocks.
  netpoll.break_poll.load_relaxed()();
  cr_assert(eq(u32, netpoll.poll.load_relaxed()(0), 0));
  cr_assert(eq(u32, netpoll.poll.load_relaxed()(kNever), 0));
}

Test(netpoll, a_poll_with_a_limit_is_never_early) {
  opened();
  fake_thread_block.p = nullptr;
  for (bool has : {true, false}) {
    fake_kernel.net.has_pwait2 = has;
    const i64 until = fake_kernel.now_ns + 1'500'001;
    cr_assert(eq(u32, netpoll.poll.load_relaxed()(until), 0));
    cr_assert(fake_kernel.now_ns >= until && fake_kernel.now_ns < until + 1'000'000);
    if (has) cr_assert(eq(i64, fake_kernel.now_ns, until));
  }
  const i64 now = fake_kernel.now_ns;
  cr_assert(eq(u32, netpoll.poll.load_relaxed()(now - 5), 0));
  cr_assert(eq(i64, fake_kernel.now_ns, now));
  fake_kernel.fail_nth(kSysEpollPwait, 1, Errno::eintr);
  cr_assert(eq(u32, netpoll.poll.load_relaxed()(kNever), 0));
}

Test(netpoll, sysmon_is_told_when_nobody_has_polled) {
  opened();
  const auto overdue = netpoll.is_overdue.load_relaxed();
  i64 now = fake_kernel.now_ns;
  poll();
  cr_assert(not(overdue(now)));
  cr_assert(not(overdue(now += 9'999'999)));
  cr_assert(overdue(now += 1));
  poll();
  cr_assert(not(overdue(now += 50'000'000)));
  sched.poll_until.store_relaxed(kNever);  // somebody waits in it
  cr_assert(not(overdue(now += 50'000'000)));
  sched.poll_until.store_relaxed(0);
}

Test(netpoll, without_epoll_the_descriptor_stays_with_its_owner) {
  const i32 fd = new_fd();
  for (u32 number : {kSysEpollCreate1, kSysEventfd2, kSysEpollCtl}) {
    const usize open = fake_kernel.fd.open_count();
    fake_kernel.fail_nth(number, 1, Errno::emfile);
    cr_assert(eq(type(Errno), poll_open(fd).error(), Errno::emfile));
    cr_assert(eq(sz, fake_kernel.fd.open_count(), open));
    cr_assert(netpoll.poll.load_relaxed() == nullptr);
  }
  const PollFd h = poll_open(fd).value();
  const i32 file = new_fd();
  fake_kernel.fail_nth(kSysEpollCtl, 1, Errno::eperm);
  cr_assert(eq(type(Errno), poll_open(file).error(), Errno::eperm));
  cr_assert(not(poll_is_open({file, 1})));
  cr_assert(eq(type(Errno), poll_open(1 << 20).error(), Errno::emfile));
  cr_assert(eq(type(Errno), poll_close(h), Errno::ok));
}

Test(netpoll, the_first_registration_raises_the_limit_of_descriptors) {
  kernel::Rlimit& limit = fake_kernel.process.limits[kernel::kRlimitNofile];
  limit = {1024, 4096};
  fake_kernel.fail_nth(kSysPrlimit64, 1, Errno::eperm);  // cannot be read: nothing happens
  fake_kernel.fail_nth(kSysEpollCreate1, 1, Errno::emfile);
  cr_assert(eq(type(Errno), poll_open(new_fd()).error(), Errno::emfile));
  cr_assert(eq(u64, limit.cur, 1024));
  opened();
  cr_assert(eq(u64, limit.cur, 4096));
  limit.cur = 1024;  // by the program itself, later: it stays
  opened();
  cr_assert(eq(u64, limit.cur, 1024));
}

Test(netpoll, without_memory_a_descriptor_is_refused) {
  opened();
  fake_kernel.fail_always(kSysMmap, Errno::enomem);
  Errno e = Errno::ok;
  // Numbers far apart, each in a chunk of its own, until the first chunk of persistentalloc is full.
  for (i32 fd = 1000; fd < 1'000'000 && e != Errno::enomem; fd += 1000) e = poll_open(fd).error();
  cr_assert(eq(type(Errno), e, Errno::enomem));
}

Test(netpoll, many_ready_at_once_wake_another_m) {
  const PollFd a = opened(), b = opened();
  play::while_parked = [&] {
    play::while_parked = [&] {
      fake_kernel.net.post(a.fd, kernel::kEpollIn);
      fake_kernel.net.post(b.fd, kernel::kEpollIn);
      cr_assert(eq(u32, poll(), 2));
      cr_assert(eq(int, wakeps, 1));
    };
    play::as(1, [&] { cr_assert(eq(type(Errno), wait(b, PollMode::read), Errno::ok)); });
  };
  cr_assert(eq(type(Errno), wait(a, PollMode::read), Errno::ok));
}

// The M that sleeps in the poll, and sysmon, have no P: what they find goes where every P looks, and is counted by whoever
// polled, who then wakes Ms for it.
Test(netpoll, without_a_p_the_ready_go_to_the_global_queue) {
  gomaxprocs.store_relaxed(1);
  const PollFd a = opened(), b = opened();
  play::while_parked = [&] {
    play::while_parked = [&] {
      fake_kernel.net.post(a.fd, kernel::kEpollIn);
      fake_kernel.net.post(b.fd, kernel::kEpollIn);
      P* pp = std::exchange(fake_thread_block.p, nullptr);
      cr_assert(eq(u32, netpoll.poll.load_relaxed()(kNever), 2));
      fake_thread_block.p = pp;
      cr_assert(eq(int, wakeps, 0));
      cr_assert(runqempty(pp));
      cr_assert(eq(u32, sched.runqsize.load_relaxed(), 2));
      for (const PollFd h : {a, b}) {
        G* gp = globrunqget_locked(pp, 1);
        cr_assert(eq(ptr, gp, h.fd == a.fd ? &play::gs[0] : &play::gs[1]));
        cr_assert(gp->status.load_relaxed() == Gstatus::runnable);
        play::readied.push_back(gp);
      }
      cr_assert(eq(u32, sched.runqsize.load_relaxed(), 0));
    };
    play::as(1, [&] { cr_assert(eq(type(Errno), wait(b, PollMode::read), Errno::ok)); });
  };
  cr_assert(eq(type(Errno), wait(a, PollMode::read), Errno::ok));
}

Test(netpoll, two_waiters_for_one_direction_are_a_bug, .signal = SIGABRT) {
  const PollFd h = opened();
  poll_desc(h.fd)->waiter[0].store_relaxed(kPollWait);
  (void)poll_block(poll_desc(h.fd), PollMode::read);
}
