// tests/unit/kernel_iface/mutex_rank_test.cc - the lock order that debug builds check.
//
// What a thread holds is in its thread block, so each test reads it there. In release builds, where nothing
// is checked, the tests only show that the blocks stay untouched. Layer: tests.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <unistd.h>

#include <csignal>

#include "kernel_iface/mutex.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tls_arch.h"

#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

static Mutex sched_lock{LockRank::sched};
static Mutex mheap_lock{LockRank::mheap};
static Mutex chans[3] = {Mutex{LockRank::hchan}, Mutex{LockRank::hchan}, Mutex{LockRank::hchan}};
static Mutex& chan_a = chans[0];
static Mutex& chan_b = chans[1];
static Mutex& chan_c = chans[2];

#ifdef RT_DEBUG

static u64 bit(LockRank rank) { return u64{1} << static_cast<u32>(rank); }

// expect_message makes the abort of rt_throw report whether the message is this one.
static const char* expected;
static void expect_message(const char* text) {
  expected = text;
  std::signal(SIGABRT, [](int) { _exit(fake_kernel.fd.err() == expected ? 42 : 43); });
}

Test(mutex_rank, ascending_ranks_are_taken_and_given_back_in_any_order) {
  sched_lock.lock();
  mheap_lock.lock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), bit(LockRank::sched) | bit(LockRank::mheap)));
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 2));
  sched_lock.unlock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), bit(LockRank::mheap)));
  mheap_lock.unlock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), 0));
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 0));
}

Test(mutex_rank, a_lower_rank_throws_with_both_names, .exit_code = 42) {
  expect_message("runtime: takes sched while it holds mheap\n");
  mheap_lock.lock();
  sched_lock.lock();
}

Test(mutex_rank, the_same_rank_throws, .exit_code = 42) {
  expect_message("runtime: takes sched while it holds sched\n");
  Mutex other{LockRank::sched};
  sched_lock.lock();
  other.lock();
}

Test(mutex_rank, channels_nest_and_are_counted) {
  chan_a.lock();
  chan_b.lock();
  sched_lock.lock();
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 3));
  chan_a.unlock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), bit(LockRank::hchan) | bit(LockRank::sched)));
  chan_b.unlock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), bit(LockRank::sched)));
  sched_lock.unlock();
}

Test(mutex_rank, a_channel_below_one_that_is_held_throws, .exit_code = 42) {
  expect_message("runtime: takes a lock of a channel at or below one that it holds\n");
  chan_b.lock();
  chan_a.lock();
}

Test(mutex_rank, a_channel_between_two_that_are_held_throws, .exit_code = 42) {
  expect_message("runtime: takes a lock of a channel at or below one that it holds\n");
  chan_a.lock();
  chan_c.lock();
  chan_b.lock();
}

Test(mutex_rank, a_channel_that_is_held_throws_and_does_not_hang, .exit_code = 42) {
  expect_message("runtime: takes a lock of a channel at or below one that it holds\n");
  chan_a.lock();
  chan_a.lock();
}

Test(mutex_rank, channels_that_were_given_back_leave_no_order) {
  chan_b.lock();
  chan_c.lock();
  chan_b.unlock();
  chan_c.unlock();
  chan_a.lock();
  chan_b.lock();
  chan_b.unlock();
  chan_a.unlock();
  cr_assert(eq(u64, RT_TLS_LOAD(last_hchan), 0));
}

Test(mutex_rank, a_channel_under_a_higher_rank_throws, .exit_code = 42) {
  expect_message("runtime: takes hchan while it holds sched\n");
  sched_lock.lock();
  chan_a.lock();
}

Test(mutex_rank, try_lock_is_free_of_the_order_but_counted) {
  mheap_lock.lock();
  cr_assert(sched_lock.try_lock());
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 2));
  sched_lock.unlock();
  mheap_lock.unlock();
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 0));
}

Test(mutex_rank, releasing_what_another_thread_holds_throws, .exit_code = 42) {
  expect_message("runtime: releases mheap without holding it\n");
  mheap_lock.lock();
  RT_TLS_STORE(held_ranks, 0);  // as another thread sees it
  mheap_lock.unlock();
}

#else

Test(mutex_rank, release_builds_do_not_touch_the_thread_block) {
  mheap_lock.lock();
  sched_lock.lock();
  cr_assert(eq(u64, RT_TLS_LOAD(held_ranks), 0));
  cr_assert(eq(u32, RT_TLS_LOAD(held_locks), 0));
  chan_b.lock();
  chan_a.lock();
}

#endif
