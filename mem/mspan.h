// mem/mspan.h - Mspan, a run of pages that is cut into objects of one class, or is one large object.
//
// Spans are apart from their objects and type-stable (mem/fixalloc.h). Who owns a small span may
// allocate from it: a P's cache, without a lock, or, with owner null, the central list under
// its lock. Objects that others free arrive through `remote`.
// Layer: mem.
#pragma once
#include "base/atomic.h"
#include "base/attributes.h"
#include "base/types.h"
#include "mem/remote_free.h"
#include "mem/size_class.h"

namespace rt {

struct Mcache;
struct SpanSet;

enum class SpanKind : u8 { dead, small, large };

// Where a small span is: the list that links it.
enum class SpanPlace : u8 {
  none,     // being moved, or large
  current,  // what its cache allocates from
  partial,  // its cache's or the central list's spans with free objects
  full,     // the same without
  spare,    // its cache's one wholly free span
};

struct alignas(64) Mspan {
  // First line: read by each free, from any P. Written by mheap before anybody knows the span; owner
  // and home under the lock of the class's central list.
  uptr base;              // address of the first page
  Atomic<Mcache*> owner;  // null: the central list, or large
  SpanSet* home;          // the owner's spans of this class; null exactly when owner is
  RemoteFree remote;      // objects freed elsewhere
  u32 npages;
  u32 elem_bytes;  // small: class_bytes(size_class)
  u32 magic;       // small: ClassInfo::magic
  u16 nelems;      // small: objects that fit
  u8 size_class;   // small
  SpanKind kind;
  bool zeroed;  // the pages read as zeros when the span was made

  // Second line: the owner's.
  alignas(64) FreeObject* free;  // objects ready to be given out
  // How many objects were given out since the span was made, and how many of them came back and were
  // noticed. Written by the owner alone, so adding is a load and a store; mem_stats reads them.
  Atomic<u64> nalloc;
  Atomic<u64> nfree;
  u16 nfresh;  // objects at the end of the span that were never on a list
  SpanPlace place;
  Mspan* next;  // links of the list that place names, of Fixalloc when dead
  Mspan* prev;
  Mspan* report_next;  // link of home->reported

  usize bytes() const { return usize{npages} * kPageSize; }
  u64 in_use() const { return nalloc.load_relaxed() - nfree.load_relaxed(); }
  bool has_free() const { return free != nullptr || nfresh != 0; }
  // Owner only.
  void count_alloc() { nalloc.store_relaxed(nalloc.load_relaxed() + 1); }
  // Release: pairs with load_acquire in mstats.cc; who sees the count sees that remote was emptied before.
  void count_free(u32 n) { nfree.store_release(nfree.load_relaxed() + n); }

  // is_object says whether p, which lies in this small span, is where an object begins.
  bool is_object(uptr p) const {
    const u64 offset = p - base;
    const u64 index = offset * magic >> 32;
    return index * elem_bytes == offset && index < nelems;
  }

  // collect takes in what others freed. Owner only. Returns whether there was anything.
  bool collect() { return take_in(remote.take(base)); }
  // The same by who handles the report.
  bool collect_report() { return take_in(remote.hear(base)); }

  // extend puts some fresh objects on the free list: a page of them, so that pages are touched as
  // they are needed. Owner only; the free list is empty. Returns whether there were any.
  bool extend();

 private:
  bool take_in(RemoteFree::Taken taken);
};

static_assert(sizeof(Mspan) == 128);

}  // namespace rt
