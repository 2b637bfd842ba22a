// tests/unit/kernel_iface/note_test.cc - Note: sleep, wake, time out, under threads.
//
// Sanitisers: thread
// As in mutex_test.cc: first scripted futexes and one thread, then real ones. Layer: tests.
#include "kernel_iface/note.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <csignal>
#include <thread>

#include "kernel_iface/clock.h"
#include "kernel_iface/futex.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

Test(note, a_wakeup_before_the_sleep_costs_no_system_call) {
  Note n;
  n.wakeup();
  cr_assert(n.is_set());
  n.sleep();
  cr_assert(n.timed_sleep(1000));
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
}

Test(note, sleep_lasts_until_the_wakeup) {
  Note n;
  int waits = 0;
  fake_kernel.futex.on_wait = [&](u32*) {
    waits++;
    n.wakeup();
  };
  fake_kernel.fail_nth(kSysFutex, 1, Errno::eintr);
  fake_kernel.fail_nth(kSysFutex, 2, Errno::eagain);
  n.sleep();
  cr_assert(n.is_set());
  cr_assert(eq(int, waits, 1));
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 4));  // three waits, one wake
}

Test(note, clear_makes_it_usable_again) {
  Note n;
  n.wakeup();
  n.clear();
  cr_assert(not(n.is_set()));
  fake_kernel.futex.on_wait = [&](u32*) { n.wakeup(); };
  n.sleep();
  cr_assert(n.is_set());
}

Test(note, a_second_wakeup_throws, .signal = SIGABRT) {
  Note n;
  n.wakeup();
  n.wakeup();
}

Test(note, timed_sleep_ends_when_time_is_up) {
  Note n;
  const i64 before = nanotime();
  cr_assert(not(n.timed_sleep(5'000'000)));
  cr_assert(eq(i64, nanotime() - before, 5'000'000));
  cr_assert(not(n.is_set()));
  // Nobody sleeps any more, so this makes no system call.
  const u32 futexes = fake_kernel.count(kSysFutex);
  n.wakeup();
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), futexes));
  n.sleep();
}

Test(note, timed_sleep_without_time_only_looks) {
  Note n;
  for (const i64 ns : {i64{0}, i64{-1}, INT64_MIN}) cr_assert(not(n.timed_sleep(ns)));
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 0));
  n.wakeup();
  cr_assert(n.timed_sleep(0));
}

Test(note, timed_sleep_is_woken) {
  Note n;
  fake_kernel.futex.on_wait = [&](u32*) { n.wakeup(); };
  cr_assert(n.timed_sleep(5'000'000));
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 2));  // wait and wake
}

Test(note, timed_sleep_goes_on_after_a_signal_with_the_time_that_is_left) {
  Note n;
  fake_kernel.fail_nth(kSysFutex, 1, Errno::eintr);
  const i64 before = nanotime();
  cr_assert(not(n.timed_sleep(9000)));
  cr_assert(eq(i64, nanotime() - before, 9000));
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 2));
}

Test(note, timed_sleep_does_not_overflow_on_a_deadline_beyond_the_clock) {
  Note n;
  fake_kernel.futex.on_wait = [&](u32*) { n.wakeup(); };
  cr_assert(n.timed_sleep(INT64_MAX));
}

Test(note, a_futex_that_does_not_work_is_fatal, .signal = SIGABRT) {
  Note n;
  fake_kernel.fail_nth(kSysFutex, 1, Errno::enosys);
  n.sleep();
}

Test(note, threads_pass_data_through_it, .timeout = 120) {
  fake_kernel.use_real_threads();
  struct Side {
    Note note;
    int payload = 0;
  };
  Side there, back;
  constexpr int kRounds = 5000;
  std::thread echo([&] {
    for (int i = 0; i < kRounds; i++) {
      there.note.sleep();
      there.note.clear();
      back.payload = there.payload + 1;
      back.note.wakeup();
    }
  });
  for (int i = 0; i < kRounds; i++) {
    there.payload = i;
    there.note.wakeup();
    // Short time-outs, so that both ends of the race between deadline and wakeup happen.
    while (!back.note.timed_sleep(i % 3 * 20'000)) std::this_thread::yield();
    back.note.clear();
    cr_assert(eq(int, back.payload, i + 1));
  }
  echo.join();
}
