// sched/runq.cc - the ring of runnable Gs.
//
// Layer: sched.
#include "sched/runq.h"

#include <utility>

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "sched/globrunq.h"

namespace rt {

// Who waits behind newborn ones is passed over so often at most. A tree of a million goroutines is still walked
// depth first for all but a thousand turns.
static constexpr u32 kOldestTurn = 1024;

static RunqHead load_head(const P* pp) { return {pp->runq_head.load_acquire()}; }  // pairs with the CASes of all who move it

// push_slow moves the older half of the full ring, and gp, to the global queue. False when a
// thief made room meanwhile.
static RT_COLD bool push_slow(P* pp, G* gp, RunqHead head) {
  constexpr u32 kHalf = kRunqLen / 2;
  G* taken[kHalf];
  for (u32 i = 0; i < kHalf; i++) taken[i] = pp->runq[(head.index() + i) % kRunqLen].load_relaxed();
  if (!pp->runq_head.cas_release(head.word, head.advanced(kHalf))) return false;  // pairs with load_head
  GQueue batch;
  for (G* g : taken) batch.push_back(g);
  batch.push_back(gp);
  globrunqput_batch(batch);
  return true;
}

static void push(P* pp, G* gp) {
  for (;;) {
    const RunqHead head = load_head(pp);
    const u32 tail = pp->runq_tail.load_relaxed();  // ours: no one else writes it
    if (tail - head.index() < kRunqLen) {
      pp->runq[tail % kRunqLen].store_relaxed(gp);
      pp->runq_tail.store_release(tail + 1);  // pairs with load_acquire in runqgrab
      return;
    }
    if (push_slow(pp, gp, head)) return;
  }
}

// replace_next puts gp into runnext; who was there goes to the tail, and is still newborn if it was.
static void replace_next(P* pp, G* gp, bool newborn) {
  // Pairs with the acquire of whoever takes gp out of runnext, here or in runqgrab.
  G* old = pp->runnext.exchange_acq_rel(gp);
  const bool old_newborn = std::exchange(pp->next_is_newborn, newborn);
  if (old == nullptr) return;
  push(pp, old);
  pp->newborn = old_newborn ? pp->newborn + 1 : 0;
}

void runqput(P* pp, G* gp, bool next) {
  if (next) return replace_next(pp, gp, false);
  push(pp, gp);
  pp->newborn = 0;
}

void runqput_newborn(P* pp, G* gp) { replace_next(pp, gp, true); }

void runq_end_slice(P* pp) {
  G* next = pp->runnext.exchange_acq_rel(nullptr);  // pairs as in runqget
  if (next != nullptr) push(pp, next);
  pp->newborn = 0;
}

// pop_newest takes the G before the tail, which goes down first: a thief that does not see that yet
// does not know of the CAS either, and one of the two CASes fails.
static G* pop_newest(P* pp) {
  const u32 tail = pp->runq_tail.load_relaxed();
  RunqHead head = load_head(pp);
  if (tail == head.index()) return nullptr;
  G* gp = pp->runq[(tail - 1) % kRunqLen].load_relaxed();
  pp->runq_tail.store_relaxed(tail - 1);
  // Release: who sees the new head sees the lower tail. Pairs with load_head in runqgrab.
  while (!pp->runq_head.cas_release(head.word, head.taken_newest())) {
    if (head.index() != tail) continue;
    pp->runq_tail.store_relaxed(tail);  // thieves took all
    return nullptr;
  }
  return gp;
}

static G* pop_oldest(P* pp) {
  for (;;) {
    RunqHead head = load_head(pp);
    if (pp->runq_tail.load_relaxed() == head.index()) return nullptr;
    G* gp = pp->runq[head.index() % kRunqLen].load_relaxed();
    if (pp->runq_head.cas_release(head.word, head.advanced(1))) return gp;
  }
}

Picked runqget(P* pp) {
  // Only the owner stores a G into runnext, so a null seen here stays null.
  if (pp->runnext.load_relaxed() != nullptr) {
    // A thief may have been first. Release: who sees the null in runqempty sees the tail behind a G kicked out before.
    G* next = pp->runnext.exchange_acq_rel(nullptr);
    if (next != nullptr) return {next, true};
  }
  if (pp->newborn != 0 && pp->schedtick.load_relaxed() % kOldestTurn != 0) {
    pp->newborn--;
    return {pop_newest(pp), false};
  }
  return {pop_oldest(pp), false};
}

// runqgrab copies half of victim's queue into the free slots of pp behind its tail, and returns
// how many. They are pp's once pp's tail is moved.
static u32 runqgrab(P* victim, P* pp, u32 to, bool steal_next) {
  for (;;) {
    RunqHead head = load_head(victim);
    const u32 tail = victim->runq_tail.load_acquire();  // pairs with store_release in push: the slots are visible
    u32 n = tail - head.index();
    if (n > UINT32_MAX / 2) n = 0;  // the owner reaches for one that another thief has
    n -= n / 2;
    if (n == 0) {
      if (!steal_next || victim->runnext.load_relaxed() == nullptr) return 0;
      // The running goroutine has just readied it and is about to block: most hand-overs are over
      // within microseconds, and taking it would move both to different cores for nothing.
      if (victim->status.load_relaxed() == Pstatus::running) {
        (void)kernel::nanosleep(3000);
      }
      G* next = victim->runnext.exchange_acquire(nullptr);  // pairs with exchange_acq_rel in replace_next
      if (next == nullptr) return 0;
      pp->runq[to % kRunqLen].store_relaxed(next);
      return 1;
    }
    if (n > kRunqLen / 2) continue;  // head and tail were read at different times
    for (u32 i = 0; i < n; i++) {
      G* gp = victim->runq[(head.index() + i) % kRunqLen].load_relaxed();
      pp->runq[(to + i) % kRunqLen].store_relaxed(gp);
    }
    if (victim->runq_head.cas_acq_rel(head.word, head.advanced(n))) return n;
  }
}

G* runqsteal(P* pp, P* victim, bool steal_next) {
  u32 tail = pp->runq_tail.load_relaxed();
  u32 n = runqgrab(victim, pp, tail, steal_next);
  if (n == 0) return nullptr;
  n--;
  G* gp = pp->runq[(tail + n) % kRunqLen].load_relaxed();
  if (n == 0) return gp;
  RT_DEBUG_ASSERT(tail - load_head(pp).index() + n < kRunqLen);
  pp->runq_tail.store_release(tail + n);  // pairs with load_acquire in runqgrab
  pp->newborn = 0;
  return gp;
}

RT_COLD GQueue runq_take_all(P* pp) {
  GQueue all;
  pp->newborn = 0;
  while (Picked p = runqget(pp)) all.push_back(p.g);
  return all;
}

bool runqempty(P* pp) {
  // replace_next moves a G from runnext to the ring: with head == tail and runnext null read in
  // that order the G could be in neither place. A tail that did not move, or did and came back, which head
  // tells, says that it was not.
  for (;;) {
    const RunqHead head{pp->runq_head.load_seq_cst()};
    const u32 tail = pp->runq_tail.load_seq_cst();
    const G* next = pp->runnext.load_seq_cst();
    if (tail == pp->runq_tail.load_seq_cst() && head.word == pp->runq_head.load_seq_cst()) {
      return head.index() == tail && next == nullptr;
    }
  }
}

u32 runq_len(P* pp) {
  const u32 ring = pp->runq_tail.load_acquire() - load_head(pp).index();
  return ring + (pp->runnext.load_relaxed() != nullptr ? 1 : 0);
}

}  // namespace rt
