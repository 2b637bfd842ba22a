// kernel_iface/mutex.h - Mutex, a lock that blocks the thread, for the runtime's own structures.
//
// Held for a few dozen instructions, never across a park of the goroutine (save for the locks that
// gopark's `after` releases on the same thread). Three states, as in Ulrich Drepper, "Futexes Are
// Tricky" (2011), mutex2: whoever may have company leaves `contended` behind, so that unlock
// knows when it must call the kernel. Debug builds check base/lockrank.h's order.
// Layer: kernel_iface.
#pragma once
#include "base/assert.h"
#include "base/atomic.h"
#include "base/attributes.h"
#include "base/lockrank.h"
#include "base/types.h"

namespace rt::kernel {

// How often lock looks again before it sleeps; 0 while there is one CPU, where spinning only
// keeps the holder from running. Set once by osinit, then only read.
extern u32 spin_turns;

// What osinit sets it to when there are more CPUs; each turn is kSpinPauses of procyield, about
// a third of a microsecond: together less than what a futex sleep and wake cost (50 us over two cores).
inline constexpr u32 kSpinTurnsManyCpus = 4;
inline constexpr u32 kSpinPauses = 30;

class Mutex {
 public:
#ifdef RT_DEBUG
  constexpr explicit Mutex(LockRank rank) : rank_(rank) {}
#else
  constexpr explicit Mutex(LockRank) {}  // all zeros: what contains it can lie in .bss
#endif
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  // lock waits until the lock is ours. The rank of this lock is above all that the thread holds;
  // several of rank hchan are taken in ascending order of address. Any stack, with or without a P.
  void lock() {
    if constexpr (kDebug) check_rank();
    u32 found = kUnlocked;
    // Acquire: pairs with exchange_release in unlock.
    if (RT_UNLIKELY(!state_.cas_acquire(found, kLocked))) lock_slow();
    if constexpr (kDebug) note_held();
  }

  // try_lock never waits, so it may be used against the order of ranks.
  [[nodiscard]] bool try_lock() {
    u32 found = kUnlocked;
    if (!state_.cas_acquire(found, kLocked)) return false;  // pairs with exchange_release in unlock
    if constexpr (kDebug) note_held();
    return true;
  }

  // unlock is for the thread that locked; throws when nobody did. Once it is visible, another thread may
  // take the lock and free the object that it is in.
  void unlock() {
    if constexpr (kDebug) note_released();
    // Release: pairs with cas_acquire in lock and try_lock, exchange_acquire in lock_slow.
    const u32 was = state_.exchange_release(kUnlocked);
    if (RT_UNLIKELY(was != kLocked)) unlock_slow(was);
  }

  // Whether somebody holds it: for assertions that the caller does.
  bool is_locked() const { return state_.load_relaxed() != kUnlocked; }

 private:
  static constexpr u32 kUnlocked = 0;
  static constexpr u32 kLocked = 1;
  static constexpr u32 kContended = 2;  // locked, and somebody may sleep on state_

  RT_NOINLINE void lock_slow();
  RT_NOINLINE void unlock_slow(u32 was);
  // Debug builds only.
  void check_rank() const;
  void check_address() const;
  void note_held() const;
  void note_released() const;

  Atomic<u32> state_;
#ifdef RT_DEBUG
  const LockRank rank_;
#endif
};

// lock and unlock of a mutex as functions: 2 ns more, and 40 bytes less in each place.
void lock_mutex(Mutex& mutex);
void unlock_mutex(Mutex& mutex);

// MutexGuard holds a lock for the length of a scope. Not for what a program runs millions of times.
class [[nodiscard]] MutexGuard {
 public:
  explicit MutexGuard(Mutex& mutex) : mutex_(mutex) { lock_mutex(mutex_); }
  ~MutexGuard() { unlock_mutex(mutex_); }
  MutexGuard(const MutexGuard&) = delete;
  MutexGuard& operator=(const MutexGuard&) = delete;

 private:
  Mutex& mutex_;
};

// The name of a rank, as in base/lockrank.h.
const char* lock_rank_name(LockRank rank);

}  // namespace rt::kernel
