// sched/sync.h - mutex, shared mutex, condition and wait group: their words and slow paths.
//
// The fast paths, one atomic operation each, are inline in rt0/sync.h, whose objects have exactly
// these layouts; rt0/sync.cc proves it. All of it may be destroyed as soon as the call
// that was waited for is back: see the rule in sched/sema.h.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "sched/sema.h"

namespace rt {

// Mutex: normally who comes first gets it, and a woken waiter competes with those that are running, which
// is fast. A waiter that has not got it for 1 ms makes it starving: then it is handed over
// in order of arrival. Algorithm: Go 1.24 internal/sync/mutex.go; but who unlocks gives up the lock
// and takes over the wake-up in one step, so that nobody touches a mutex it does not hold or wait for.
struct SyncMutex {
  Atomic<u32> state;
  WaitList waiters;  // state counts them
};
inline constexpr u32 kMutexLocked = 1;
inline constexpr u32 kMutexWoken = 2;     // a waiter is on its way: no need to wake another
inline constexpr u32 kMutexStarving = 4;  // the lock goes to the first waiter
inline constexpr u32 kMutexWaiter = 8;    // each
inline constexpr i64 kStarvingNs = 1'000'000;

void mutex_lock(SyncMutex* m);
bool mutex_try_lock(SyncMutex* m);
void mutex_unlock(SyncMutex* m);  // panics "unlock of unlocked mutex"

// Shared mutex: first come first served, where readers that follow each other share it.
struct SyncRWMutex {
  Atomic<u64> state;
  WaitList waiters;  // ticket of a Sudog: kWantsWrite or kWantsRead
};
inline constexpr u64 kRWWriter = 1;  // a writer holds it
inline constexpr u64 kRWWaited = 2;  // somebody waits: everything goes through the queue's lock
inline constexpr u64 kRWReader = 4;  // each that holds it

void rwmutex_lock(SyncRWMutex* m);
void rwmutex_unlock(SyncRWMutex* m);  // panics "unlock of unlocked shared_mutex"
void rwmutex_lock_shared(SyncRWMutex* m);
void rwmutex_unlock_shared(SyncRWMutex* m);  // panics "unlock_shared of unlocked shared_mutex"

// Condition: who waits longest is woken first, and nobody for nothing.
struct SyncCond {
  WaitList waiters;
};
void cond_wait(SyncCond* c, SyncMutex* m);
bool cond_wait_until(SyncCond* c, SyncMutex* m, i64 deadline_ns);  // false: nanotime() reached the deadline
void cond_notify(SyncCond* c, bool all);

// Wait group: goroutines wait until a counter is zero.
struct SyncWaitGroup {
  Atomic<u64> state;  // the counter, signed, in the upper 32 bits; the number of waiters below
  WaitList waiters;
};
void wait_group_add(SyncWaitGroup* g, i32 delta);  // panics "negative wait_group counter"
void wait_group_wait(SyncWaitGroup* g);

// Once, in one word. once_begin returns true to the caller that is to run the function and then calls
// once_end; to all others false, when it has been run.
bool once_begin(Atomic<u32>* state);
void once_end(Atomic<u32>* state);

}  // namespace rt
