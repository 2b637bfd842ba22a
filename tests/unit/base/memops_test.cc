// tests/unit/base/memops_test.cc - memcpy and its like against the host's, at every size, offset and overlap.
//
// Hosted: base/memops.cc
// Layer: tests.
#include <criterion/criterion.h>

#include <cstring>
#include <random>

#include "base/types.h"
#include "tests/support/show.h"

using rt::u8;
using rt::usize;

extern "C" {
void* rt0_memcpy(void*, const void*, usize);
void* rt0_memmove(void*, const void*, usize);
void* rt0_memset(void*, int, usize);
int rt0_memcmp(const void*, const void*, usize);
int rt0_bcmp(const void*, const void*, usize);
}

static constexpr usize kRoom = 4096;
static u8 ours[kRoom], theirs[kRoom], source[kRoom];

static void fill(unsigned seed) {
  std::mt19937 random(seed);
  for (usize i = 0; i < kRoom; i++) ours[i] = theirs[i] = source[i] = static_cast<u8>(random());
}

// Every size up to a few loops, and some beyond.
template <class F>
static void each_size(F f) {
  for (usize n = 0; n <= 400; n++) f(n);
  for (const usize n : {511, 512, 513, 1000, 1024, 1500, 2000}) f(n);
}

Test(memops, memcpy_copies_just_that) {
  each_size([](usize n) {
    for (usize to = 0; to < 17; to += 3) {
      for (usize from = 0; from < 17; from += 5) {
        fill(static_cast<unsigned>(n));
        cr_assert(rt0_memcpy(ours + 64 + to, source + from, n) == ours + 64 + to);
        std::memcpy(theirs + 64 + to, source + from, n);
        cr_assert(std::memcmp(ours, theirs, kRoom) == 0, "%zu bytes, +%zu from +%zu", n, to, from);
      }
    }
  });
}

Test(memops, memmove_takes_every_overlap) {
  each_size([](usize n) {
    for (const usize from : {200, 201, 208}) {
      for (const int shift : {-150, -65, -64, -17, -16, -8, -1, 0, 1, 7, 15, 16, 33, 63, 64, 100, 129}) {
        fill(static_cast<unsigned>(n));
        const usize to = from + static_cast<usize>(shift);
        cr_assert(rt0_memmove(ours + to, ours + from, n) == ours + to);
        std::memmove(theirs + to, theirs + from, n);
        cr_assert(std::memcmp(ours, theirs, kRoom) == 0, "%zu bytes, shift %d", n, shift);
      }
    }
  });
}

Test(memops, memset_sets_just_that) {
  each_size([](usize n) {
    for (usize to = 0; to < 33; to++) {
      fill(static_cast<unsigned>(n));
      cr_assert(rt0_memset(ours + 64 + to, 0x1a5, n) == ours + 64 + to);
      std::memset(theirs + 64 + to, 0x1a5, n);
      cr_assert(std::memcmp(ours, theirs, kRoom) == 0, "%zu bytes, +%zu", n, to);
    }
  });
}

Test(memops, memcmp_orders_by_the_first_byte_that_differs) {
  const auto sign = [](int v) { return v < 0 ? -1 : v > 0; };
  each_size([sign](usize n) {
    fill(static_cast<unsigned>(n));
    cr_assert(eq(int, rt0_memcmp(ours + 3, theirs + 3, n), 0));
    cr_assert(eq(int, rt0_bcmp(ours + 3, theirs + 3, n), 0));
    for (usize at = 0; at < n; at += 1 + n / 50) {
      for (const int change : {1, 128, 255}) {
        ours[3 + at] = static_cast<u8>(theirs[3 + at] + change);
        ours[3 + n - 1] ^= at + 1 < n;  // a later difference does not count
        cr_assert(
            eq(int, sign(rt0_memcmp(ours + 3, theirs + 3, n)), sign(std::memcmp(ours + 3, theirs + 3, n))));
        cr_assert(ne(int, rt0_bcmp(ours + 3, theirs + 3, n), 0));
        std::memcpy(ours, theirs, kRoom);
      }
    }
  });
}
