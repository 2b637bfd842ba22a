// mem/mheap.h - Mheap, the owner of the heap's pages and of all spans.
//
// Hands out runs of pages as spans and takes them back; knows what is in use. One lock, taken
// once per span, not per object.
// Layer: mem.
#pragma once
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "kernel_iface/result.h"
#include "mem/fixalloc.h"
#include "mem/mspan.h"
#include "mem/page_alloc.h"

namespace rt {

struct SpanSet;
struct HeapTotals;

struct Mheap {
  kernel::Mutex lock{LockRank::mheap};

  // Guarded by lock.
  PageAlloc pages;
  Fixalloc<Mspan> spans;
  usize phys_page_bytes = 0;    // the kernel's page; 0 before mheap_init
  usize scavenging_pages = 0;   // taken from `pages` while the kernel takes them back
  usize peak_in_use_pages = 0;  // the most that were in use since mem/scavenge.cc last reset it

  u64 large_mallocs = 0;
  u64 large_frees = 0;
  u64 large_bytes_total = 0;  // of all large objects ever
  u64 large_bytes_live = 0;

  // Set when the heap first grows, so whoever has pages or spans of it may call them. By pointer, so that a program
  // that never allocates is linked without them.
  void (*flush)(SpanSet* set, u32 size_class) = nullptr;  // mcentral_flush
  usize (*release)(usize max_bytes) = nullptr;            // mheap_release
  void (*totals)(HeapTotals* out) = nullptr;              // read_heap_totals

  usize in_use_pages() const { return pages.pages() - pages.free_pages() - scavenging_pages; }
};

extern Mheap mheap;

// What dead spans had given out, by class; living spans count for themselves. Guarded by mheap.lock.
extern u64 mheap_dead_mallocs[kNumClasses];

// mheap_init reserves the address space. phys_page_bytes is a power of two from kPageSize to kMaxPhysPage.
[[nodiscard]] Errno mheap_init(usize phys_page_bytes);

// mheap_alloc_small makes a span of one class, owned by nobody and on no list; null when memory is out.
Mspan* mheap_alloc_small(u32 size_class);

// mheap_free_small takes back a small span whose objects are all free. No report is under way.
void mheap_free_small(Mspan* s);

// mheap_alloc_large makes a span of one object of at least bytes bytes at a multiple of align, a power of
// two; null when memory is out. bytes is above 0 and at most kHeapMaxBytes, as is align.
Mspan* mheap_alloc_large(usize bytes, usize align);
void mheap_free_large(Mspan* s);

// mheap_resize_large makes the object longer or shorter where it is; false if its neighbour is in the way.
bool mheap_resize_large(Mspan* s, usize bytes);

// mheap_release gives some free pages back to the kernel, from the highest addresses down.
//   max_bytes  how much at most; large enough for one page of the kernel
//   returns    how much it was. 0 does not mean that there is nothing left: see mheap_release_done
// The kernel is called without the lock.
usize mheap_release(usize max_bytes);

// mheap_release_restart begins at the highest address again; mheap_release_done says that the lowest was
// reached since.
void mheap_release_restart();
bool mheap_release_done();

}  // namespace rt
