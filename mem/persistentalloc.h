// mem/persistentalloc.h - bump allocation of what is never freed: spans, caches, Ms, Ps.
//
// Up before everything else: the first chunk is part of .bss, so that boot makes no system call
// for it and touches only the pages it fills. Later chunks are mapped. All of it reads as zeros.
// Layer: mem.
#pragma once
#include "base/types.h"

namespace rt {

// persistentalloc returns bytes bytes of zeros at a multiple of align (a power of two up to
// kPageSize). Ends the process with "out of memory" when there is none.
// Takes the lock of rank persistent. Any stack, with or without a P.
void* persistentalloc(usize bytes, usize align);

// The same, but null when there is none.
void* persistentalloc_try(usize bytes, usize align);

// Bytes that came from the kernel for it, the first chunk included.
usize persistent_sys_bytes();

}  // namespace rt
