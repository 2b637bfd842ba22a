// mem/fixalloc.h - equal objects off the heap, reused but never given back: spans, caches.
//
// Type-stable: memory that once was a T stays one, so a stale pointer reads an old or another T,
// never something else. What alloc returns is zero at first and as it was freed later.
// Layer: mem.
#pragma once
#include "base/types.h"
#include "mem/persistentalloc.h"

namespace rt {

// T lends its `next` field to the free list. Guarded by the lock of whoever owns the Fixalloc.
template <class T>
class Fixalloc {
 public:
  // alloc returns a T, or null when memory is out.
  T* alloc() {
    in_use_++;
    if (T* t = free_) {
      free_ = t->next;
      t->next = nullptr;
      return t;
    }
    if (void* p = persistentalloc_try(sizeof(T), alignof(T))) return static_cast<T*>(p);
    in_use_--;
    return nullptr;
  }

  void free(T* t) {
    t->next = free_;
    free_ = t;
    in_use_--;
  }

  usize in_use() const { return in_use_; }

 private:
  T* free_ = nullptr;
  usize in_use_ = 0;
};

}  // namespace rt
