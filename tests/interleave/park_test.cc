// tests/interleave/park_test.cc - parking and looking for work, with the real scheduler: nothing runnable is forgotten.
//
// A goroutine that was made runnable runs, also when the M that made it so never gives way again: what is shown is that one
// of the others finds it or is woken, however its last look before sleep and the maker's look at the sleepers fall
// together (sched/idle.h). A goroutine that parks is readied exactly once, also while it is still on its stack.
// Layer: tests.
#include "sched/park.h"

#include <criterion/criterion.h>

#include "sched/idle.h"
#include "sched/locked.h"
#include "sched/procresize.h"
#include "sched/schedule.h"
#include "sched/sema.h"
#include "sched/syscall_state.h"
#include "tests/interleave/machine.h"
#include "tls_arch.h"

using namespace rt;
using namespace interleave;
using machine::born;
using machine::schedules;
using machine::sleeps;

static bool ran[machine::kGs];

static void begin(u32 procs, u32 ms) {
  machine::begin(procs, ms);
  for (bool& r : ran) r = false;
}

template <u32 g>
static void runs(void*) {
  ran[g] = true;
}
static void first_ran() { MUST(ran[1]); }

// Work against sleep: M 1 has found nothing so far and is on its way to sleep.
static void starts_one_and_computes(void*) {
  machine::starts(&machine::gs[1]);
  machine::computes();
}
static void begin_busy_and_searching() {
  begin(2, 3);
  machine::retire(2);
  machine::give(0, 0);
  machine::give(1, 1);
  machine::queue(0, born(0, starts_one_and_computes));
  born(1, runs<1>);
}
Test(park, work_meets_an_m_on_its_way_to_sleep) {
  prove({begin_busy_and_searching, {schedules<0>, schedules<1>, sleeps<2>}, first_ran, {.delays = 2, .old_reads = 1}, true}, {"relaxed: fence_seq_cst in wakep", "relaxed: fetch_add_seq_cst in pidleput_locked"});
}

// The same with an M that sleeps already.
static void begin_busy_and_asleep() {
  begin(2, 2);
  machine::give(0, 0);
  machine::retire(1);
  machine::queue(0, born(0, starts_one_and_computes));
  born(1, runs<1>);
}
Test(park, work_wakes_an_m_that_sleeps) {
  prove({begin_busy_and_asleep, {schedules<0>, sleeps<1>}, first_ran, {.delays = 2, .old_reads = 1}, true}, {"relaxed: exchange_release in wakeup", "lost:"});
}

// Two at once: who finds the first wakes another for the second.
static void both_ran() { MUST(ran[1] && ran[2]); }
static void waits_for_the_other(void*) {
  ran[1] = true;
  machine::computes();
}
static void waits_too(void*) {
  ran[2] = true;
  machine::computes();
}
static void starts_one_and_ends(void*) { machine::starts(&machine::gs[1]); }
static void begin_two_to_start() {
  begin(2, 3);
  machine::give(0, 0);
  machine::retire(2);
  machine::retire(1);
  machine::queue(0, born(0, starts_one_and_ends));
  machine::queue(0, born(2, waits_too));
  born(1, waits_for_the_other);
}
Test(park, two_that_never_give_way_both_run) {
  prove({begin_two_to_start, {schedules<0>, sleeps<1>, sleeps<2>}, both_ran, {.delays = 2, .old_reads = 0}, true}, {"relaxed: cas_acquire in sleep", "lost:"});
}

// Parking against readying: the waker, on another M, may come before the goroutine is off its stack.
static Atomic<u32> word;
static u64 payload;
static void waits_for_the_word(void*) {
  while (word.load_acquire() == 0) wait_on_word(&word, 0, WaitReason::static_init);  // pairs with store_release below
  MUST(payload == 7);
  ran[0] = true;
  machine::computes();
}
static void changes_the_word(void*) {
  payload = 7;
  word.store_release(1);  // pairs with load_acquire above
  wake_word(&word);
  ran[1] = true;
  machine::computes();
}
static void begin_waiter_and_waker() {
  begin(2, 3);
  machine::retire(2);
  new (&word) Atomic<u32>;
  payload = 0;
  machine::give(0, 0);
  machine::give(1, 1);
  machine::queue(0, born(0, waits_for_the_word));
  machine::queue(1, born(1, changes_the_word));
}
static void waiter_and_waker_ran() { MUST(ran[0] && ran[1]); }
Test(park, a_waker_meets_a_goroutine_that_parks) {
  prove({begin_waiter_and_waker, {schedules<0>, schedules<1>, sleeps<2>}, waiter_and_waker_ran, {.delays = 2, .old_reads = 1}, true}, {"relaxed: fence_seq_cst in wakep", "relaxed: fetch_add_seq_cst in stop_spinning", "relaxed: exchange_release in unlock", "apart: cas_acq_rel in runqgrab"});
}

// A system call whose P is taken away: its goroutine goes on, with the P or without.
// Each owner of the P changes what only its owner may.
static void is_in_a_call(void*) {
  machine::ps[0].goid_next++;
  entersyscall();
  exitsyscall();
  machine::ps[0].goid_next++;
  ran[1] = true;
  machine::computes();
}
static void retakes() {
  machine::be(3);
  P* pp = &machine::ps[0];
  if (pp->status.load_acquire() != Pstatus::syscall) return;
  count_locked_idle(-1);
  Pstatus in_call = Pstatus::syscall;
  if (pp->status.cas_acq_rel(in_call, Pstatus::idle)) {
    pp->goid_next++;
    handoffp(pp);
  }
  count_locked_idle(1);
}
static void begin_in_a_call() {
  begin(1, 3);
  sched.nmsys = 1;
  machine::give(0, 0);
  machine::retire(1);
  machine::queue(0, born(1, is_in_a_call));
}
Test(park, a_call_comes_back_while_its_p_is_retaken) {
  prove({begin_in_a_call, {schedules<0>, sleeps<1>, retakes}, first_ran, {.delays = 2, .old_reads = 1}, true}, {"relaxed: store_release in entersyscall", "apart: cas_acquire in exitsyscall", "apart: cas_acq_rel in retakes"});
}
