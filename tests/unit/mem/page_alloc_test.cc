// tests/unit/mem/page_alloc_test.cc - the page allocator: first fit, coalescing, the tree over many chunks.
//
// The property test drives it and a plain bitmap side by side, from a seed that is printed.
// Layer: tests.
#include "mem/page_alloc.h"

#include <criterion/criterion.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "tests/support/show.h"

using namespace rt;

static PageAlloc pages;

static void begin(usize chunks) { pages.init(std::calloc(1, PageAlloc::bytes(chunks)), chunks); }

static usize alloc(usize count) {
  bool zeroed;
  return pages.alloc(count, &zeroed);
}

Test(page_alloc, an_empty_heap_has_nothing) {
  begin(16);
  cr_assert(eq(sz, alloc(1), PageAlloc::kNone));
}

Test(page_alloc, takes_the_lowest_run_that_fits) {
  begin(16);
  pages.grow(1000);
  cr_assert(eq(sz, alloc(10), 0));
  cr_assert(eq(sz, alloc(20), 10));
  cr_assert(eq(sz, alloc(30), 30));
  pages.free(0, 10);
  pages.free(30, 30);
  cr_assert(eq(sz, alloc(11), 30));
  cr_assert(eq(sz, alloc(10), 0));
}

Test(page_alloc, neighbours_are_one_run_at_once) {
  begin(16);
  pages.grow(30);
  for (usize i = 0; i < 3; i++) cr_assert(eq(sz, alloc(10), i * 10));
  cr_assert(eq(sz, alloc(1), PageAlloc::kNone));
  pages.free(0, 10);
  pages.free(20, 10);
  cr_assert(eq(sz, alloc(30), PageAlloc::kNone));
  pages.free(10, 10);
  cr_assert(eq(sz, alloc(30), 0));
}

Test(page_alloc, a_run_may_cross_chunks_and_whole_branches_of_the_tree) {
  constexpr usize kChunks = 8192;  // two entries of the root
  begin(kChunks);
  pages.grow(kChunks * kChunkPages);
  cr_assert(eq(sz, alloc(100), 0));
  cr_assert(eq(sz, alloc(5000 * kChunkPages), 100));  // from the first root entry into the second
  pages.check();
  cr_assert(eq(sz, alloc(kChunks * kChunkPages), PageAlloc::kNone));
  pages.free(100, 5000 * kChunkPages);
  cr_assert(eq(sz, alloc(kChunks * kChunkPages - 100), 100));
  cr_assert(eq(sz, pages.free_pages(), 0));
}

Test(page_alloc, fresh_pages_read_as_zeros_and_used_ones_do_not) {
  begin(4);
  pages.grow(100);
  bool zeroed = false;
  cr_assert(eq(sz, pages.alloc(10, &zeroed), 0));
  cr_assert(zeroed);
  pages.free(0, 10);
  cr_assert(eq(sz, pages.alloc(20, &zeroed), 0));
  cr_assert(not(zeroed));
  pages.free_released(0, 20);
  cr_assert(eq(sz, pages.alloc(20, &zeroed), 0));
  cr_assert(zeroed);
}

Test(page_alloc, take_takes_exactly_what_is_free) {
  begin(4);
  pages.grow(1000);
  cr_assert(eq(sz, alloc(600), 0));
  cr_assert(not(pages.take(590, 20)));
  cr_assert(not(pages.take(900, 101)));
  cr_assert(pages.take(600, 100));
  cr_assert(eq(sz, pages.free_pages(), 300));
  cr_assert(eq(sz, pages.free_at_end(1000), 300));
  cr_assert(eq(sz, pages.free_at_end(7), 7));
  pages.check();
}

Test(page_alloc, giving_back_goes_down_and_ends) {
  begin(4);
  pages.grow(2 * kChunkPages);
  cr_assert(eq(sz, alloc(2 * kChunkPages), 0));
  pages.free(10, 20);
  pages.free(600, 7);
  PageRun run = pages.take_holding(512, 1, 100);
  cr_assert(run.page == 600 && run.count == 7);
  pages.free_released(run.page, run.count);
  run = pages.take_holding(16, 1, 100);
  cr_assert(run.page == 10 && run.count == 16);
  pages.free_released(run.page, run.count);
  run = pages.take_holding(16, 1, 100);
  cr_assert(run.page == 26 && run.count == 4);
  pages.free_released(run.page, run.count);
  cr_assert(eq(sz, pages.take_holding(16, 1, 100).count, 0));
  cr_assert(pages.scan_at_top());
  cr_assert(eq(sz, pages.released_pages(), 27));
  pages.check();
}

Test(page_alloc, giving_back_takes_only_whole_pages_of_the_kernel) {
  begin(4);
  pages.grow(kChunkPages);
  cr_assert(eq(sz, alloc(kChunkPages), 0));
  pages.free(1, 15);
  pages.free(33, 40);
  const PageRun run = pages.take_holding(512, 16, 100);
  cr_assert(run.page == 48 && run.count == 16);
  pages.free_released(run.page, run.count);
  cr_assert(eq(sz, pages.take_holding(512, 16, 100).count, 0));
}

Test(page_alloc, giving_back_passes_chunks_that_the_kernel_keeps) {
  begin(4);
  pages.grow(2 * kChunkPages);
  cr_assert(eq(sz, alloc(2 * kChunkPages), 0));
  pages.free(0, 2 * kChunkPages);
  usize refused = 0;
  do {
    const PageRun run = pages.take_holding(512, 1, 100);
    if (run.count == 0) continue;
    pages.free(run.page, run.count);
    pages.skip_chunk(run.page);
    refused++;
  } while (!pages.scan_at_top());
  cr_assert(eq(sz, refused, 2));
}

// A bitmap of all pages, and what page_alloc.h promises about it.
class Plain {
 public:
  explicit Plain(usize count) : free_(count, true) {}
  usize find(usize count) const {
    usize run = 0;
    for (usize i = 0; i < free_.size(); i++) {
      run = free_[i] ? run + 1 : 0;
      if (run == count) return i + 1 - count;
    }
    return PageAlloc::kNone;
  }
  void set(usize page, usize count, bool free) {
    for (usize i = 0; i < count; i++) free_[page + i] = free;
  }

 private:
  std::vector<bool> free_;
};

Test(page_alloc, behaves_as_a_plain_bitmap) {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  constexpr usize kPages = 40 * kChunkPages + 77;
  begin(64);
  pages.grow(kPages);
  Plain plain(kPages);
  std::vector<PageRun> live;
  for (int round = 0; round < 4000; round++) {
    if (live.empty() || random() % 100 < 55) {
      const usize count = 1 + (random() % 20 == 0 ? random() % 3000 : random() % 40);
      const usize page = alloc(count);
      cr_assert(eq(sz, page, plain.find(count)), "seed %u round %d", seed, round);
      if (page == PageAlloc::kNone) continue;
      plain.set(page, count, false);
      live.push_back({page, count});
    } else {
      std::swap(live[random() % live.size()], live.back());
      const PageRun run = live.back();
      live.pop_back();
      if (random() % 4 == 0)
        pages.free_released(run.page, run.count);
      else
        pages.free(run.page, run.count);
      plain.set(run.page, run.count, true);
    }
    if (round % 500 == 0) pages.check();
  }
  pages.check();
}
