// mem/page_alloc.h - which pages of the heap are free: first fit by address, coalesced at once.
//
// Bitmaps say what is free (mem/page_bits.h), a tree over them where to look
// (mem/page_summary.h). Neighbouring free pages are one run by being neighbours, so there is
// nothing to merge. Pages are numbered from the heap's base; who owns addresses is mem/arena.h.
// All functions hold the owner's lock. Layer: mem.
#pragma once
#include "base/types.h"
#include "mem/page_bits.h"
#include "mem/page_summary.h"

namespace rt {

struct PageRun {
  usize page;
  usize count;  // 0: there is none
};

class PageAlloc {
 public:
  static constexpr usize kNone = PageSummary::kNone;

  // bytes is what the bitmaps and the tree for that many chunks take.
  static constexpr usize bytes(usize chunks) {
    return chunks * sizeof(PageBits) + PageSummary::bytes(chunks);
  }

  // init takes bytes(chunks) of zeros, which it does not touch. The heap has no page yet.
  void init(void* memory, usize chunks);

  // grow adds count free pages at the end; they hold no memory yet.
  void grow(usize count);

  // alloc takes the lowest run of count pages.
  //   zeroed   set to whether all of them read as zeros
  //   returns  its first page, or kNone
  usize alloc(usize count, bool* zeroed);

  // take takes exactly these pages; false if one of them is not free.
  bool take(usize page, usize count);

  void free(usize page, usize count);

  // take_holding looks for free pages that still hold memory, going down from the cursor, and takes one
  // run of them, in whole multiples of granule pages (a power of two).
  //   returns  a run within one chunk, at most max_pages long; count 0 when max_chunks were looked at or
  //            the bottom was reached, which sets the cursor back to the top
  PageRun take_holding(usize max_pages, usize granule, usize max_chunks);
  // skip_chunk makes take_holding go on below the chunk of page: the kernel does not take those back.
  void skip_chunk(usize page) { cursor_ = page / kChunkPages; }
  void scan_from_top() { cursor_ = 0; }
  bool scan_at_top() const { return cursor_ == 0; }

  // free_released is free for pages that the kernel took back meanwhile.
  void free_released(usize page, usize count);

  // free_at_end is how many of the last pages are free, up to limit.
  usize free_at_end(usize limit) const;

  usize pages() const { return pages_; }  // that the heap has, free or not
  usize free_pages() const { return free_pages_; }
  usize released_pages() const { return released_pages_; }  // free ones that hold no memory

  // check throws if tree, bits and counts disagree.
  void check() const;

 private:
  usize chunks_in_use() const { return div_round_up(pages_, kChunkPages); }
  void mark_free(usize page, usize count, bool released);
  PageRun holding_run(usize chunk, usize max_pages, usize granule) const;

  PageBits* bits_ = nullptr;
  PageSummary tree_;
  usize pages_ = 0;
  usize free_pages_ = 0;
  usize released_pages_ = 0;
  usize cursor_ = 0;  // one above the chunk that take_holding looks at next; 0: the highest
};

}  // namespace rt
