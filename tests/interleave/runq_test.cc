// tests/interleave/runq_test.cc - the ring of runnable Gs and runnext: each G comes out once, with all that its maker wrote.
//
// The ring has four places here (tests/tests.mk), so that it fills, overflows and comes round within a few steps.
// Layer: tests.
#include "sched/runq.h"

#include <criterion/criterion.h>

#include <new>

#include "sched/globrunq.h"
#include "tests/interleave/sites.h"

using namespace rt;
using namespace interleave;

static P owner, thieves[2];
static G gs[10];
static u32 out[10];  // how often each came out

static_assert(kRunqLen == 4);

static void begin_at(u32 head) {
  new (&sched) Sched{};
  gomaxprocs.store_relaxed(3);
  for (P* p : {&owner, &thieves[0], &thieves[1]}) {
    new (p) P{};
    p->status.store_relaxed(Pstatus::running);
    p->runq_head.store_relaxed(head);
    p->runq_tail.store_relaxed(head);
  }
  for (u32 i = 0; i < 10; i++) {
    gs[i].goid = 0;
    gs[i].schedlink = nullptr;
    out[i] = 0;
  }
}
static void begin() { begin_at(UINT32_MAX - 1); }  // the counters wrap

// birth writes what newproc writes; runs reads it. Unordered, that is a race.
static G* birth(u32 i) {
  gs[i].goid = i + 100;
  return &gs[i];
}
static void runs(G* gp) {
  const u32 i = static_cast<u32>(gp - gs);
  MUST(gp->goid == i + 100);
  gp->goid = i + 200;  // it runs on this M alone
  out[i]++;
}

static void run_all_of(P* p) {
  while (Picked next = runqget(p)) runs(next.g);
}

// What is left is run alone; then each of the first n must have been out once.
static void end_with(u32 n) {
  for (P* p : {&owner, &thieves[0], &thieves[1]}) {
    run_all_of(p);
    MUST(runqempty(p));
  }
  while (G* gp = sched.runq.pop_front()) runs(gp);
  for (u32 i = 0; i < 10; i++) MUST(out[i] == (i < n ? 1u : 0u));
}

template <u32 i>
static void steals() {
  if (G* gp = runqsteal(&thieves[i], &owner, false)) runs(gp);
}
template <u32 i>
static void steals_next_too() {
  if (G* gp = runqsteal(&thieves[i], &owner, true)) runs(gp);
}
static void gets_one() {
  if (Picked next = runqget(&owner)) runs(next.g);
}

// The owner makes two and takes one, while a thief takes half.
static void puts_two_and_gets() {
  runqput(&owner, birth(0), false);
  runqput(&owner, birth(1), false);
  gets_one();
}
Test(runq, an_owner_and_a_thief) {
  prove({begin, {puts_two_and_gets, steals<0>}, [] { end_with(2); }}, {"relaxed: store_release in push", "relaxed: load_acquire in runqgrab", "apart: cas_release in pop_oldest", "apart: cas_acq_rel in runqgrab"});
}

// Three in the ring: two thieves and the owner meet at its head.
static void begin_with_three() {
  begin();
  for (u32 i = 0; i < 3; i++) runqput(&owner, birth(i), false);
}
Test(runq, two_thieves_and_the_owner_at_one_head) {
  prove({begin_with_three, {steals<0>, steals<1>, gets_one}, [] { end_with(3); }}, {"apart: cas_release in pop_oldest", "apart: cas_acq_rel in runqgrab"});
}

// A slot is written again as soon as the head has passed it: a slow thief must not believe what it read.
static void gets_one_puts_two() {
  gets_one();
  runqput(&owner, birth(3), false);
  runqput(&owner, birth(4), false);
}
Test(runq, a_slot_is_used_again_under_a_slow_thief) {
  prove({begin_with_three, {gets_one_puts_two, steals<0>}, [] { end_with(5); }}, {"apart: cas_release in pop_oldest", "apart: cas_acq_rel in runqgrab"});
}

// Full: the owner sheds half to the global queue, unless the thief made room.
static void begin_full() {
  begin();
  for (u32 i = 0; i < 4; i++) runqput(&owner, birth(i), false);
}
static void puts_one_more() { runqput(&owner, birth(4), false); }
Test(runq, an_overflow_meets_a_thief) {
  prove({begin_full, {puts_one_more, steals<0>}, [] { end_with(5); }}, {"apart: cas_release in push_slow", "apart: cas_acq_rel in runqgrab"});
}

// runnext: put twice (the first goes to the ring), got by the owner, stolen by two.
static void puts_next_twice_and_gets() {
  runqput(&owner, birth(0), true);
  runqput(&owner, birth(1), true);
  gets_one();
}
Test(runq, runnext_meets_a_thief) {
  prove({begin, {puts_next_twice_and_gets, steals_next_too<0>}, [] { end_with(2); }}, {"relaxed: exchange_acq_rel in replace_next", "apart: exchange_acq_rel in replace_next", "relaxed: exchange_acquire in runqgrab", "apart: exchange_acquire in runqgrab"});
}
static void begin_with_next() {
  begin();
  runqput(&owner, birth(0), true);
}
Test(runq, runnext_goes_to_one_of_three) {
  prove({begin_with_next, {steals_next_too<0>, steals_next_too<1>, gets_one}, [] { end_with(1); }}, {"apart: exchange_acq_rel in runqget", "apart: exchange_acquire in runqgrab"});
}

// Newborn ones leave by the other end: the owner takes the newest and makes another in its place, while thieves take half.
static void newborn(u32 i) { runqput_newborn(&owner, birth(i)); }
template <u32 n>
static void begin_with_newborn() {  // one in runnext, the others in the ring
  begin();
  owner.schedtick.store_relaxed(1);
  for (u32 i = 0; i < n; i++) newborn(i);
}
static void gets_two_makes_two() {
  gets_one();
  gets_one();
  newborn(3);
  newborn(4);
}
Test(runq, the_newest_is_taken_under_a_thief) {
  prove({begin_with_newborn<3>, {gets_two_makes_two, steals<0>}, [] { end_with(5); }}, {"apart: cas_release in pop_newest"});
}
static void gets_two() {
  gets_one();
  gets_one();
}
Test(runq, the_last_one_goes_to_the_owner_or_a_thief) {
  prove({begin_with_newborn<2>, {gets_two, steals<0>, steals<1>}, [] { end_with(2); }}, {"apart: cas_release in pop_newest", "relaxed: cas_release in pop_newest", "apart: cas_acq_rel in runqgrab"});
}
// All that is left in the ring is taken by thieves while the owner reaches for it; then it makes more.
static void gets_three_makes_one() {
  gets_two();
  gets_one();
  newborn(3);
  newborn(4);
}
Test(runq, an_owner_that_comes_too_late_goes_on) {
  prove({begin_with_newborn<3>, {gets_three_makes_one, steals<0>}, [] { end_with(5); }}, {"apart: cas_release in pop_newest", "apart: cas_acq_rel in runqgrab"});
}

// A thief's own queue is stolen from at once: its tail publishes what it copied.
static void steals_from_the_thief() {
  if (G* gp = runqsteal(&thieves[1], &thieves[0], false)) runs(gp);
}
Test(runq, what_was_stolen_is_stolen_again) {
  prove({begin_full, {steals<0>, steals_from_the_thief}, [] { end_with(4); }}, {"relaxed: store_release in runqsteal", "relaxed: load_acquire in runqgrab"});
}

// runqempty does not miss a G that moves from runnext to the ring.
static void kicks_next_and_gets_the_other() {
  runqput(&owner, birth(1), true);
  gets_one();
}
static void finds_it_not_empty() { MUST(!runqempty(&owner)); }
Test(runq, empty_is_never_said_while_a_G_moves) {
  prove({begin_with_next, {kicks_next_and_gets_the_other, finds_it_not_empty}, [] { end_with(2); }}, {"relaxed: exchange_acq_rel in runqget", "relaxed: load_seq_cst in runqempty"});
}

// The global queue: a put, and two Ps that take a share.
template <u32 i>
static void takes_a_share() {
  sched.lock.lock();
  G* gp = globrunqget_locked(&thieves[i], 0);
  sched.lock.unlock();
  if (gp != nullptr) runs(gp);
}
static void puts_globally() {
  globrunqput(birth(0));
  globrunqput(birth(1));
}
Test(runq, the_global_queue_is_shared_out) {
  prove({begin, {puts_globally, takes_a_share<0>, takes_a_share<1>}, [] { end_with(2); }, {.delays = 3, .old_reads = 2}}, {"relaxed: cas_acquire in lock", "relaxed: exchange_release in unlock", "lost:"});
}
