// mem/layout.h - page and chunk sizes, and the plan of the heap's address space.
//
// One reservation holds the pages of the heap and the tables about them, so that metadata lies
// apart from objects, and a table entry is found by arithmetic on the address:
//
//     | guard | span table, one word a page      | page bits | page tree | heap pages          | guard |
//     |       |             grows down <---------|<-------- fixed ------>|----------> grows up |       |
//                                              middle                  base
//
// The three parts next to the middle are made writable by one system call with the first pages.
// Layer: mem.
#pragma once
#include "base/bits.h"
#include "base/types.h"

namespace rt {

inline constexpr u32 kPageShift = 12;
static_assert(kPageSize == usize{1} << kPageShift);

// A chunk is what one bitmap describes; also the size of a huge page on every isa of ours.
inline constexpr usize kChunkPages = 512;
inline constexpr usize kChunkBytes = kChunkPages * kPageSize;

// What is reserved at boot for pages: the most, and the least that boot goes on with.
inline constexpr usize kHeapMaxBytes = usize{512} << 30;
inline constexpr usize kHeapMinBytes = usize{8} << 20;

// Pages become writable in steps of at least this, at most that.
inline constexpr usize kGrowMinBytes = usize{1} << 20;
inline constexpr usize kGrowMaxBytes = usize{64} << 20;

// The span table becomes writable in steps that serve 64 MiB of pages.
inline constexpr usize kTableStepBytes = (usize{64} << 20) / kPageSize * sizeof(void*);

inline constexpr usize kMaxPhysPage = 64 * 1024;  // AT_PAGESZ of every Linux port at most

}  // namespace rt
