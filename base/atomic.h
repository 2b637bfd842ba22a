// base/atomic.h - Atomic<T>, whose methods have the memory order in their names.
//
// An order that is written out can be reviewed: each acquire and release in the tree
// names its partner in a comment. A plain type inside, so that statics need no
// constructor and thread sanitiser sees every access.
// Layer: base.
#pragma once
#include <type_traits>

#include "base/attributes.h"
#include "base/types.h"

namespace rt {

template <class T>
class Atomic {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);

 public:
  constexpr Atomic() = default;
  constexpr explicit Atomic(T v) : v_(v) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  RT_INLINE T load_relaxed() const { return load<__ATOMIC_RELAXED>(); }
  RT_INLINE T load_acquire() const { return load<__ATOMIC_ACQUIRE>(); }
  RT_INLINE T load_seq_cst() const { return load<__ATOMIC_SEQ_CST>(); }
  RT_INLINE void store_relaxed(T v) { __atomic_store(&v_, &v, __ATOMIC_RELAXED); }
  RT_INLINE void store_release(T v) { __atomic_store(&v_, &v, __ATOMIC_RELEASE); }
  RT_INLINE void store_seq_cst(T v) { __atomic_store(&v_, &v, __ATOMIC_SEQ_CST); }

  RT_INLINE T exchange_relaxed(T v) { return exchange<__ATOMIC_RELAXED>(v); }
  RT_INLINE T exchange_acquire(T v) { return exchange<__ATOMIC_ACQUIRE>(v); }
  RT_INLINE T exchange_release(T v) { return exchange<__ATOMIC_RELEASE>(v); }
  RT_INLINE T exchange_acq_rel(T v) { return exchange<__ATOMIC_ACQ_REL>(v); }
  RT_INLINE T exchange_seq_cst(T v) { return exchange<__ATOMIC_SEQ_CST>(v); }

  // Strong compare and swap. On failure expected holds what was found, read with the
  // acquire half of the order, if it has one.
  RT_INLINE bool cas_relaxed(T& expected, T desired) { return cas<__ATOMIC_RELAXED, __ATOMIC_RELAXED>(expected, desired); }
  RT_INLINE bool cas_acquire(T& expected, T desired) { return cas<__ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE>(expected, desired); }
  RT_INLINE bool cas_release(T& expected, T desired) { return cas<__ATOMIC_RELEASE, __ATOMIC_RELAXED>(expected, desired); }
  RT_INLINE bool cas_acq_rel(T& expected, T desired) { return cas<__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE>(expected, desired); }
  RT_INLINE bool cas_seq_cst(T& expected, T desired) { return cas<__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST>(expected, desired); }

  // All of these return the value from before.
  RT_INLINE T fetch_add_relaxed(T n) { return __atomic_fetch_add(&v_, n, __ATOMIC_RELAXED); }
  RT_INLINE T fetch_add_acquire(T n) { return __atomic_fetch_add(&v_, n, __ATOMIC_ACQUIRE); }
  RT_INLINE T fetch_add_release(T n) { return __atomic_fetch_add(&v_, n, __ATOMIC_RELEASE); }
  RT_INLINE T fetch_add_acq_rel(T n) { return __atomic_fetch_add(&v_, n, __ATOMIC_ACQ_REL); }
  RT_INLINE T fetch_add_seq_cst(T n) { return __atomic_fetch_add(&v_, n, __ATOMIC_SEQ_CST); }
  RT_INLINE T fetch_or_relaxed(T n) { return __atomic_fetch_or(&v_, n, __ATOMIC_RELAXED); }
  RT_INLINE T fetch_or_acq_rel(T n) { return __atomic_fetch_or(&v_, n, __ATOMIC_ACQ_REL); }
  RT_INLINE T fetch_and_relaxed(T n) { return __atomic_fetch_and(&v_, n, __ATOMIC_RELAXED); }
  RT_INLINE T fetch_and_acq_rel(T n) { return __atomic_fetch_and(&v_, n, __ATOMIC_ACQ_REL); }

  T* raw() { return &v_; }

 private:
  template <int order>
  RT_INLINE T load() const {
    T v;
    __atomic_load(&v_, &v, order);
    return v;
  }
  template <int order>
  RT_INLINE T exchange(T v) {
    T old;
    __atomic_exchange(&v_, &v, &old, order);
    return old;
  }
  template <int ok, int failed>
  RT_INLINE bool cas(T& expected, T desired) {
    return __atomic_compare_exchange(&v_, &expected, &desired, false, ok, failed);
  }

  T v_{};
};

inline void fence_acquire() { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
inline void fence_seq_cst() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

}  // namespace rt
