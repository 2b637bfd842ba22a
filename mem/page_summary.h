// mem/page_summary.h - the page tree: where runs of free pages lie, found without looking at all chunks.
//
// Five levels. The lowest has a Summary for each chunk; one of a higher level covers 8 of the
// level below, so one of the root covers 4096 chunks, 8 GiB. A change walks up from the chunks that
// changed; a search walks down and finds the run with the lowest address. Arrays that are laid
// out whole and touched where the heap is. Algorithm: Go 1.24 runtime/mpagealloc.go.
// Layer: mem.
#pragma once
#include <array>

#include "base/types.h"
#include "mem/page_bits.h"

namespace rt {

inline constexpr u32 kTreeLevels = 5;
inline constexpr u32 kTreeFanoutBits = 3;
inline constexpr u32 kTreeFanout = 1 << kTreeFanoutBits;

// How many chunks one entry of a level covers, as a power of two. Level 0 is the root.
constexpr u32 tree_level_shift(u32 level) { return (kTreeLevels - 1 - level) * kTreeFanoutBits; }

constexpr usize tree_level_entries(u32 level, usize chunks) {
  return div_round_up(chunks, usize{1} << tree_level_shift(level));
}

class PageSummary {
 public:
  // bytes is what the arrays for a heap of that many chunks take.
  static constexpr usize bytes(usize chunks) {
    usize entries = 0;
    for (u32 level = 0; level < kTreeLevels; level++) entries += padded_entries(level, chunks);
    return entries * sizeof(Summary);
  }

  // init lays the levels out in memory, bytes(chunks) of zeros, which it does not touch.
  void init(void* memory, usize chunks);

  // update brings the tree up to date after chunks [first, last] changed; bits is of all chunks.
  void update(const PageBits* bits, usize first, usize last);

  // find is the first page of the lowest run of count free pages among chunks [0, chunks), or kNone.
  usize find(const PageBits* bits, usize chunks, usize count) const;

  static constexpr usize kNone = ~usize{0};

  // What update would compute for the index-th entry of a level; for checks.
  Summary computed(const PageBits* bits, u32 level, usize index) const;
  const Summary& entry(u32 level, usize index) const { return levels_[level][index]; }

 private:
  // Whole groups of siblings, so that a parent always has all its children.
  static constexpr usize padded_entries(u32 level, usize chunks) {
    return align_up(tree_level_entries(level, chunks), kTreeFanout);
  }

  std::array<Summary*, kTreeLevels> levels_{};
};

}  // namespace rt
