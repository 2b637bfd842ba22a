// mem/page_summary.cc - see page_summary.h.
//
// Layer: mem.
#include "mem/page_summary.h"

#include "base/assert.h"

namespace rt {
namespace {

constexpr u32 kLeaf = kTreeLevels - 1;

// Pages that one entry of a level covers.
constexpr u32 level_pages(u32 level) { return static_cast<u32>(kChunkPages) << tree_level_shift(level); }

// merge sums up kTreeFanout neighbours of child_pages pages each.
Summary merge(const Summary* children, u32 child_pages) {
  Summary sum{0, 0, 0};
  for (u32 i = 0; i < kTreeFanout; i++) {
    const Summary& c = children[i];
    if (sum.start == i * child_pages) sum.start += c.start;  // all before it is free
    if (sum.end + c.start > sum.max) sum.max = sum.end + c.start;
    if (c.max > sum.max) sum.max = c.max;
    sum.end = c.end == child_pages ? sum.end + child_pages : c.end;
  }
  return sum;
}

}  // namespace

void PageSummary::init(void* memory, usize chunks) {
  auto* at = static_cast<Summary*>(memory);
  for (u32 level = 0; level < kTreeLevels; level++) {
    levels_[level] = at;
    at += padded_entries(level, chunks);
  }
}

Summary PageSummary::computed(const PageBits* bits, u32 level, usize index) const {
  if (level == kLeaf) return bits[index].summary();
  return merge(&levels_[level + 1][index * kTreeFanout], level_pages(level + 1));
}

void PageSummary::update(const PageBits* bits, usize first, usize last) {
  for (u32 level = kLeaf;; level--) {
    bool changed = false;
    for (usize i = first; i <= last; i++) {
      const Summary now = computed(bits, level, i);
      if (now == levels_[level][i]) continue;
      levels_[level][i] = now;
      changed = true;
    }
    if (level == 0 || !changed) return;  // what did not change here does not change above
    first /= kTreeFanout;
    last /= kTreeFanout;
  }
}

usize PageSummary::find(const PageBits* bits, usize chunks, usize count) const {
  usize first = 0;  // siblings [first, first + siblings) of level are looked at
  usize siblings = tree_level_entries(0, chunks);
  for (u32 level = 0;; level++) {
    const u32 pages = level_pages(level);
    usize run = 0;  // free pages right below the entry
    usize inside = kNone;
    for (usize i = first; i < first + siblings; i++) {
      const Summary& s = levels_[level][i];
      if (run + s.start >= count) return i * pages - run;  // crosses into the entry, or begins with it
      if (s.max >= count) {
        inside = i;
        break;
      }
      run = s.end == pages ? run + pages : s.end;
    }
    if (inside == kNone) {
      // A parent promised what its children do not have.
      if (level != 0) rt_throw("page_summary: tree and bits differ");
      return kNone;
    }
    if (level == kLeaf) {
      const u32 page = bits[inside].find(static_cast<u32>(count));
      if (page == kChunkPages) rt_throw("page_summary: chunk and its summary differ");
      return inside * kChunkPages + page;
    }
    first = inside * kTreeFanout;
    siblings = kTreeFanout;
  }
}

}  // namespace rt
