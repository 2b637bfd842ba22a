// mem/mstats.cc - see mstats.h.
//
// Layer: mem.
#include "mem/mstats.h"

#include "mem/arena.h"
#include "mem/mheap.h"
#include "mem/persistentalloc.h"
#include "mem/stack.h"

namespace rt {
namespace {

// count_span adds a living small span. Its owner goes on meanwhile: an object that others freed may move from
// remote to nfree, so nfree is read first and nalloc last, and nothing is counted as freed twice.
void count_span(const Mspan* s, ClassStats* c) {
  const u64 nfree = s->nfree.load_acquire();  // pairs with store_release in count_free
  const u64 remote = s->remote.count();
  const u64 nalloc = s->nalloc.load_relaxed();
  c->mallocs += nalloc;
  c->frees += nfree + remote;
}

// Holds mheap.lock: no span is born or dies.
void count_small(ClassStats* by_class) {
  const usize pages = heap_arena.ready_bytes.load_relaxed() >> kPageShift;
  for (usize page = 0; page < pages;) {
    const Mspan* s = span_entry(page);
    if (s == nullptr) {
      page++;
      continue;
    }
    if (s->kind == SpanKind::small) count_span(s, &by_class[s->size_class]);
    page += s->npages;
  }
  for (u32 c = 0; c < kNumClasses; c++) {
    by_class[c].mallocs += mheap_dead_mallocs[c];
    by_class[c].frees += mheap_dead_mallocs[c];
  }
}

void sum_up(HeapStats* out) {
  for (u32 c = 0; c < kNumClasses; c++) {
    const ClassStats& of = out->by_class[c];
    out->mallocs += of.mallocs;
    out->frees += of.frees;
    out->total_alloc += of.mallocs * class_bytes(c);
    out->heap_alloc += (of.mallocs - of.frees) * class_bytes(c);
  }
  out->mallocs += out->large_mallocs;
  out->frees += out->large_frees;
  out->heap_alloc += out->large_alloc;
  out->heap_objects = out->mallocs - out->frees;
  out->sys = out->heap_in_use + out->heap_idle + out->stack_sys + out->meta_sys;
}

}  // namespace

void read_heap_stats(HeapStats* out) {
  *out = HeapStats{};
  {
    kernel::MutexGuard guard(mheap.lock);
    count_small(out->by_class);
    out->heap_in_use = mheap.in_use_pages() << kPageShift;
    out->heap_idle = (mheap.pages.pages() << kPageShift) - out->heap_in_use;
    out->heap_released = mheap.pages.released_pages() << kPageShift;
    out->large_mallocs = mheap.large_mallocs;
    out->large_frees = mheap.large_frees;
    out->large_alloc = mheap.large_bytes_live;
    out->total_alloc = mheap.large_bytes_total;
    out->meta_sys = arena_table_bytes() + persistent_sys_bytes();
  }
  const StackStats stacks = stack_stats();
  out->stack_in_use = stacks.in_use_bytes;
  out->stack_sys = stacks.mapped_bytes;
  sum_up(out);
}

void read_heap_totals(HeapTotals* out) {
  HeapStats all;
  read_heap_stats(&all);
  *out = {all.total_alloc, all.mallocs};
}

}  // namespace rt
