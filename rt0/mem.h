// rt0/mem.h - the heap: malloc and its family, and the heap's figures.
//
// malloc, free and the rest are C's, in namespace rt0 too. They never park. What two Ps allocate and free on
// their own does not meet; an object may be freed on another P than it came from.
// Layer: rt0.
#pragma once
#include <malloc.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace rt0 {

using ::aligned_alloc;
using ::calloc;
using ::free;
using ::malloc;
using ::malloc_usable_size;
using ::posix_memalign;
using ::realloc;

// Objects of up to 32 KiB are rounded up to one of these sizes, less than 1/8 more than was asked for
// (or less than 16 bytes); larger ones to whole pages.
struct size_class {
  std::uint32_t size;            // bytes
  std::uint64_t mallocs, frees;  // objects of this class, ever
};
inline constexpr std::size_t size_class_count = 72;

// mem_stats is what the heap holds. In each answer
//   heap_alloc is the sum of size * (mallocs - frees) over by_size and of what larger objects take
//   frees + heap_objects is mallocs
//   sys is heap_in_use + heap_idle + the address space of all stacks + what the runtime needs itself
struct mem_stats {
  std::uint64_t heap_alloc;      // bytes of objects that are in use, as rounded up
  std::uint64_t heap_objects;    // how many
  std::uint64_t heap_in_use;     // bytes of pages with objects in them
  std::uint64_t heap_idle;       // bytes of other pages of the heap
  std::uint64_t heap_released;   // of heap_idle, what holds no memory: fresh, or given back to the kernel
  std::uint64_t stack_in_use;    // address space of stacks that are in use or kept for the next goroutine
  std::uint64_t sys;             // address space that the runtime can touch
  std::uint64_t total_alloc;     // bytes of objects, ever
  std::uint64_t mallocs, frees;  // objects, ever
  std::uint64_t num_gc;          // collections of the collected heap
  std::chrono::nanoseconds pause_total;
  std::array<size_class, size_class_count> by_size;
};

// read_mem_stats looks at all spans of the heap: about 1 ms for 1 GiB. The same from every goroutine.
mem_stats read_mem_stats();

}  // namespace rt0
