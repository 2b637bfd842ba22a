// mem/malloc.h - the heap's face: malloc, free and what they are made of below.
//
// Small sizes come from the running P's cache (mem/mcache.h), without a lock and without an
// atomic read-modify-write; what is larger than kMaxSmall comes straight from the page heap.
// A thread without a P shares one cache under a lock. Nothing here parks.
// Layer: mem.
#pragma once
#include "base/types.h"

namespace rt {

struct Mcache;

// mallocinit is row 16 of the boot: checks the size classes and the kernel's page size, reserves the
// heap's address space. One system call, unless an address-space limit refuses it.
//   phys_page_bytes  AT_PAGESZ
//   seed             random bits (AT_RANDOM) for the mark that free objects carry
void mallocinit(usize phys_page_bytes, u64 seed);

// malloc_bytes returns at least bytes bytes, aligned to 16; contents are undefined.
//   returns   nullptr when memory is out; bytes 0 gives a unique pointer
//   cost      small: about 15 instructions; large: one lock, a search of the page tree
// Any stack; with or without a P; not in a signal handler.
void* malloc_bytes(usize bytes);

void* malloc_zeroed(usize bytes);
// align is a power of two; the result is a multiple of it.
void* malloc_aligned(usize bytes, usize align);
// As C's realloc: p may be null; bytes 0 keeps a smallest object. On nullptr p is as it was.
void* realloc_bytes(void* p, usize bytes);

// free_bytes takes back what one of the above returned, from whichever P; null is ignored. A second
// free, a foreign pointer and a pointer into an object are fatal errors where they are noticed.
void free_bytes(void* p);
// The same, where the caller knows the size that was asked for: a size that cannot be is fatal.
void free_sized(void* p, usize bytes);
void free_sized_aligned(void* p, usize bytes, usize align);

// malloc_usable is how many bytes the object at p really has; 0 for null.
usize malloc_usable(void* p);

}  // namespace rt
