// tests/unit/kernel_iface/mutex_test.cc - Mutex: what it costs, who wakes whom, and under threads.
//
// Sanitisers: thread
// The first tests are one thread over scripted futexes: on_wait plays the holder. Locks of rank hchan,
// because those may be taken twice by one thread in debug builds. The last ones use real threads and real
// futexes, and are what thread sanitiser looks at. Layer: tests.
#include "kernel_iface/mutex.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <csignal>
#include <thread>
#include <vector>

#include "kernel_iface/futex.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"
#include "tls_arch.h"

using namespace rt;
using namespace rt::kernel;

static constinit Mutex global_mutex{LockRank::leaf};

Test(mutex, uncontended_makes_no_system_call) {
  global_mutex.lock();
  cr_assert(global_mutex.is_locked());
  global_mutex.unlock();
  cr_assert(not(global_mutex.is_locked()));
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
}

Test(mutex, try_lock_says_whether_it_got_the_lock) {
  Mutex m{LockRank::leaf};
  cr_assert(m.try_lock());
  cr_assert(not(m.try_lock()));
  m.unlock();
  cr_assert(m.try_lock());
  m.unlock();
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
}

Test(mutex, guard_holds_for_its_scope) {
  {
    const MutexGuard guard(global_mutex);
    cr_assert(global_mutex.is_locked());
  }
  cr_assert(not(global_mutex.is_locked()));
}

// held_by_another locks m for the part that on_wait plays.
static void held_by_another(Mutex& m) {
  m.lock();
  RT_TLS_STORE(last_hchan, 0);
}

// is_wake tells a futex wake of one sleeper from a wait.
static bool is_wake(const FakeCall& call) { return call.words[1] == kFutexWakePrivate && call.words[2] == 1; }

Test(mutex, lock_sleeps_until_the_holder_unlocks_and_wakes_the_next) {
  Mutex m{LockRank::hchan};
  held_by_another(m);
  fake_kernel.futex.on_wait = [&](u32*) { m.unlock(); };
  m.lock();
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 2));  // our wait, and the wake of the holder's unlock
  cr_assert(is_wake(fake_kernel.log()[1]));
  // Who has slept may not be the only one: its own unlock wakes, too.
  m.unlock();
  cr_assert(eq(u32, fake_kernel.count(kSysFutex), 3));
  cr_assert(is_wake(fake_kernel.log()[2]));
}

Test(mutex, a_wake_that_frees_nothing_is_slept_over) {
  Mutex m{LockRank::hchan};
  held_by_another(m);
  int wakes = 0;
  fake_kernel.futex.on_wait = [&](u32* word) {
    if (++wakes == 3)
      m.unlock();
    else
      *word = 1;  // somebody else took it between the wake and our look
  };
  m.lock();
  cr_assert(eq(int, wakes, 3));
  m.unlock();
}

Test(mutex, a_signal_does_not_end_the_wait) {
  Mutex m{LockRank::hchan};
  held_by_another(m);
  fake_kernel.fail_nth(kSysFutex, 1, Errno::eintr);
  fake_kernel.fail_nth(kSysFutex, 2, Errno::eagain);
  fake_kernel.futex.on_wait = [&](u32*) { m.unlock(); };
  m.lock();
  m.unlock();
}

Test(mutex, a_futex_that_does_not_work_is_fatal, .signal = SIGABRT) {
  Mutex m{LockRank::hchan};
  held_by_another(m);
  fake_kernel.fail_nth(kSysFutex, 1, Errno::enosys);
  m.lock();
}

Test(mutex, a_failing_wake_is_survived) {
  Mutex m{LockRank::hchan};
  held_by_another(m);
  fake_kernel.futex.on_wait = [&](u32*) { m.unlock(); };
  m.lock();
  fake_kernel.fail_always(kSysFutex, Errno::efault);
  m.unlock();
  cr_assert(not(m.is_locked()));
}

Test(mutex, unlock_of_an_unlocked_one_throws, .signal = SIGABRT) { global_mutex.unlock(); }

Test(mutex, every_rank_has_its_name) {
  cr_assert(eq(str, lock_rank_name(LockRank::sysmon), "sysmon"));
  cr_assert(eq(str, lock_rank_name(LockRank::hchan), "hchan"));
  cr_assert(eq(str, lock_rank_name(LockRank::leaf), "leaf"));
  cr_assert(eq(str, lock_rank_name(LockRank::count), "no rank"));
}

// Threads that count under the lock, without any other ordering between them.
static void count_under_lock(u32 spin, int threads, int rounds) {
  fake_kernel.use_real_threads();
  spin_turns = spin;
  Mutex m{LockRank::leaf};
  long counter = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; i++) {
    workers.emplace_back([&] {
      for (int n = 0; n < rounds; n++) {
        if (n % 4 == 0 && m.try_lock())
          counter++;
        else {
          m.lock();
          counter++;
        }
        m.unlock();
      }
    });
  }
  for (std::thread& t : workers) t.join();
  cr_assert(eq(i64, counter, i64{threads} * rounds));
  cr_assert(not(m.is_locked()));
}

Test(mutex, threads_exclude_each_other_without_spinning, .timeout = 120) { count_under_lock(0, 4, 20000); }
Test(mutex, threads_exclude_each_other_with_spinning, .timeout = 120) { count_under_lock(4, 4, 20000); }

Test(mutex, may_be_freed_by_the_next_holder, .timeout = 120) {
  fake_kernel.use_real_threads();
  for (int round = 0; round < 2000; round++) {
    auto* m = new Mutex{LockRank::leaf};
    m->lock();
    std::thread last([m] {
      m->lock();
      m->unlock();
      delete m;
    });
    m->unlock();  // after this, m is the other thread's
    last.join();
  }
}
