// sched/timers.h - the timers of a P: what is to happen when, in a heap.
//
// Each P has a 4-ary heap of (when, what), ordered by when, under its own lock. `what` is
// either a sleeping G, which nobody can cancel, or a Timer, which knows its place in the heap
// and so can leave it at any time. Sorting touches a Timer but never a G: a hundred
// thousand sleepers are as many stacks, and each would be a cache and a TLB miss.
// Timers run on the stack of whoever schedules, with nothing locked, and never early.
// Algorithm: the heap per P follows Go 1.24 runtime/time.go; eager removal is ours.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"

namespace rt {

struct G;
struct P;
struct Timer;

// A wake of an idle M costs some 20 us, more than what most timers set off. When more timers than kFewTimers are pending, the
// poller wakes for them at most once in kTimerCrowdNs on average, after a credit of kTimerCredit wakes at once: a thousand
// sleepers of 100 ms take 1% of a core instead of 4%, and a few timers are as punctual as the kernel.
inline constexpr i64 kTimerCrowdNs = 1'000'000;
inline constexpr u32 kFewTimers = 64;
inline constexpr i64 kTimerCredit = 32;

inline constexpr i64 kNever = INT64_MAX;  // a when beyond the clock's range: it stays in the heap for ever

// What a heap holds. The lowest bit of `what` says which: set for a G, clear for a Timer.
struct TimerEntry {
  i64 when;
  uptr what;
};

struct Timers {
  constexpr Timers() = default;

  kernel::Mutex lock{LockRank::timers};
  u32 count = 0;
  u32 capacity = 0;
  TimerEntry* heap = nullptr;  // children of i: 4i + 1 .. 4i + 4
  // heap[0].when, or 0 while the heap is empty: written under lock, read by anybody.
  Atomic<i64> next;
  Atomic<u32> pending;         // count, likewise
};

// Timer is something to be called once at a time. Its owner serialises add and remove of one
// timer; that it is due can come in between at any moment.
struct Timer {
  i64 when = 0;  // nanotime(); written by add
  // Called when the timer is due, after it left the heap: add may be called again. On the stack
  // of a scheduling M with a P, nothing locked; it must not park.
  void (*fire)(Timer*, i64 now) = nullptr;
  Atomic<Timers*> timers;  // the heap it is in, or null; written under that heap's lock
  u32 index = 0;           // its place there; the heap's lock
};

// deadline_after is from + ns, or kNever where that is beyond the clock's range; ns > 0.
constexpr i64 deadline_after(i64 from, i64 ns) { return ns > kNever - from ? kNever : from + ns; }

// timers_add puts t, which is in no heap, in the running P's. Needs a P; no lock above rank hchan.
void timers_add(Timer* t, i64 when);

// timers_add_sleeper readies gp, which is parked, at when. As timers_add.
void timers_add_sleeper(G* gp, i64 when);

// timers_remove takes t out of its heap.
//   returns  true   it was there: it will not fire
//            false  it was not: never added, removed before, or fire is being called or about to be
bool timers_remove(Timer* t);

// TimerCalls is how those get at timers who meet them only if there are any: set before the first timer is seen
// in `next`, null in a program that never has one, which is then linked without them.
struct TimerCalls {
  Atomic<i64 (*)(P* pp, i64 now, bool* ran)> check;  // timers_check
  Atomic<void (*)(P* from, P* to)> take_over;        // timers_take_over
  Atomic<i64 (*)(i64 when)> wake_at;                 // timers_wake_at
};
extern TimerCalls timer_calls;

// timers_check runs what is due in pp's heap.
//   now      nanotime(), or 0: read the clock if it matters
//   ran      set to true when something ran, else left alone
//   returns  when the next one is due, or 0
// With a P, not necessarily pp; nothing locked; on g0 or a parking goroutine's successor.
i64 timers_check(P* pp, i64 now, bool* ran);

// timers_next is when the earliest timer of pp is due, or 0: one load. Unless it is 0, timer_calls is set.
i64 timers_next(P* pp);

// timers_wake_at is when the poller, with nothing to do until `when`, had better wake for the timer at `when`: then, or up to
// kTimerCrowdNs later if there are many timers and it has been waking for one after the other. Only the poller calls it.
i64 timers_wake_at(i64 when);

// timers_take_over moves all timers of a P that retires to another one. The world is stopped.
void timers_take_over(P* from, P* to);

}  // namespace rt
