// sched/sync.cc - the slow paths of what a program synchronises with.
//
// Layer: sched.
#include "sched/sync.h"

#include "base/assert.h"
#include "base/panic.h"
#include "kernel_iface/clock.h"
#include "sched/park.h"
#include "sched/timers.h"
#include "tls_arch.h"

namespace rt {

// Mutex

// How a goroutine that wants a mutex stands.
struct Wanting {
  i64 since_ns = 0;       // when it first parked; 0: not yet
  bool starving = false;  // that is more than kStarvingNs ago
  bool woken = false;     // it was woken and owns the kMutexWoken bit
};

// wanted is what state becomes when the caller takes the mutex or joins its waiters.
static u32 wanted(u32 state, const Wanting& w) {
  const bool must_wait = (state & (kMutexLocked | kMutexStarving)) != 0;
  u32 next = state;
  if ((state & kMutexStarving) == 0) next |= kMutexLocked;
  if (must_wait) next += kMutexWaiter;
  if (w.starving && (state & kMutexLocked) != 0) next |= kMutexStarving;
  if (w.woken) next &= ~kMutexWoken;
  return next;
}

void mutex_lock(SyncMutex* m) {
  Wanting w;
  u32 state = m->state.load_relaxed();
  for (;;) {
    if ((state & (kMutexLocked | kMutexStarving)) == 0) {
      // Acquire: pairs with the release in unlock, here and in rt0/sync.h.
      if (m->state.cas_acquire(state, wanted(state, w))) return;
      continue;
    }
    // Joining the waiters and being in the list is one step to whoever unlocks: that one sees the count and
    // then takes this lock.
    SemaRoot& root = semaroot(m);
    root.lock.lock();
    if (!m->state.cas_acquire(state, wanted(state, w))) {
      root.lock.unlock();
      continue;
    }
    Sudog s;
    s.ticket = 0;
    const bool again = w.since_ns != 0;
    if (!again) w.since_ns = kernel::nanotime();
    s.acquire_ns = w.since_ns;
    park_in(root, m->waiters, &s, again, WaitReason::sync_mutex_lock);
    if (s.ticket != 0) return;  // handed over, locked
    w.woken = true;
    w.starving = w.starving || kernel::nanotime() - w.since_ns > kStarvingNs;
    state = m->state.load_relaxed();
  }
}

bool mutex_try_lock(SyncMutex* m) {
  u32 state = m->state.load_relaxed();
  while ((state & (kMutexLocked | kMutexStarving)) == 0) {
    if (m->state.cas_acquire(state, state | kMutexLocked)) return true;  // pairs as in mutex_lock
  }
  return false;
}

// hand_over gives a starving mutex to its first waiter. The caller holds the mutex.
static RT_COLD void hand_over(SyncMutex* m) {
  SemaRoot& root = semaroot(m);
  root.lock.lock();
  Sudog* s = m->waiters.pop_front();
  RT_DEBUG_ASSERT(s != nullptr);
  u32 state = m->state.load_relaxed();
  u32 next;
  do {
    next = state - kMutexWaiter;
    // It goes on normally when nobody else waits, or when this one did not wait for long.
    if (next < kMutexWaiter || kernel::nanotime() - s->acquire_ns <= kStarvingNs) next &= ~kMutexStarving;
  } while (!m->state.cas_release(state, next));
  root.lock.unlock();
  s->ticket = 1;
  goready(s->g);
}

void mutex_unlock(SyncMutex* m) {
  u32 state = m->state.load_relaxed();
  for (;;) {
    if (RT_UNLIKELY((state & kMutexLocked) == 0)) rt_panic("unlock of unlocked mutex");
    if ((state & kMutexStarving) != 0) return hand_over(m);
    const bool wake_one = state >= kMutexWaiter && (state & kMutexWoken) == 0;
    const u32 next = wake_one ? (state - kMutexLocked - kMutexWaiter) | kMutexWoken : state - kMutexLocked;
    if (!m->state.cas_release(state, next)) continue;  // pairs with cas_acquire in mutex_lock
    if (!wake_one) return;
    break;
  }
  // The waiter that was counted out keeps *m alive until it is readied.
  SemaRoot& root = semaroot(m);
  root.lock.lock();
  Sudog* s = m->waiters.pop_front();
  root.lock.unlock();
  RT_DEBUG_ASSERT(s != nullptr);
  goready(s->g);
}

// Shared mutex

static constexpr u32 kWantsRead = 0;
static constexpr u32 kWantsWrite = 1;

// Joins the queue unless the lock is free for the caller, which `busy` decides.
static void rw_acquire(SyncRWMutex* m, u32 wants, u64 busy, u64 taken, WaitReason reason) {
  SemaRoot& root = semaroot(m);
  root.lock.lock();
  u64 state = m->state.load_relaxed();
  for (;;) {
    if ((state & busy) == 0) {
      // Acquire: pairs with the releases in unlock, unlock_shared and grant.
      if (!m->state.cas_acquire(state, state + taken)) continue;
      root.lock.unlock();
      return;
    }
    if (m->state.cas_relaxed(state, state | kRWWaited)) break;
  }
  Sudog s;
  s.ticket = wants;
  park_in(root, m->waiters, &s, false, reason);
}

void rwmutex_lock(SyncRWMutex* m) {
  rw_acquire(m, kWantsWrite, ~u64{0}, kRWWriter, WaitReason::sync_rwmutex_lock);
}

void rwmutex_lock_shared(SyncRWMutex* m) {
  rw_acquire(m, kWantsRead, kRWWriter | kRWWaited, kRWReader, WaitReason::sync_rwmutex_rlock);
}

// grant gives a lock that nobody holds to the first waiters: one writer, or all readers before the next
// writer. The waited bit is set, so only the holder of the queue's lock changes the state.
static void grant(SyncRWMutex* m) {
  SemaRoot& root = semaroot(m);
  root.lock.lock();
  Sudog* chain = nullptr;
  Sudog** end = &chain;
  u64 state = 0;
  while (Sudog* s = m->waiters.head.load_relaxed()) {
    const bool writer = s->ticket == kWantsWrite;
    if (writer && state != 0) break;
    m->waiters.remove(s);
    *end = s;
    end = &s->waitlink;
    state += writer ? kRWWriter : kRWReader;
    if (writer) break;
  }
  *end = nullptr;
  if (!m->waiters.empty()) state |= kRWWaited;
  m->state.store_release(state);  // pairs with the acquire in rw_acquire and rt0/sync.h
  root.lock.unlock();
  ready_all(chain);
}

void rwmutex_unlock(SyncRWMutex* m) {
  u64 state = m->state.load_relaxed();
  do {
    if (RT_UNLIKELY((state & kRWWriter) == 0)) rt_panic("unlock of unlocked shared_mutex");
    // With waiters the bit stays until grant has replaced it: nobody slips in between.
    if ((state & kRWWaited) != 0) return grant(m);
  } while (!m->state.cas_release(state, state - kRWWriter));  // pairs with the acquire in rw_acquire
}

void rwmutex_unlock_shared(SyncRWMutex* m) {
  u64 state = m->state.load_relaxed();
  do {
    if (RT_UNLIKELY(state < kRWReader)) rt_panic("unlock_shared of unlocked shared_mutex");
    // Acquire too: grant passes on what the earlier readers did.
  } while (!m->state.cas_acq_rel(state, state - kRWReader));
  if (state - kRWReader == kRWWaited) grant(m);
}

// Condition

// What the successor on this M needs to finish a wait after the waiter is off its stack.
struct CondWait {
  CondWait(SyncCond* cond, SyncMutex* mutex, i64 deadline) : c(cond), m(mutex), deadline_ns(deadline) {}

  SyncCond* const c;
  SyncMutex* const m;
  const i64 deadline_ns;
  Sudog s;
  Timer timer;
  // Under the root's lock of c.
  bool waiting = true;  // s is in the list
  bool timed_out = false;
  Atomic<u32> timer_done;  // the timer's function does not touch this frame any more
};

// The waiter is found through Sudog::elem by who notifies.
static CondWait* cond_wait_of(Sudog* s) { return static_cast<CondWait*>(s->elem); }

static void cond_time_out(Timer* timer, i64) {
  CondWait* w = reinterpret_cast<CondWait*>(reinterpret_cast<u8*>(timer) - offsetof(CondWait, timer));
  SemaRoot& root = semaroot(w->c);
  root.lock.lock();
  G* gp = nullptr;
  if (w->waiting) {
    w->c->waiters.remove(&w->s);
    w->waiting = false;
    w->timed_out = true;
    gp = w->s.g;
  }
  w->timer_done.store_release(1);  // pairs with load_acquire in cond_wait_until; the last touch of *w
  root.lock.unlock();
  if (gp != nullptr) goready(gp);
}

// enqueue_and_unlock joins the queue, then releases the program's mutex. The waiter cannot return before
// that, since it needs the mutex: so *m stays. w may be gone as soon as the mutex is free.
static void enqueue_and_unlock(G* gp, void* arg) {
  CondWait* w = static_cast<CondWait*>(arg);
  SyncMutex* m = w->m;
  SemaRoot& root = semaroot(w->c);
  w->s.g = gp;
  w->s.elem = w;
  root.lock.lock();
  w->c->waiters.push_back(&w->s);
  root.lock.unlock();
  if (w->deadline_ns != kNever) timers_add(&w->timer, w->deadline_ns);
  mutex_unlock(m);
}

bool cond_wait_until(SyncCond* c, SyncMutex* m, i64 deadline_ns) {
  CondWait w(c, m, deadline_ns);
  w.timer.fire = cond_time_out;
  gopark(enqueue_and_unlock, &w, WaitReason::sync_cond_wait);
  // Locking comes first: enqueue_and_unlock has then let go of this frame.
  mutex_lock(m);
  if (deadline_ns != kNever && !w.timed_out && !timers_remove(&w.timer)) {
    // Notified while the timer is being fired: a few instructions on another M.
    while (w.timer_done.load_acquire() == 0) goyield();  // pairs with store_release in cond_time_out
  }
  return !w.timed_out;
}

void cond_wait(SyncCond* c, SyncMutex* m) { (void)cond_wait_until(c, m, kNever); }

void cond_notify(SyncCond* c, bool all) {
  // Acquire: pairs with store_release in push_back. Who changed the condition under the mutex sees
  // everybody that waited before.
  if (c->waiters.head.load_acquire() == nullptr) return;
  SemaRoot& root = semaroot(c);
  Sudog* chain = nullptr;
  Sudog** end = &chain;
  root.lock.lock();
  while (Sudog* s = c->waiters.pop_front()) {
    cond_wait_of(s)->waiting = false;
    *end = s;
    end = &s->waitlink;
    if (!all) break;
  }
  *end = nullptr;
  root.lock.unlock();
  ready_all(chain);
}

// Wait group

static constexpr u64 kOneWaiter = 1;
static i32 counter_of(u64 state) { return static_cast<i32>(state >> 32); }
static u32 waiters_of(u64 state) { return static_cast<u32>(state); }

void wait_group_add(SyncWaitGroup* g, i32 delta) {
  const u64 step = static_cast<u64>(static_cast<i64>(delta)) << 32;
  // Release what this goroutine did, acquire what the others did: pairs with itself and wait's acquire.
  const u64 state = g->state.fetch_add_acq_rel(step) + step;
  if (RT_UNLIKELY(counter_of(state) < 0)) rt_panic("negative wait_group counter");
  // With nobody waiting, *g may be gone now.
  if (counter_of(state) != 0 || waiters_of(state) == 0) return;
  SemaRoot& root = semaroot(g);
  root.lock.lock();
  Sudog* chain = nullptr;
  Sudog** end = &chain;
  u64 woken = 0;
  while (Sudog* s = g->waiters.pop_front()) {
    *end = s;
    end = &s->waitlink;
    woken++;
  }
  *end = nullptr;
  g->state.fetch_add_relaxed(-woken * kOneWaiter);
  root.lock.unlock();
  ready_all(chain);
}

void wait_group_wait(SyncWaitGroup* g) {
  SemaRoot& root = semaroot(g);
  root.lock.lock();
  u64 state = g->state.load_acquire();  // pairs with fetch_add_acq_rel in wait_group_add
  do {
    if (counter_of(state) == 0) {
      root.lock.unlock();
      return;
    }
  } while (!g->state.cas_acquire(state, state + kOneWaiter));
  Sudog s;
  park_in(root, g->waiters, &s, false, WaitReason::sync_wait_group_wait);
}

// Once

static constexpr u32 kOnceNew = 0;
static constexpr u32 kOnceRunning = 1;
static constexpr u32 kOnceDone = 2;
static constexpr u32 kOnceRunningWaited = 3;

bool once_begin(Atomic<u32>* state) {
  u32 found = kOnceNew;
  if (state->cas_acquire(found, kOnceRunning)) return true;
  while (found != kOnceDone) {  // acquire: pairs with exchange_acq_rel in once_end
    if (found == kOnceRunning && !state->cas_acquire(found, kOnceRunningWaited)) continue;
    wait_on_word(state, kOnceRunningWaited, WaitReason::sync_once);
    found = state->load_acquire();
  }
  return false;
}

void once_end(Atomic<u32>* state) {
  if (state->exchange_acq_rel(kOnceDone) == kOnceRunningWaited) wake_word(state);
}

}  // namespace rt
