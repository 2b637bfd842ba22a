// sched/gfree.cc - see gfree.h.
//
// Between death and the next life three fields of a batch's first G have another meaning: closure is the next batch,
// goid how many Gs it has. All under sched.gfree_lock.
// Layer: sched.
#include "sched/gfree.h"

#include <algorithm>

#include "mem/stack.h"
#include "sched/newproc.h"
#include "sched/sched.h"

namespace rt {

RT_HOT_BSS constinit GfreeCalls gfree_calls{};

static constexpr u32 kWindowTicks = 10;
static constexpr u32 kStep = 4 * kGfreeBatch;  // Gs a step of giving back

// Guarded by gfree_lock.
struct Window {
  u32 ticks = 0;
  u32 fewest = 0;   // Gs that lay here at any time of the window
  u32 surplus = 0;  // found at the end of the last one, and still to be given back
};
static constinit Window window;

// The count is written under gfree_lock and read without it, as a hint.
static void set_count(u32 n) {
  sched.gfree_count.store_release(n);  // pairs with the acquire in gfree_refill, for gfree_calls
  window.fewest = std::min(window.fewest, n);
}

static void push_locked(GBatch batch) {
  batch.head->closure = sched.gfree;
  batch.head->goid = batch.count;
  sched.gfree = batch.head;
  set_count(sched.gfree_count.load_relaxed() + batch.count);
}

static GBatch pop_locked() {
  G* head = sched.gfree;
  if (head == nullptr) return {nullptr, 0};
  sched.gfree = static_cast<G*>(head->closure);
  const u32 count = static_cast<u32>(head->goid);
  set_count(sched.gfree_count.load_relaxed() - count);
  return {head, count};
}

static void give(GBatch batch) {
  kernel::MutexGuard guard(sched.gfree_lock);
  push_locked(batch);
}

static GBatch take() {
  kernel::MutexGuard guard(sched.gfree_lock);
  return pop_locked();
}

static bool tick() {
  kernel::MutexGuard guard(sched.gfree_lock);
  if (++window.ticks % kWindowTicks == 0) {
    window.surplus = window.fewest > kGfreeKeep ? window.fewest - kGfreeKeep : 0;
    window.fewest = sched.gfree_count.load_relaxed();
  }
  return window.surplus != 0;
}

// pop_surplus takes up to kStep Gs of the surplus off the list; returns them in one.
static G* pop_surplus() {
  G* all = nullptr;
  kernel::MutexGuard guard(sched.gfree_lock);
  for (u32 n = 0; window.surplus != 0 && n < kStep;) {
    GBatch batch = pop_locked();
    if (batch.count == 0) window.surplus = 0;
    window.surplus -= std::min(window.surplus, batch.count);
    n += batch.count;
    for (G* gp = batch.head; gp != nullptr;) {
      G* next = gp->schedlink;
      gp->schedlink = all;
      all = gp;
      gp = next;
    }
  }
  return all;
}

// collect_from_idle moves what idle Ps keep to the list: with the next window it is surplus, if nobody wants it. An
// idle P belongs to who holds sched.lock.
static void collect_from_idle() {
  kernel::MutexGuard guard(sched.lock);
  for (P* pp = sched.pidle; pp != nullptr; pp = pp->link) gfree_give_all(pp);
}

static bool release_some() {
  StackBlock blocks[kStep + kGfreeBatch];
  u32 n = 0;
  G* surplus = pop_surplus();
  {
    kernel::MutexGuard guard(allg_lock);
    for (G* gp = surplus; gp != nullptr; gp = gp->schedlink) {
      allgs.remove(gp);
      blocks[n++] = gp->block;
    }
  }
  stack_free_cold({blocks, n});  // the Gs lie in them
  if (n == 0) collect_from_idle();
  return n != 0;
}

void gfree_begin() {
  gfree_calls.give.store_relaxed(give);
  gfree_calls.tick.store_relaxed(tick);
  gfree_calls.release_some.store_relaxed(release_some);
  gfree_calls.take.store_relaxed(take);
}

}  // namespace rt
