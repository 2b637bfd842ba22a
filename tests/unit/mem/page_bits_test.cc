// tests/unit/mem/page_bits_test.cc - the bitmap of one chunk against a plain array of bools.
//
// Layer: tests.
#include "mem/page_bits.h"

#include <criterion/criterion.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/support/show.h"

using namespace rt;

// The longest run of ones from any bit of word; also where runs of at least count begin.
static u32 plain_longest(u64 word) {
  u32 best = 0, run = 0;
  for (u32 i = 0; i < 64; i++) {
    run = (word >> i & 1) != 0 ? run + 1 : 0;
    if (run > best) best = run;
  }
  return best;
}

Test(page_bits, runs_of_has_a_one_where_enough_ones_follow) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; round++) {
    const u64 word = random() | random() | (round % 2 != 0 ? random() : 0);
    const u32 count = 1 + static_cast<u32>(random() % 64);
    const u64 runs = runs_of(word, count);
    for (u32 i = 0; i < 64; i++) {
      const u64 wanted = count == 64 ? ~u64{0} : ((u64{1} << count) - 1) << i;
      const bool fits = i + count <= 64 && (word & wanted) == wanted;
      const bool says = (runs >> i & 1) != 0;
      cr_assert(says == fits, "word %lx count %u bit %u", word, count, i);
    }
    const u32 atleast = static_cast<u32>(random() % 65);
    const u32 longest = plain_longest(word);
    cr_assert(eq(u32, longest_run(word, atleast), longest > atleast ? longest : atleast));
  }
  cr_assert(eq(u32, longest_run(~u64{0}, 0), 64));
  cr_assert(eq(u32, longest_run(0, 0), 0));
}

struct Model {
  bool free[kChunkPages]{};

  Summary summary() const {
    Summary s{0, 0, 0};
    u32 run = 0;
    for (u32 i = 0; i < kChunkPages; i++) {
      run = free[i] ? run + 1 : 0;
      if (run == i + 1) s.start = run;
      if (run > s.max) s.max = run;
    }
    s.end = run;
    return s;
  }
  u32 find(u32 count) const {
    u32 run = 0;
    for (u32 i = 0; i < kChunkPages; i++) {
      run = free[i] ? run + 1 : 0;
      if (run == count) return i + 1 - count;
    }
    return kChunkPages;
  }
};

Test(page_bits, behaves_as_an_array_of_bools) {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  static PageBits bits{};
  static Model model;
  for (int round = 0; round < 20000; round++) {
    const u32 page = random() % kChunkPages;
    u32 count = 1 + random() % (round % 3 == 0 ? 200 : 5);
    if (count > kChunkPages - page) count = kChunkPages - page;
    const bool was = model.free[page];
    u32 same = 0;  // as far as the pages are in one state
    while (same < count && model.free[page + same] == was) same++;
    const bool all_free = was && same == count;
    cr_assert(all_free == bits.all_free(page, count), "seed %u", seed);
    if (was)
      cr_assert(eq(u32, bits.take_range(page, same), 0));
    else
      bits.free_range(page, same);
    for (u32 i = 0; i < same; i++) model.free[page + i] = !was;
    cr_assert(bits.summary() == model.summary(), "seed %u", seed);
    const u32 wanted = 1 + random() % (round % 2 == 0 ? 8 : kChunkPages);
    cr_assert(eq(u32, bits.find(wanted), model.find(wanted)), "seed %u count %u", seed, wanted);
  }
}

Test(page_bits, taking_counts_the_pages_that_were_given_back) {
  static PageBits bits{};
  bits.free_range(0, kChunkPages);
  bits.mark_released(100, 100);
  cr_assert(bits.is_released(100) && bits.is_released(199) && !bits.is_released(200));
  cr_assert(eq(u32, bits.take_range(150, 100), 50));
  bits.free_range(150, 100);  // used meanwhile: they hold memory again
  cr_assert(eq(u32, bits.take_range(0, kChunkPages), 50));
}
