// rt0/mem.cc - the heap's figures in the shape that programs see.
//
// Layer: rt0.
#include "rt0/mem.h"

#include "mem/mstats.h"

namespace rt0 {

static_assert(size_class_count == rt::kNumClasses);

mem_stats read_mem_stats() {
  rt::HeapStats heap;
  rt::read_heap_stats(&heap);
  mem_stats out{};
  out.heap_alloc = heap.heap_alloc;
  out.heap_objects = heap.heap_objects;
  out.heap_in_use = heap.heap_in_use;
  out.heap_idle = heap.heap_idle;
  out.heap_released = heap.heap_released;
  out.stack_in_use = heap.stack_in_use;
  out.sys = heap.sys;
  out.total_alloc = heap.total_alloc;
  out.mallocs = heap.mallocs;
  out.frees = heap.frees;
  for (rt::u32 c = 0; c < rt::kNumClasses; c++) {
    out.by_size[c] = {static_cast<std::uint32_t>(rt::class_bytes(c)), heap.by_class[c].mallocs,
                      heap.by_class[c].frees};
  }
  return out;
}

}  // namespace rt0
