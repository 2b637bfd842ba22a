// tests/unit/sched/runq_test.cc - the ring of runnable Gs: order, overflow, stealing, and thieves on threads.
//
// The first tests play both ends of the ring by hand on one thread. The last one lets an owner and three thieves
// run on threads: every G comes out exactly once.
// Sanitisers: thread
#include "sched/runq.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "sched/globrunq.h"
#include "sched/steal.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

static P owner, thief;
static G gs[2 * kRunqLen + 2];

Test(runq, is_empty_at_first) {
  cr_assert(runqempty(&owner));
  cr_assert(runqget(&owner).g == nullptr);
}

Test(runq, keeps_the_order_of_arrival) {
  for (u32 i = 0; i < kRunqLen; i++) runqput(&owner, &gs[i], false);
  cr_assert(eq(u32, runq_len(&owner), kRunqLen));
  for (u32 i = 0; i < kRunqLen; i++) {
    Picked p = runqget(&owner);
    cr_assert(p.g == &gs[i] && !p.inherit_time);
  }
  cr_assert(runqempty(&owner));
}

Test(runq, next_goes_first_and_inherits_the_slice) {
  runqput(&owner, &gs[0], false);
  runqput(&owner, &gs[1], true);
  Picked p = runqget(&owner);
  cr_assert(p.g == &gs[1] && p.inherit_time);
  cr_assert(runqget(&owner).g == &gs[0]);
}

Test(runq, a_second_next_kicks_the_first_to_the_tail) {
  runqput(&owner, &gs[0], true);
  runqput(&owner, &gs[1], true);
  cr_assert(eq(u32, runq_len(&owner), 2));
  cr_assert(runqget(&owner).g == &gs[1]);
  Picked p = runqget(&owner);
  cr_assert(p.g == &gs[0] && !p.inherit_time);
}

Test(runq, newborn_ones_leave_newest_first) {
  owner.schedtick.store_relaxed(1);
  runqput(&owner, &gs[0], false);
  for (u32 i = 1; i < 5; i++) runqput_newborn(&owner, &gs[i]);
  for (u32 i = 4; i >= 1; i--) cr_assert(runqget(&owner).g == &gs[i]);
  cr_assert(runqget(&owner).g == &gs[0], "who ran before keeps its place");
  cr_assert(runqempty(&owner));
}

Test(runq, one_that_ran_before_ends_their_run) {
  owner.schedtick.store_relaxed(1);
  for (u32 i = 0; i < 3; i++) runqput_newborn(&owner, &gs[i]);
  runqput(&owner, &gs[3], false);
  cr_assert(runqget(&owner).g == &gs[2], "runnext");
  for (u32 i : {0u, 1u, 3u}) cr_assert(runqget(&owner).g == &gs[i]);
}

Test(runq, the_oldest_has_a_turn_now_and_then) {
  runqput(&owner, &gs[0], false);
  for (u32 i = 1; i < 4; i++) runqput_newborn(&owner, &gs[i]);
  cr_assert(runqget(&owner).g == &gs[3]);
  owner.schedtick.store_relaxed(1024);
  cr_assert(runqget(&owner).g == &gs[0]);
  owner.schedtick.store_relaxed(1025);
  cr_assert(runqget(&owner).g == &gs[2]);
  runqput_newborn(&owner, &gs[4]);
  runq_end_slice(&owner);
  cr_assert(runqget(&owner).g == &gs[1], "the slice is over: runnext went behind");
  cr_assert(runqget(&owner).g == &gs[4]);
}

Test(runq, a_thief_takes_the_oldest_of_newborn_ones) {
  owner.schedtick.store_relaxed(1);
  for (u32 i = 0; i < 5; i++) runqput_newborn(&owner, &gs[i]);
  cr_assert(runqsteal(&thief, &owner, false) == &gs[1]);
  cr_assert(runqget(&thief).g == &gs[0]);
  cr_assert(runqget(&owner).g == &gs[4]);
  cr_assert(runqget(&owner).g == &gs[3]);
  cr_assert(runqget(&owner).g == &gs[2]);
  for (int more = 0; more < 3; more++) cr_assert(runqget(&owner).g == nullptr);
}

Test(runq, a_full_ring_sheds_its_older_half_to_the_global_queue) {
  for (u32 i = 0; i <= kRunqLen; i++) runqput(&owner, &gs[i], false);
  cr_assert(eq(u32, runq_len(&owner), kRunqLen / 2));
  cr_assert(eq(u32, sched.runqsize.load_relaxed(), kRunqLen / 2 + 1));
  for (u32 i = 0; i < kRunqLen / 2; i++) cr_assert(sched.runq.pop_front() == &gs[i]);
  cr_assert(sched.runq.pop_front() == &gs[kRunqLen], "the new one comes last");
}

Test(runq, steal_takes_the_older_half_rounded_up) {
  for (u32 i = 0; i < 5; i++) runqput(&owner, &gs[i], false);
  G* got = runqsteal(&thief, &owner, false);
  cr_assert(got == &gs[2], "last of the batch {0, 1, 2}: it runs now");
  cr_assert(eq(u32, runq_len(&thief), 2));
  cr_assert(eq(u32, runq_len(&owner), 2));
  cr_assert(runqget(&owner).g == &gs[3]);
}

Test(runq, steal_leaves_runnext_unless_asked) {
  runqput(&owner, &gs[0], true);
  cr_assert(runqsteal(&thief, &owner, false) == nullptr);
  cr_assert(runqsteal(&thief, &owner, true) == &gs[0]);
  cr_assert(runqempty(&owner) && runqempty(&thief));
}

Test(runq, counters_wrap) {
  for (P* p : {&owner, &thief}) {
    p->runq_head.store_relaxed(UINT32_MAX - 1);
    p->runq_tail.store_relaxed(UINT32_MAX - 1);
  }
  for (u32 i = 0; i < 6; i++) runqput(&owner, &gs[i], false);
  cr_assert(runqsteal(&thief, &owner, false) == &gs[2]);
  cr_assert(runqget(&thief).g == &gs[0]);
  cr_assert(runqget(&owner).g == &gs[3]);
}

Test(runq, take_all_empties_both_places) {
  runqput(&owner, &gs[0], false);
  runqput(&owner, &gs[1], true);
  GQueue all = runq_take_all(&owner);
  cr_assert(eq(sz, all.size, 2));
  cr_assert(runqempty(&owner));
}

Test(globrunq, gives_a_fair_share_and_puts_the_rest_into_the_ring) {
  gomaxprocs.store_relaxed(2);
  for (u32 i = 0; i < 9; i++) globrunqput(&gs[i]);
  kernel::MutexGuard guard(sched.lock);
  cr_assert(globrunqget_locked(&owner, 0) == &gs[0]);
  cr_assert(eq(u32, runq_len(&owner), 4));  // 9 / 2 + 1 = 5, one of them returned
  cr_assert(globrunqget_locked(&thief, 1) == &gs[5]);
  cr_assert(runqempty(&thief));
  cr_assert(eq(u32, sched.runqsize.load_relaxed(), 3));
}

Test(globrunq, head_goes_before_the_others) {
  globrunqput(&gs[0]);
  kernel::MutexGuard guard(sched.lock);
  globrunqput_head_locked(&gs[1]);
  gomaxprocs.store_relaxed(1);
  cr_assert(globrunqget_locked(&owner, 1) == &gs[1]);
}

Test(steal_order, visits_every_p_once_from_every_start) {
  static StealOrder order;
  for (u32 n : {1u, 2u, 3u, 4u, 7u, 12u, 64u, 1024u}) {
    order.reset(n);
    for (u32 random = 0; random < 3 * n; random += 1 + n / 7) {
      std::vector<int> seen(n);
      for (auto walk = order.start(random); !walk.done(); walk.next()) seen[walk.position]++;
      for (int s : seen) cr_assert(eq(int, s, 1));
    }
  }
}

// An owner that puts and gets, thieves that steal: each G of a round is seen once.
Test(runq_threads, nothing_is_lost_or_seen_twice) {
  fake_kernel.use_real_threads();
  constexpr int kThieves = 3;
  constexpr u32 kRounds = 300;
  static P thieves[kThieves];
  static std::atomic<u32> seen[2 * kRunqLen];
  std::atomic<u32> out{0};
  std::atomic<bool> done{false};
  auto count = [&](G* gp) {
    seen[gp - gs]++;
    out++;
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < kThieves; t++) {
    threads.emplace_back([&, t] {
      while (!done) {
        if (G* gp = runqsteal(&thieves[t], &owner, true)) count(gp);
        while (Picked p = runqget(&thieves[t])) count(p.g);
        std::this_thread::yield();
      }
    });
  }
  for (u32 round = 0; round < kRounds; round++) {
    const u32 n = 1 + round * 37 % (kRunqLen - 2);
    out = 0;
    for (u32 i = 0; i < n; i++) {
      runqput(&owner, &gs[i], i % 3 == 0);
      if (i % 5 == 4) {
        if (Picked p = runqget(&owner)) count(p.g);
      }
    }
    while (out != n) {
      if (Picked p = runqget(&owner)) count(p.g);
    }
    for (u32 i = 0; i < n; i++) cr_assert(eq(u32, seen[i].exchange(0), 1));
    cr_assert(runqempty(&owner));
  }
  done = true;
  for (auto& t : threads) t.join();
}
