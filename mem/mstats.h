// mem/mstats.h - the heap's figures, and the equations that tie them together.
//
//     sys         = heap_in_use + heap_idle + stack_sys + meta_sys
//     frees       = mallocs - heap_objects
//     heap_alloc  = sum over classes of bytes * (mallocs - frees), + large_alloc
//
// All hold in each answer, also while other Ps allocate: what they do meanwhile is in it or not.
// Layer: mem.
#pragma once
#include "base/types.h"
#include "mem/size_class.h"

namespace rt {

struct ClassStats {
  u64 mallocs, frees;  // objects, ever
};

struct HeapStats {
  u64 heap_alloc;     // bytes of objects that are in use, rounded up to their class
  u64 heap_objects;   // how many
  u64 heap_in_use;    // bytes of pages in spans
  u64 heap_idle;      // bytes of pages in no span
  u64 heap_released;  // of those, what the kernel has back
  u64 stack_in_use;   // address space of stacks that are handed out
  u64 stack_sys;      // address space of all stacks
  u64 meta_sys;       // tables, spans, caches, and what else never is freed
  u64 sys;            // address space that can be touched
  u64 total_alloc;    // bytes of objects, ever
  u64 mallocs, frees;
  u64 large_mallocs, large_frees, large_alloc;
  ClassStats by_class[kNumClasses];
};

// HeapTotals is what was ever allocated.
struct HeapTotals {
  u64 bytes, objects;
};

// read_heap_totals is read_heap_stats for who wants no more of it.
void read_heap_totals(HeapTotals* out);

// read_heap_stats walks all spans under mheap's lock: about 1 ms for a heap of 1 GiB.
void read_heap_stats(HeapStats* out);

}  // namespace rt
