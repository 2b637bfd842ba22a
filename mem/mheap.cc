// mem/mheap.cc - see mheap.h.
//
// Layer: mem.
#include "mem/mheap.h"

#include <new>

#include "base/assert.h"
#include "mem/arena.h"
#include "mem/mcentral.h"
#include "mem/mstats.h"
#include "mem/sysmem.h"

namespace rt {

RT_HOT_BSS constinit Mheap mheap{};
RT_COLD_BSS constinit u64 mheap_dead_mallocs[kNumClasses]{};

namespace {

// How many chunks mheap_release looks at under the lock: 8 GiB, some 20 us when all are in use.
constexpr usize kReleaseChunks = 4096;

usize grow_step(usize ready_bytes) {
  if (ready_bytes < kGrowMinBytes) return kGrowMinBytes;
  return ready_bytes < kGrowMaxBytes ? align_down(ready_bytes, kGrowMinBytes) : kGrowMaxBytes;
}

// grow makes a run of count free pages at the end; free pages that are there already are its
// beginning. Asks for more than is needed, and if that is refused for just that. Holds lock.
bool grow(usize count) {
  const usize ready = heap_arena.ready_bytes.load_relaxed();
  const usize missing = (count - mheap.pages.free_at_end(count)) << kPageShift;
  const usize needed = align_up(missing, kMaxPhysPage);
  const usize step = grow_step(ready);
  usize bytes = align_up(needed, kGrowMinBytes);
  if (bytes < step) bytes = step;
  if (arena_grow(bytes) != Errno::ok) {
    bytes = needed;
    if (arena_grow(bytes) != Errno::ok) return false;
  }
  if (ready == 0) {
    mheap.pages.init(arena_page_tables(), arena_chunks());
    mheap.flush = mcentral_flush;
    mheap.release = mheap_release;
    mheap.totals = read_heap_totals;
  }
  mheap.pages.grow(bytes >> kPageShift);
  return true;
}

// alloc_pages takes a run of count pages; PageAlloc::kNone when memory is out. Holds lock.
usize alloc_pages(usize count, bool* zeroed) {
  if (mheap.pages.pages() != 0) {
    if (const usize page = mheap.pages.alloc(count, zeroed); page != PageAlloc::kNone) return page;
  }
  if (!grow(count)) return PageAlloc::kNone;
  return mheap.pages.alloc(count, zeroed);
}

// new_span takes a span structure and count pages for it, the first at a multiple of align_pages as
// an address; null when memory is out. Holds lock.
Mspan* new_span(usize count, usize align_pages) {
  Mspan* s = mheap.spans.alloc();
  if (s == nullptr) return nullptr;
  const usize with_slack = count + align_pages - 1;
  bool zeroed = false;
  const usize found = alloc_pages(with_slack, &zeroed);
  if (found == PageAlloc::kNone) {
    mheap.spans.free(s);
    return nullptr;
  }
  const usize page = page_of(align_up(page_address(found), align_pages << kPageShift));
  if (page != found) mheap.pages.free(found, page - found);
  const usize end = page + count;
  if (end != found + with_slack) mheap.pages.free(end, found + with_slack - end);
  if (mheap.in_use_pages() > mheap.peak_in_use_pages) mheap.peak_in_use_pages = mheap.in_use_pages();
  ::new (static_cast<void*>(s)) Mspan{};
  s->base = page_address(page);
  s->npages = static_cast<u32>(count);
  s->zeroed = zeroed;
  return s;
}

void free_span(Mspan* s) {
  mheap.pages.free(page_of(s->base), s->npages);
  s->kind = SpanKind::dead;
  mheap.spans.free(s);
}

}  // namespace

Errno mheap_init(usize phys_page_bytes) {
  mheap.phys_page_bytes = phys_page_bytes;
  return arena_reserve();
}

Mspan* mheap_alloc_small(u32 size_class) {
  kernel::MutexGuard guard(mheap.lock);
  Mspan* s = new_span(class_pages(size_class), 1);
  if (s == nullptr) return nullptr;
  const ClassInfo& info = kClasses[size_class];
  s->kind = SpanKind::small;
  s->size_class = static_cast<u8>(size_class);
  s->elem_bytes = info.bytes;
  s->magic = info.magic;
  s->nelems = info.objects;
  s->nfresh = info.objects;
  const usize first = page_of(s->base);
  for (usize i = 0; i < s->npages; i++) span_entry(first + i) = s;
  return s;
}

void mheap_free_small(Mspan* s) {
  RT_ASSERT(s->in_use() == 0 && s->remote.empty() && !s->remote.reporting());
  kernel::MutexGuard guard(mheap.lock);
  const usize first = page_of(s->base);
  for (usize i = 0; i < s->npages; i++) span_entry(first + i) = nullptr;
  mheap_dead_mallocs[s->size_class] += s->nalloc.load_relaxed();
  free_span(s);
}

Mspan* mheap_alloc_large(usize bytes, usize align) {
  kernel::MutexGuard guard(mheap.lock);
  const usize align_pages = align <= kPageSize ? 1 : align >> kPageShift;
  Mspan* s = new_span(div_round_up(bytes, kPageSize), align_pages);
  if (s == nullptr) return nullptr;
  s->kind = SpanKind::large;
  s->count_alloc();
  span_entry(page_of(s->base)) = s;
  mheap.large_mallocs++;
  mheap.large_bytes_total += s->bytes();
  mheap.large_bytes_live += s->bytes();
  return s;
}

void mheap_free_large(Mspan* s) {
  kernel::MutexGuard guard(mheap.lock);
  span_entry(page_of(s->base)) = nullptr;
  mheap.large_frees++;
  mheap.large_bytes_live -= s->bytes();
  free_span(s);
}

bool mheap_resize_large(Mspan* s, usize bytes) {
  kernel::MutexGuard guard(mheap.lock);
  const usize count = div_round_up(bytes, kPageSize);
  const usize end = page_of(s->base) + s->npages;
  if (count > s->npages) {
    const usize more = count - s->npages;
    if (!mheap.pages.take(end, more)) return false;
    mheap.large_bytes_total += more << kPageShift;
    mheap.large_bytes_live += more << kPageShift;
  } else if (count < s->npages) {
    const usize less = s->npages - count;
    mheap.pages.free(end - less, less);
    mheap.large_bytes_live -= less << kPageShift;
  }
  s->npages = static_cast<u32>(count);
  return true;
}

usize mheap_release(usize max_bytes) {
  PageRun run;
  {
    kernel::MutexGuard guard(mheap.lock);
    const usize granule = mheap.phys_page_bytes >> kPageShift;
    if (granule == 0 || mheap.pages.pages() == 0) return 0;
    run = mheap.pages.take_holding(align_down(max_bytes >> kPageShift, granule), granule, kReleaseChunks);
    mheap.scavenging_pages += run.count;
  }
  if (run.count == 0) return 0;
  const bool zeros = sys_unused(page_address(run.page), run.count << kPageShift);
  kernel::MutexGuard guard(mheap.lock);
  mheap.scavenging_pages -= run.count;
  if (!zeros) {
    mheap.pages.free(run.page, run.count);
    mheap.pages.skip_chunk(run.page);
    return 0;
  }
  mheap.pages.free_released(run.page, run.count);
  return run.count << kPageShift;
}

void mheap_release_restart() {
  kernel::MutexGuard guard(mheap.lock);
  mheap.pages.scan_from_top();
}

bool mheap_release_done() {
  kernel::MutexGuard guard(mheap.lock);
  return mheap.pages.scan_at_top();
}

}  // namespace rt
