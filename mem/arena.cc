// mem/arena.cc - see arena.h.
//
// Layer: mem.
#include "mem/arena.h"

#include "base/assert.h"
#include "base/bits.h"
#include "mem/page_alloc.h"
#include "mem/sysmem.h"

namespace rt {

RT_HOT_BSS constinit Arena heap_arena{};

namespace {

// The parts of a reservation for heap_bytes of pages, which are a multiple of kChunkBytes.
struct Plan {
  usize table;  // the whole span table
  usize fixed;  // bitmaps and tree
  usize total;  // all of it, with a guard at both ends and room to align the base

  explicit constexpr Plan(usize heap_bytes)
      : table(align_up(heap_bytes / kPageSize * sizeof(Mspan*), kTableStepBytes)),
        fixed(align_up(PageAlloc::bytes(heap_bytes / kChunkBytes), kMaxPhysPage)),
        total(2 * kMaxPhysPage + table + fixed + heap_bytes + kChunkBytes) {}
};

// Under a limit, at least this much address space is left to stacks: the first slab (mem/stack.cc).
constexpr usize kLeaveToStacks = usize{12} << 20;

// Under a limit on address space: the largest power of two that fits, or one and a half times that.
usize largest_that_fits() {
  const auto fits = [](usize heap_bytes) {
    const Plan plan(heap_bytes);
    const Result<uptr> at = sys_reserve(plan.total);
    if (at.ok()) sys_free(at.value(), plan.total);
    return at.ok();
  };
  for (usize bytes = kHeapMaxBytes / 2; bytes >= kHeapMinBytes; bytes /= 2) {
    if (fits(bytes)) return fits(bytes / 2 * 3) ? bytes / 2 * 3 : bytes;
  }
  return 0;
}

// share_of_limit is what the heap takes of the address space that a limit leaves: the limit counts what is
// reserved, and the main stack and a few others must still fit.
usize share_of_limit(usize fits) {
  const usize others = fits / 4 > kLeaveToStacks ? fits / 4 : kLeaveToStacks;
  const usize share = fits > others + fits / 4 ? fits - others : fits / 4;
  return align_down(share, kChunkBytes);
}

void adopt(uptr at, usize heap_bytes) {
  const Plan plan(heap_bytes);
  heap_arena.base = align_up(at + kMaxPhysPage + plan.table + plan.fixed, kChunkBytes);
  heap_arena.table_end = reinterpret_cast<Mspan**>(heap_arena.base - plan.fixed);
  heap_arena.limit_bytes = heap_bytes;
}

}  // namespace

Errno arena_reserve() {
  Result<uptr> at = sys_reserve(Plan(kHeapMaxBytes).total);
  usize heap_bytes = kHeapMaxBytes;
  if (!at.ok()) {
    heap_bytes = share_of_limit(largest_that_fits());
    if (heap_bytes == 0) return at.error();
    at = sys_reserve(Plan(heap_bytes).total);
    if (!at.ok()) return at.error();
  }
  adopt(at.value(), heap_bytes);
  return Errno::ok;
}

Errno arena_grow(usize bytes) {
  RT_ASSERT(is_aligned(bytes, kPageSize));
  Arena& a = heap_arena;
  const usize ready = a.ready_bytes.load_relaxed();
  if (bytes > a.limit_bytes - ready) return Errno::enomem;
  const uptr table_end = reinterpret_cast<uptr>(a.table_end);
  const usize table_needed = align_up((ready + bytes) / kPageSize * sizeof(Mspan*), kTableStepBytes);
  if (ready == 0) {
    // Table, bitmaps, tree and pages lie side by side: one call.
    if (Errno e = sys_ready(table_end - table_needed, a.base + bytes - (table_end - table_needed));
        e != Errno::ok)
      return e;
    a.table_bytes = table_needed;
  } else {
    if (table_needed > a.table_bytes) {
      if (Errno e = sys_ready(table_end - table_needed, table_needed - a.table_bytes); e != Errno::ok)
        return e;
      a.table_bytes = table_needed;
    }
    if (Errno e = sys_ready(a.base + ready, bytes); e != Errno::ok) return e;
  }
  // Release would pair with nothing: who gets an object in the new pages is told of it otherwise.
  a.ready_bytes.store_relaxed(ready + bytes);
  return Errno::ok;
}

void* arena_page_tables() { return heap_arena.table_end; }

usize arena_chunks() { return heap_arena.limit_bytes / kChunkBytes; }

usize arena_table_bytes() {
  if (heap_arena.ready_bytes.load_relaxed() == 0) return 0;
  return heap_arena.table_bytes + Plan(heap_arena.limit_bytes).fixed;
}

}  // namespace rt
