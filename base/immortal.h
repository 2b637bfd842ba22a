// base/immortal.h - one object of a class with virtual functions, without a constructor at start.
//
// Such an object is nothing but the address of its virtual table. Making it on first use
// needs no global constructor, no destructor at exit and no relocation in a program that
// does not use it.
// Layer: base.
#pragma once
#include <cstring>
#include <new>

#include "base/types.h"

namespace rt {

// immortal returns the one T of the process, which is never destroyed. T has no fields.
template <class T>
T* immortal() {
  static_assert(sizeof(T) == sizeof(void*));
  alignas(T) static constinit unsigned char storage[sizeof(T)] = {};
  alignas(T) unsigned char made[sizeof(T)];
  ::new (static_cast<void*>(made)) T;
  using Word __attribute__((may_alias)) = uptr;  // read as a pointer to a virtual table by calls
  Word table;
  memcpy(&table, made, sizeof(table));
  // Every call stores the same word, so whoever uses the object after its own call sees it whole.
  __atomic_store_n(reinterpret_cast<Word*>(storage), table, __ATOMIC_RELAXED);
  return std::launder(reinterpret_cast<T*>(storage));
}

}  // namespace rt
