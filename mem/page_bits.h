// mem/page_bits.h - the bitmaps of one chunk of pages: which are free, which of them hold no memory.
//
// A one means free, so that a chunk that never was part of the heap, all zeros, has nothing to give.
// Algorithm: Go 1.24 runtime/mpallocbits.go, with the sense of the bits turned round.
// Layer: mem.
#pragma once
#include <bit>

#include "base/assert.h"
#include "base/types.h"
#include "mem/layout.h"

namespace rt {

// How the free pages of a stretch lie: what a level of the page tree knows about the one below.
struct Summary {
  u32 start;  // free pages at its beginning
  u32 max;    // the longest run of free pages
  u32 end;    // free pages at its end

  bool operator==(const Summary&) const = default;
};

// runs_of has a one at each bit of word from which at least count ones follow; count is 1 to 64.
// The length that a bit stands for doubles with each step.
constexpr u64 runs_of(u64 word, u32 count) {
  u32 length = 1;
  while (length < count && word != 0) {
    const u32 step = length < count - length ? length : count - length;
    word &= word >> step;
    length += step;
  }
  return word;
}

// longest_run is the larger of atleast and the length of the longest run of ones in word.
constexpr u32 longest_run(u64 word, u32 atleast) {
  if (atleast >= 64) return atleast;
  for (u64 left = runs_of(word, atleast + 1); left != 0; left &= left >> 1) atleast++;
  return atleast;
}

// PageBits describes kChunkPages pages. Page numbers here count from the chunk's first page.
class PageBits {
 public:
  // free_range and take_range turn [page, page + count) over; all of it is in the other state before.
  void free_range(u32 page, u32 count) {
    each_word(page, count, [this](u32 w, u64 mask) {
      RT_DEBUG_ASSERT((free_[w] & mask) == 0);
      free_[w] |= mask;
    });
  }
  // take_range returns how many of the pages had been given back to the kernel: they read as zeros.
  u32 take_range(u32 page, u32 count) {
    u32 released = 0;
    each_word(page, count, [this, &released](u32 w, u64 mask) {
      RT_DEBUG_ASSERT((~free_[w] & mask) == 0);
      free_[w] &= ~mask;
      released += static_cast<u32>(std::popcount(released_[w] & mask));
      released_[w] &= ~mask;
    });
    return released;
  }
  // mark_released says that free pages hold no memory any more.
  void mark_released(u32 page, u32 count) {
    each_word(page, count, [this](u32 w, u64 mask) { released_[w] |= mask; });
  }

  bool is_free(u32 page) const { return (free_[page / 64] >> page % 64 & 1) != 0; }
  bool is_released(u32 page) const { return (released_[page / 64] >> page % 64 & 1) != 0; }

  // find is the first page of the lowest run of count free pages, or kChunkPages.
  u32 find(u32 count) const {
    u32 run = 0;  // free pages right below the word
    for (u32 w = 0; w < kWords; w++) {
      const u64 word = free_[w];
      if (run + static_cast<u32>(std::countr_one(word)) >= count) return w * 64 - run;
      if (word == ~u64{0}) {
        run += 64;
        continue;
      }
      if (count <= 64) {
        if (const u64 runs = runs_of(word, count); runs != 0) {
          return w * 64 + static_cast<u32>(std::countr_zero(runs));
        }
      }
      run = static_cast<u32>(std::countl_one(word));
    }
    return kChunkPages;
  }

  bool all_free(u32 page, u32 count) const {
    bool all = true;
    each_word(page, count, [this, &all](u32 w, u64 mask) { all = all && (~free_[w] & mask) == 0; });
    return all;
  }

  Summary summary() const {
    Summary s{0, 0, 0};
    u32 run = 0;  // free pages right below the word
    bool all = true;
    for (u32 w = 0; w < kWords; w++) {
      const u64 word = free_[w];
      const u32 low = static_cast<u32>(std::countr_one(word));
      if (all) s.start += low;
      if (run + low > s.max) s.max = run + low;
      if (word == ~u64{0}) {
        run += 64;
        continue;
      }
      all = false;
      s.max = longest_run(word, s.max);
      run = static_cast<u32>(std::countl_one(word));
    }
    s.end = run;
    return s;
  }

  // Free pages that still hold memory, as a word of ones for the w-th 64 pages.
  u64 holding_memory(u32 w) const { return free_[w] & ~released_[w]; }

  static constexpr u32 kWords = kChunkPages / 64;

 private:
  // f(w, mask) for each word that [page, page + count) touches.
  template <class F>
  static void each_word(u32 page, u32 count, F f) {
    while (count != 0) {
      const u32 bit = page % 64;
      const u32 n = count < 64 - bit ? count : 64 - bit;
      f(page / 64, (~u64{0} >> (64 - n)) << bit);
      page += n;
      count -= n;
    }
  }

  u64 free_[kWords];
  u64 released_[kWords];  // meaningful where free_ is one; zero elsewhere
};

static_assert(sizeof(PageBits) == 128);

}  // namespace rt
