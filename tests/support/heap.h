// tests/support/heap.h - the heap as boot makes it, for tests of mem.
//
// heap_begin is rows 15, 16 and, as far as mem knows, 25 of the boot: this thread then holds the cache of a
// P. Layer: tests.
#pragma once
#include "mem/malloc.h"
#include "mem/mcache.h"
#include "mem/mem_check.h"
#include "mem/stack.h"
#include "tls_arch.h"

namespace rt {

// use_cache makes c the cache of the running thread, as acquirep would; null: the thread has no P.
inline void use_cache(Mcache* c) { RT_TLS_STORE(mcache, c); }

inline Mcache* heap_begin() {
  stackinit(kPageSize);
  mallocinit(kPageSize, 0x0123456789abcdef);
  Mcache* c = mcache_alloc();
  use_cache(c);
  return c;
}

}  // namespace rt
