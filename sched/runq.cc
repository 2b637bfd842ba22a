// sched/runq.cc - the ring of runnable Gs.
//
// Layer: sched.
#include "sched/runq.h"

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "sched/globrunq.h"

namespace rt {

// runqput_slow moves the older half of the full ring, and gp, to the global queue. False when a
// thief made room meanwhile.
static RT_COLD bool runqput_slow(P* pp, G* gp, u32 head, u32 tail) {
  constexpr u32 kHalf = kRunqLen / 2;
  G* taken[kHalf];
  RT_DEBUG_ASSERT(tail - head == kRunqLen);
  for (u32 i = 0; i < kHalf; i++) taken[i] = pp->runq[(head + i) % kRunqLen].load_relaxed();
  if (!pp->runq_head.cas_release(head, head + kHalf)) return false;  // pairs with load_acquire in runqput
  GQueue batch;
  for (G* g : taken) batch.push_back(g);
  batch.push_back(gp);
  globrunqput_batch(batch);
  return true;
}

void runqput(P* pp, G* gp, bool next) {
  if (next) {
    // Pairs with the acquire of whoever takes gp out of runnext, here or in runqgrab.
    gp = pp->runnext.exchange_acq_rel(gp);
    if (gp == nullptr) return;
  }
  for (;;) {
    u32 head = pp->runq_head.load_acquire();  // pairs with cas_release in runqgrab
    u32 tail = pp->runq_tail.load_relaxed();  // ours: no one else writes it
    if (tail - head < kRunqLen) {
      pp->runq[tail % kRunqLen].store_relaxed(gp);
      pp->runq_tail.store_release(tail + 1);  // pairs with load_acquire in runqgrab
      return;
    }
    if (runqput_slow(pp, gp, head, tail)) return;
  }
}

Picked runqget(P* pp) {
  // Only the owner stores a G into runnext, so a null seen here stays null.
  if (pp->runnext.load_relaxed() != nullptr) {
    // A thief may have been first. Release: who sees the null in runqempty sees the tail behind a G kicked out before.
    G* next = pp->runnext.exchange_acq_rel(nullptr);
    if (next != nullptr) return {next, true};
  }
  for (;;) {
    u32 head = pp->runq_head.load_acquire();  // pairs with cas_release of thieves
    u32 tail = pp->runq_tail.load_relaxed();
    if (tail == head) return {};
    G* gp = pp->runq[head % kRunqLen].load_relaxed();
    if (pp->runq_head.cas_release(head, head + 1)) return {gp, false};
  }
}

// runqgrab copies half of victim's queue into the free slots of pp behind its tail, and returns
// how many. They are pp's once pp's tail is moved.
static u32 runqgrab(P* victim, P* pp, u32 to, bool steal_next) {
  for (;;) {
    u32 head = victim->runq_head.load_acquire();  // pairs with cas_release of other consumers
    u32 tail = victim->runq_tail.load_acquire();  // pairs with store_release in runqput: the slots are visible
    u32 n = tail - head;
    n -= n / 2;
    if (n == 0) {
      if (!steal_next || victim->runnext.load_relaxed() == nullptr) return 0;
      // The running goroutine has just readied it and is about to block: most hand-overs are over
      // within microseconds, and taking it would move both to different cores for nothing.
      if (victim->status.load_relaxed() == Pstatus::running) {
        (void)kernel::nanosleep(3000);
      }
      G* next = victim->runnext.exchange_acquire(nullptr);  // pairs with exchange_acq_rel in runqput
      if (next == nullptr) return 0;
      pp->runq[to % kRunqLen].store_relaxed(next);
      return 1;
    }
    if (n > kRunqLen / 2) continue;  // head and tail were read at different times
    for (u32 i = 0; i < n; i++) {
      G* gp = victim->runq[(head + i) % kRunqLen].load_relaxed();
      pp->runq[(to + i) % kRunqLen].store_relaxed(gp);
    }
    if (victim->runq_head.cas_acq_rel(head, head + n)) return n;
  }
}

G* runqsteal(P* pp, P* victim, bool steal_next) {
  u32 tail = pp->runq_tail.load_relaxed();
  u32 n = runqgrab(victim, pp, tail, steal_next);
  if (n == 0) return nullptr;
  n--;
  G* gp = pp->runq[(tail + n) % kRunqLen].load_relaxed();
  if (n == 0) return gp;
  RT_DEBUG_ASSERT(tail - pp->runq_head.load_acquire() + n < kRunqLen);
  pp->runq_tail.store_release(tail + n);  // pairs with load_acquire in runqgrab
  return gp;
}

RT_COLD GQueue runq_take_all(P* pp) {
  GQueue all;
  while (Picked p = runqget(pp)) all.push_back(p.g);
  return all;
}

bool runqempty(P* pp) {
  // runqput(next) moves a G from runnext to the ring: with head == tail and runnext null read in
  // that order the G could be in neither place. A tail that did not move tells that it was not.
  for (;;) {
    u32 head = pp->runq_head.load_seq_cst();
    u32 tail = pp->runq_tail.load_seq_cst();
    G* next = pp->runnext.load_seq_cst();
    if (tail == pp->runq_tail.load_seq_cst()) return head == tail && next == nullptr;
  }
}

u32 runq_len(P* pp) {
  u32 ring = pp->runq_tail.load_acquire() - pp->runq_head.load_acquire();
  return ring + (pp->runnext.load_relaxed() != nullptr ? 1 : 0);
}

}  // namespace rt
