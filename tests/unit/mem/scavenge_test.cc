// tests/unit/mem/scavenge_test.cc - giving idle pages back: the goal, all of it, refusals; and the figures.
//
// Layer: tests.
#include "mem/scavenge.h"

#include <criterion/criterion.h>

#include <cstring>
#include <vector>

#include "mem/arena.h"
#include "mem/mheap.h"
#include "mem/mstats.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/heap.h"
#include "tests/support/show.h"

using namespace rt;

static HeapStats stats() {
  HeapStats s;
  read_heap_stats(&s);
  cr_assert(eq(u64, s.sys, s.heap_in_use + s.heap_idle + s.stack_sys + s.meta_sys));
  cr_assert(eq(u64, s.heap_objects, s.mallocs - s.frees));
  u64 alloc = s.large_alloc, mallocs = s.large_mallocs;
  for (u32 c = 0; c < kNumClasses; c++) {
    alloc += (s.by_class[c].mallocs - s.by_class[c].frees) * class_bytes(c);
    mallocs += s.by_class[c].mallocs;
  }
  cr_assert(eq(u64, alloc, s.heap_alloc));
  cr_assert(eq(u64, mallocs, s.mallocs));
  cr_assert(s.heap_alloc <= s.heap_in_use && s.heap_released <= s.heap_idle);
  return s;
}

static usize resident() {
  return fake_kernel.mm.resident_bytes(heap_arena.base, heap_arena.ready_bytes.load_relaxed());
}

static void burst(usize bytes) {
  std::vector<void*> all;
  for (usize got = 0; got < bytes; got += 100000) {
    all.push_back(malloc_bytes(100000));
    std::memset(all.back(), 1, 100000);
  }
  for (void* p : all) free_bytes(p);
}

Test(scavenge, an_empty_heap_has_nothing_to_give) {
  cr_assert(not(scavenge_due()));
  heap_begin();
  cr_assert(not(scavenge_due()));
  cr_assert(eq(sz, scavenge_step(), 0));
  cr_assert(eq(sz, scavenge_all(), 0));
}

Test(scavenge, all_idle_pages_go_back_at_once) {
  heap_begin();
  burst(usize{20} << 20);
  cr_assert(resident() >= usize{20} << 20);
  cr_assert(scavenge_all() >= usize{20} << 20);
  cr_assert(resident() <= usize{1} << 20);
  const HeapStats s = stats();
  cr_assert(eq(u64, s.heap_released, s.heap_idle));
  auto* p = static_cast<char*>(malloc_zeroed(1 << 20));  // known to be zero: not cleared again
  cr_assert(p[0] == 0 && p[(1 << 20) - 1] == 0);
  cr_assert(resident() <= usize{1} << 20);
  mem_check(getmcache());
}

Test(scavenge, a_tenth_of_the_recent_peak_stays) {
  heap_begin();
  burst(usize{50} << 20);
  cr_assert(scavenge_due());
  while (scavenge_step() != 0) continue;
  cr_assert(resident() >= usize{5} << 20 && resident() <= usize{6} << 20, "%zu", resident());
  mem_check(getmcache());
  for (int call = 0; call < 50; call++) scavenge_due();  // the peak is no longer recent
  cr_assert(scavenge_due());
  while (scavenge_step() != 0) continue;
  cr_assert(resident() <= usize{2} << 20, "%zu", resident());
  cr_assert(not(scavenge_due()));
}

Test(scavenge, a_kernel_that_refuses_ends_it_and_loses_nothing) {
  heap_begin();
  burst(usize{10} << 20);
  fake_kernel.fail_always(kSysMadvise, Errno::einval);
  cr_assert(eq(sz, scavenge_all(), 0));
  cr_assert(eq(sz, scavenge_step(), 0));
  mem_check(getmcache());
  cr_assert(eq(u64, stats().heap_in_use + stats().heap_idle, heap_arena.ready_bytes.load_relaxed()));
}

Test(mstats, figures_add_up_and_know_each_class) {
  Mcache* c = heap_begin();
  HeapStats s = stats();
  cr_assert(eq(u64, s.mallocs, 0));
  std::vector<void*> all;
  for (int i = 0; i < 1000; i++) all.push_back(malloc_bytes(100));
  all.push_back(malloc_bytes(1 << 20));
  s = stats();
  cr_assert(eq(u64, s.heap_objects, 1001));
  cr_assert(eq(u64, s.by_class[class_of(100)].mallocs, 1000));
  cr_assert(eq(u64, s.heap_alloc, 1000 * 112 + (1 << 20)));
  use_cache(nullptr);  // half are freed elsewhere
  for (int i = 0; i < 500; i++) free_bytes(all[static_cast<usize>(i)]);
  use_cache(c);
  for (int i = 500; i < 1001; i++) free_bytes(all[static_cast<usize>(i)]);
  s = stats();
  cr_assert(eq(u64, s.heap_objects, 0));
  cr_assert(eq(u64, s.heap_alloc, 0));
  cr_assert(eq(u64, s.total_alloc, 1000 * 112 + (1 << 20)));
  mcache_flush(c);
  s = stats();
  cr_assert(s.heap_in_use == 0 && s.mallocs == 1001 && s.frees == 1001);
  cr_assert(eq(u64, s.by_class[class_of(100)].frees, 1000));
}

Test(mstats, sys_is_what_the_kernel_gave_to_be_touched) {
  heap_begin();
  malloc_bytes(100);
  cr_assert(stack_alloc(100000).ok());
  const HeapStats s = stats();
  cr_assert(s.stack_in_use == stack_block_bytes(kStackOrderG0) && s.stack_sys >= s.stack_in_use);
  const usize reserved = fake_kernel.mm.mapped_bytes();
  cr_assert(s.sys < reserved);
  cr_assert(eq(u64, s.stack_sys + heap_arena.ready_bytes.load_relaxed() + s.meta_sys, s.sys));
}
