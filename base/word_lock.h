// base/word_lock.h - a lock in one word, whose waiters park.
//
// For what the C and C++ library in base must guard by itself: pool resources, the locks behind
// std::atomic of odd sizes. Zero is unlocked, so it lies in zeroed memory.
// Layer: base.
#pragma once
#include "base/atomic.h"
#include "base/upcalls.h"

namespace rt {

inline constexpr u32 kWordUnlocked = 0;
inline constexpr u32 kWordLocked = 1;
inline constexpr u32 kWordContended = 2;  // locked, and somebody may be parked

inline void word_lock(Atomic<u32>* word) {
  u32 expected = kWordUnlocked;
  if (word->cas_acquire(expected, kWordLocked)) return;  // pairs with exchange_release in word_unlock
  while (word->exchange_acquire(kWordContended) != kWordUnlocked) {  // pairs with the same
    static_init_wait(word, kWordContended);
  }
}

inline void word_unlock(Atomic<u32>* word) {
  // pairs with the acquires in word_lock
  if (word->exchange_release(kWordUnlocked) == kWordContended) static_init_wake(word);
}

class WordGuard {
 public:
  explicit WordGuard(Atomic<u32>* word) : word_(word) { word_lock(word_); }
  ~WordGuard() { word_unlock(word_); }
  WordGuard(const WordGuard&) = delete;
  WordGuard& operator=(const WordGuard&) = delete;

 private:
  Atomic<u32>* word_;
};

}  // namespace rt
