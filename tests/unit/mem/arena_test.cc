// tests/unit/mem/arena_test.cc - the heap's reservation: growth, tables, limits.
//
// Layer: tests.
#include "mem/arena.h"

#include <criterion/criterion.h>

#include "mem/page_alloc.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

Test(arena, reserving_is_one_call_and_gives_nothing_to_touch) {
  cr_assert(eq(type(Errno), arena_reserve(), Errno::ok));
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
  cr_assert(is_aligned(heap_arena.base, kChunkBytes));
  cr_assert(eq(sz, heap_arena.limit_bytes, kHeapMaxBytes));
  cr_assert(eq(int, fake_kernel.mm.protection(heap_arena.base), 0));
  cr_assert(eq(ptr, span_of(heap_arena.base), nullptr));
  cr_assert(eq(sz, arena_table_bytes(), 0));
}

Test(arena, the_first_growth_makes_pages_and_tables_usable_in_one_call) {
  cr_assert(eq(type(Errno), arena_reserve(), Errno::ok));
  fake_kernel.clear_log();
  cr_assert(eq(type(Errno), arena_grow(kGrowMinBytes), Errno::ok));
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
  *reinterpret_cast<volatile char*>(heap_arena.base) = 1;
  *reinterpret_cast<volatile char*>(heap_arena.base + kGrowMinBytes - 1) = 1;
  for (usize page = 0; page < kGrowMinBytes / kPageSize; page++) span_entry(page) = nullptr;
  auto* tables = static_cast<volatile char*>(arena_page_tables());
  tables[0] = 0;
  tables[PageAlloc::bytes(arena_chunks()) - 1] = 0;
  cr_assert(eq(int, fake_kernel.mm.protection(heap_arena.base + kGrowMinBytes), 0));  // the next page faults
}

Test(arena, growing_to_the_limit_keeps_every_table_usable) {
  fake_kernel.mm.limit_bytes = usize{300} << 20;
  cr_assert(eq(type(Errno), arena_reserve(), Errno::ok));
  const usize limit = heap_arena.limit_bytes;
  cr_assert(limit >= usize{150} << 20 && limit < usize{300} << 20, "%zu", limit);
  while (heap_arena.ready_bytes.load_relaxed() < limit) {
    cr_assert(eq(type(Errno), arena_grow(kChunkBytes), Errno::ok));
  }
  cr_assert(eq(type(Errno), arena_grow(kPageSize), Errno::enomem));
  *reinterpret_cast<volatile char*>(heap_arena.base + limit - 1) = 1;
  span_entry(limit / kPageSize - 1) = nullptr;
  cr_assert(eq(int, fake_kernel.mm.protection(heap_arena.base + limit), 0));
}

Test(arena, a_refused_growth_changes_nothing) {
  cr_assert(eq(type(Errno), arena_reserve(), Errno::ok));
  fake_kernel.fail_nth(kSysMprotect, 1, Errno::enomem);
  cr_assert(eq(type(Errno), arena_grow(kGrowMinBytes), Errno::enomem));
  cr_assert(eq(sz, heap_arena.ready_bytes.load_relaxed(), 0));
  cr_assert(eq(type(Errno), arena_grow(kGrowMinBytes), Errno::ok));
  cr_assert(eq(sz, heap_arena.ready_bytes.load_relaxed(), kGrowMinBytes));
}

Test(arena, without_address_space_reserving_is_refused_and_leaves_nothing) {
  fake_kernel.mm.limit_bytes = usize{4} << 20;
  cr_assert(eq(type(Errno), arena_reserve(), Errno::enomem));
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 0));
}

Test(arena, addresses_outside_have_no_span) {
  cr_assert(eq(ptr, span_of(0), nullptr));
  cr_assert(eq(type(Errno), arena_reserve(), Errno::ok));
  cr_assert(eq(type(Errno), arena_grow(kGrowMinBytes), Errno::ok));
  cr_assert(eq(ptr, span_of(heap_arena.base - 1), nullptr));
  cr_assert(eq(ptr, span_of(heap_arena.base), nullptr));
  cr_assert(eq(ptr, span_of(heap_arena.base + kGrowMinBytes), nullptr));
  cr_assert(eq(ptr, span_of(~uptr{0}), nullptr));
}
