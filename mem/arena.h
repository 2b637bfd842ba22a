// mem/arena.h - the heap's address space: its reservation, its growth, and from an address to its span.
//
// One reservation, planned in mem/layout.h. What every free reads stands together in heap_arena.
// Layer: mem.
#pragma once
#include "base/atomic.h"
#include "base/attributes.h"
#include "base/types.h"
#include "kernel_iface/result.h"
#include "mem/layout.h"

namespace rt {

struct Mspan;

// Written by arena_reserve at boot; ready_bytes and the sizes below it under mheap's lock.
struct alignas(64) Arena {
  uptr base;                  // address of page 0; a multiple of kChunkBytes
  Atomic<usize> ready_bytes;  // pages that can be touched, from base on; only grows
  Mspan** table_end;          // the entry of page n is table_end[-1 - n]
  u64 mark;                   // random: what marks free objects is made of (free_mark)

  usize limit_bytes;  // what ready_bytes can become
  usize table_bytes;  // how much of the table can be touched, down from table_end
};

extern Arena heap_arena;

// arena_reserve takes the address space, less than planned if a limit refuses it.
//   returns  ok, or enomem: not even kHeapMinBytes
// At boot, once.
[[nodiscard]] Errno arena_reserve();

// arena_grow makes bytes more usable, a multiple of kPageSize, and the tables for them.
//   returns  ok, or enomem: the reservation is used up, or the kernel refused; nothing changed
// Holds mheap's lock.
[[nodiscard]] Errno arena_grow(usize bytes);

// Where the memory for PageAlloc lies, bytes(arena_chunks()) of it; usable after the first arena_grow.
void* arena_page_tables();
usize arena_chunks();

// Bytes of tables that can be touched: what is not pages.
usize arena_table_bytes();

// free_mark is what a free object at addr carries in its second word. Address and secret together, because
// programs copy old contents of their memory around.
RT_INLINE u64 free_mark(uptr addr) { return heap_arena.mark ^ addr; }

inline usize page_of(uptr addr) { return (addr - heap_arena.base) >> kPageShift; }
inline uptr page_address(usize page) { return heap_arena.base + (page << kPageShift); }

// span_entry is the table's word for a page below ready_bytes: the small span that the page is
// part of, the large span that begins there, or null.
RT_INLINE Mspan*& span_entry(usize page) { return heap_arena.table_end[-1 - static_cast<i64>(page)]; }

// span_of is span_entry for any address; null when it is not in the heap.
RT_INLINE Mspan* span_of(uptr addr) {
  const usize offset = addr - heap_arena.base;
  // Relaxed: who has an object was told of it after the pages became ready.
  if (RT_UNLIKELY(offset >= heap_arena.ready_bytes.load_relaxed())) return nullptr;
  return span_entry(offset >> kPageShift);
}

}  // namespace rt
