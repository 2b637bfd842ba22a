// sched/timers.cc - the heaps of timers, and running what is due.
//
// Layer: sched.
#include "sched/timers.h"

#include <algorithm>

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "mem/malloc.h"
#include "sched/idle.h"
#include "sched/p.h"
#include "sched/park.h"
#include "tls_arch.h"

namespace rt {

static constexpr u32 kArity = 4;
static constexpr u32 kFirstCapacity = 32;  // entries: half a KiB
static constexpr uptr kSleeper = 1;        // tag of an entry that is a G

RT_HOT_BSS constinit TimerCalls timer_calls{};

static bool is_sleeper(TimerEntry e) { return (e.what & kSleeper) != 0; }
static Timer* timer_of(TimerEntry e) { return reinterpret_cast<Timer*>(e.what); }
static G* sleeper_of(TimerEntry e) { return reinterpret_cast<G*>(e.what & ~kSleeper); }

// What follows works on one heap, whose lock is held.

static void place(Timers* ts, u32 i, TimerEntry e) {
  ts->heap[i] = e;
  if (!is_sleeper(e)) timer_of(e)->index = i;
}

static void sift_up(Timers* ts, u32 i, TimerEntry e) {
  while (i > 0) {
    const u32 parent = (i - 1) / kArity;
    if (ts->heap[parent].when <= e.when) break;
    place(ts, i, ts->heap[parent]);
    i = parent;
  }
  place(ts, i, e);
}

static void sift_down(Timers* ts, u32 i, TimerEntry e) {
  for (;;) {
    const u32 first = i * kArity + 1;
    if (first >= ts->count) break;
    const u32 end = first + kArity < ts->count ? first + kArity : ts->count;
    u32 least = first;
    for (u32 child = first + 1; child < end; child++) {
      if (ts->heap[child].when < ts->heap[least].when) least = child;
    }
    if (e.when <= ts->heap[least].when) break;
    place(ts, i, ts->heap[least]);
    i = least;
  }
  place(ts, i, e);
}

// A hint to those who poll; who sleeps on it goes through wake_net_poller's fence. Release: pairs with timers_next,
// for timer_calls.
static void publish_next(Timers* ts) {
  ts->pending.store_relaxed(ts->count);
  ts->next.store_release(ts->count == 0 ? 0 : ts->heap[0].when);
}

static RT_COLD void grow(Timers* ts) {
  // Relaxed: publish_next's release comes behind them.
  timer_calls.check.store_relaxed(timers_check);
  timer_calls.take_over.store_relaxed(timers_take_over);
  timer_calls.wake_at.store_relaxed(timers_wake_at);
  const u32 capacity = ts->capacity == 0 ? kFirstCapacity : 2 * ts->capacity;
  void* bigger = realloc_bytes(ts->heap, capacity * sizeof(TimerEntry));
  if (bigger == nullptr) rt_throw("out of memory");
  ts->heap = static_cast<TimerEntry*>(bigger);
  ts->capacity = capacity;
}

// heap_push says whether e is now the earliest.
static bool heap_push(Timers* ts, TimerEntry e) {
  if (ts->count == ts->capacity) grow(ts);
  sift_up(ts, ts->count++, e);
  publish_next(ts);
  return ts->heap[0].what == e.what;
}

static void heap_remove(Timers* ts, u32 i) {
  const TimerEntry last = ts->heap[--ts->count];
  if (i < ts->count) {
    if (i > 0 && last.when < ts->heap[(i - 1) / kArity].when)
      sift_up(ts, i, last);
    else
      sift_down(ts, i, last);
  }
  publish_next(ts);
}

// A time of 0 would read as "none" in next; the clock was past it long ago, so 1 is as good.
static i64 valid_when(i64 when) { return when < 1 ? 1 : when; }

void timers_add(Timer* t, i64 when) {
  RT_DEBUG_ASSERT(t->timers.load_relaxed() == nullptr);
  Timers* ts = &getp()->timers;
  ts->lock.lock();
  t->when = valid_when(when);
  t->timers.store_release(ts);  // pairs with load_acquire in timers_remove
  const bool earliest = heap_push(ts, {t->when, reinterpret_cast<uptr>(t)});
  ts->lock.unlock();
  if (earliest) wake_net_poller(when);  // t may have fired by now, and be gone
}

void timers_add_sleeper(G* gp, i64 when) {
  Timers* ts = &getp()->timers;
  ts->lock.lock();
  when = valid_when(when);
  const bool earliest = heap_push(ts, {when, reinterpret_cast<uptr>(gp) | kSleeper});
  ts->lock.unlock();
  if (earliest) wake_net_poller(when);
}

bool timers_remove(Timer* t) {
  for (;;) {
    Timers* ts = t->timers.load_acquire();  // pairs with store_release in timers_add and pop_due
    if (ts == nullptr) return false;
    kernel::MutexGuard guard(ts->lock);
    if (t->timers.load_relaxed() != ts) continue;  // it fired, or moved with its P, meanwhile
    heap_remove(ts, t->index);
    t->timers.store_release(nullptr);  // pairs with load_acquire above
    return true;
  }
}

// ready_sleepers readies a batch, the first to be due first. Nothing is locked.
static void ready_sleepers(ListQueue<G, &G::schedlink>& due) {
  while (G* gp = due.pop_front()) goready(gp);
}

i64 timers_check(P* pp, i64 now, bool* ran) {
  Timers* ts = &pp->timers;
  i64 next = ts->next.load_relaxed();
  if (next == 0) return 0;
  if (now == 0) now = kernel::nanotime();
  if (next > now) return next;

  ListQueue<G, &G::schedlink> sleepers;  // a parked G is on no queue: its link is free
  ts->lock.lock();
  while (ts->count != 0 && ts->heap[0].when <= now) {
    const TimerEntry e = ts->heap[0];
    heap_remove(ts, 0);
    *ran = true;
    if (is_sleeper(e)) {
      sleepers.push_back(sleeper_of(e));
      continue;
    }
    Timer* t = timer_of(e);
    auto fire = t->fire;
    t->timers.store_release(nullptr);  // pairs with load_acquire in timers_remove
    ts->lock.unlock();
    ready_sleepers(sleepers);
    fire(t, now);
    ts->lock.lock();
  }
  next = ts->next.load_relaxed();
  ts->lock.unlock();
  ready_sleepers(sleepers);
  return next;
}

i64 timers_next(P* pp) { return pp->timers.next.load_acquire(); }  // pairs with publish_next

i64 timers_wake_at(i64 when) {
  // When the next wake would be due if they came at regular intervals (the generic cell rate algorithm). One poller at
  // a time: sched.poller_taken orders it.
  static constinit i64 regular = 0;
  if (when == kNever || pending_timers() <= kFewTimers) return when;
  const i64 at = std::clamp(regular - kTimerCredit * kTimerCrowdNs, when, when + kTimerCrowdNs);
  // Never more than the credit ahead, although not every wake that is counted happens.
  regular = std::clamp(regular + kTimerCrowdNs, at, at + (kTimerCredit + 1) * kTimerCrowdNs);
  return at;
}

void timers_take_over(P* from, P* to) {
  Timers taken;
  {
    kernel::MutexGuard guard(from->timers.lock);
    taken.heap = from->timers.heap;
    taken.count = from->timers.count;
    from->timers.heap = nullptr;
    from->timers.count = from->timers.capacity = 0;
    publish_next(&from->timers);
  }
  {
    kernel::MutexGuard guard(to->timers.lock);
    for (u32 i = 0; i < taken.count; i++) {
      if (!is_sleeper(taken.heap[i])) timer_of(taken.heap[i])->timers.store_release(&to->timers);
      heap_push(&to->timers, taken.heap[i]);
    }
  }
  free_bytes(taken.heap);
}

}  // namespace rt
