// mem/page_alloc.cc - see page_alloc.h.
//
// Layer: mem.
#include "mem/page_alloc.h"

#include "base/assert.h"

namespace rt {
namespace {

// each_chunk calls f(chunk, first page in it, count) for the chunks that a run lies in.
template <class F>
void each_chunk(usize page, usize count, F f) {
  while (count != 0) {
    const usize inside = page % kChunkPages;
    const usize n = count < kChunkPages - inside ? count : kChunkPages - inside;
    f(page / kChunkPages, static_cast<u32>(inside), static_cast<u32>(n));
    page += n;
    count -= n;
  }
}

}  // namespace

void PageAlloc::init(void* memory, usize chunks) {
  bits_ = static_cast<PageBits*>(memory);
  tree_.init(bits_ + chunks, chunks);
}

void PageAlloc::mark_free(usize page, usize count, bool released) {
  each_chunk(page, count, [this, released](usize chunk, u32 first, u32 n) {
    bits_[chunk].free_range(first, n);
    if (released) bits_[chunk].mark_released(first, n);
  });
  free_pages_ += count;
  if (released) released_pages_ += count;
  tree_.update(bits_, page / kChunkPages, (page + count - 1) / kChunkPages);
}

void PageAlloc::grow(usize count) {
  const usize page = pages_;
  pages_ += count;
  mark_free(page, count, true);
}

void PageAlloc::free(usize page, usize count) { mark_free(page, count, false); }

void PageAlloc::free_released(usize page, usize count) { mark_free(page, count, true); }

usize PageAlloc::alloc(usize count, bool* zeroed) {
  const usize page = tree_.find(bits_, chunks_in_use(), count);
  if (page == kNone) return kNone;
  const usize released_before = released_pages_;
  if (!take(page, count)) rt_throw("page_alloc: a run that was found is not free");
  *zeroed = released_before - released_pages_ == count;
  return page;
}

bool PageAlloc::take(usize page, usize count) {
  if (page + count > pages_ || page + count < page) return false;
  bool all_free = true;
  each_chunk(page, count, [this, &all_free](usize chunk, u32 first, u32 n) {
    if (all_free && !bits_[chunk].all_free(first, n)) all_free = false;
  });
  if (!all_free) return false;
  each_chunk(page, count,
             [this](usize chunk, u32 first, u32 n) { released_pages_ -= bits_[chunk].take_range(first, n); });
  free_pages_ -= count;
  tree_.update(bits_, page / kChunkPages, (page + count - 1) / kChunkPages);
  return true;
}

PageRun PageAlloc::holding_run(usize chunk, usize max_pages, usize granule) const {
  const PageBits& b = bits_[chunk];
  const auto holding = [&b](usize page) {
    return b.is_free(static_cast<u32>(page)) && !b.is_released(static_cast<u32>(page));
  };
  usize page = 0;
  while (page < kChunkPages) {
    if (page % 64 == 0 && b.holding_memory(static_cast<u32>(page / 64)) == 0) {
      page += 64;
      continue;
    }
    usize end = page;
    while (end < kChunkPages && holding(end)) end++;
    usize first = align_up(page, granule);
    usize last = align_down(end, granule);
    if (first < last)
      return {chunk * kChunkPages + first, last - first < max_pages ? last - first : max_pages};
    page = end + 1;
  }
  return {0, 0};
}

PageRun PageAlloc::take_holding(usize max_pages, usize granule, usize max_chunks) {
  RT_ASSERT(max_pages >= granule && max_pages % granule == 0);
  const usize top = chunks_in_use();
  if (top == 0) return {0, 0};
  usize end = cursor_ == 0 || cursor_ > top ? top : cursor_;  // the next chunk is the one below
  for (usize looked = 0; looked < max_chunks && end != 0; looked++, end--) {
    const usize chunk = end - 1;
    if (tree_.entry(kTreeLevels - 1, chunk).max != 0) {
      if (const PageRun run = holding_run(chunk, max_pages, granule); run.count != 0) {
        cursor_ = end;  // it may have more
        if (!take(run.page, run.count)) rt_throw("page_alloc: a run to give back is not free");
        return run;
      }
    }
  }
  cursor_ = end;
  return {0, 0};
}

usize PageAlloc::free_at_end(usize limit) const {
  usize count = 0;
  while (count < limit && count < pages_) {
    const usize page = pages_ - 1 - count;
    if (!bits_[page / kChunkPages].is_free(page % kChunkPages)) break;
    count++;
  }
  return count;
}

void PageAlloc::check() const {
  usize free_pages = 0;
  usize released = 0;
  for (usize page = 0; page < align_up(pages_, kChunkPages); page++) {
    const PageBits& b = bits_[page / kChunkPages];
    const u32 inside = page % kChunkPages;
    if (b.is_released(inside) && !b.is_free(inside)) rt_throw("page_alloc: a released page is in use");
    if (b.is_free(inside) && page >= pages_) rt_throw("page_alloc: a page beyond the heap is free");
    free_pages += b.is_free(inside);
    released += b.is_released(inside);
  }
  if (free_pages != free_pages_ || released != released_pages_) rt_throw("page_alloc: counts differ");
  for (u32 level = 0; level < kTreeLevels; level++) {
    for (usize i = 0; i < tree_level_entries(level, chunks_in_use()); i++) {
      if (!(tree_.computed(bits_, level, i) == tree_.entry(level, i)))
        rt_throw("page_alloc: the tree is stale");
    }
  }
}

}  // namespace rt
