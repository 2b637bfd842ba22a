// tests/unit/base/libc_sort_test.cc - qsort and bsearch: order, bounds, and no input that is slow.
//
// The source is compiled into this file under other names, so that the sanitisers see it.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#define qsort rt_qsort
#define qsort_r rt_qsort_r
#define bsearch rt_bsearch
#include "base/libc_sort.cc"
#undef qsort
#undef qsort_r
#undef bsearch

static long comparisons;

static int by_value(const void* a, const void* b) {
  comparisons++;
  const int x = *static_cast<const int*>(a), y = *static_cast<const int*>(b);
  return (x > y) - (x < y);
}

static void check(std::vector<int> v) {
  std::vector<int> wanted = v;
  std::sort(wanted.begin(), wanted.end());
  comparisons = 0;
  rt_qsort(v.data(), v.size(), sizeof(int), by_value);
  cr_assert(v == wanted);
  // Far from quadratic: n log n times a small constant.
  const double n = static_cast<double>(v.size()) + 2;
  cr_assert(comparisons < 8 * n * rt::log2_ceil(static_cast<rt::usize>(n)) + 64, "%ld comparisons of %zu",
            comparisons, v.size());
}

Test(libc_sort, sorts_random_and_repeated_values) {
  std::mt19937 random_source(3);
  for (int size = 0; size < 300; size++) {
    std::vector<int> v(static_cast<std::size_t>(size));
    for (int range : {2, 10, 1 << 30}) {
      for (int& x : v) x = static_cast<int>(random_source() % static_cast<unsigned>(range));
      check(v);
    }
  }
}

Test(libc_sort, patterns_are_not_quadratic) {
  const int n = 20000;
  std::vector<int> v(n);
  for (int pattern = 0; pattern < 6; pattern++) {
    for (int i = 0; i < n; i++) {
      const int shapes[] = {i, n - i, 5, i % 2, i < n / 2 ? i : n - i, i ^ 1};
      v[static_cast<std::size_t>(i)] = shapes[pattern];
    }
    check(v);
  }
}

// McIlroy, "A killer adversary for quicksort" (1999): decides the order while it is asked.
static std::vector<int> adversary;
static int solid, candidate;

static int adversary_compare(const void* a, const void* b) {
  comparisons++;
  const int x = *static_cast<const int*>(a), y = *static_cast<const int*>(b);
  const int gas = static_cast<int>(adversary.size()) - 1;
  if (adversary[static_cast<std::size_t>(x)] == gas && adversary[static_cast<std::size_t>(y)] == gas) {
    adversary[static_cast<std::size_t>(x == candidate ? x : y)] = solid++;
  }
  if (adversary[static_cast<std::size_t>(x)] == gas)
    candidate = x;
  else if (adversary[static_cast<std::size_t>(y)] == gas)
    candidate = y;
  return adversary[static_cast<std::size_t>(x)] - adversary[static_cast<std::size_t>(y)];
}

Test(libc_sort, an_adversary_cannot_make_it_quadratic) {
  const int n = 20000;
  adversary.assign(n, n - 1);
  std::vector<int> v(n);
  for (int i = 0; i < n; i++) v[static_cast<std::size_t>(i)] = i;
  comparisons = solid = candidate = 0;
  rt_qsort(v.data(), v.size(), sizeof(int), adversary_compare);
  cr_assert(lt(long, comparisons, 8l * n * 15));
}

struct Wide {
  int key;
  char payload[333];
};

Test(libc_sort, wide_elements_move_whole) {
  std::mt19937 random_source(9);
  std::vector<Wide> v(500);
  for (Wide& w : v) {
    w.key = static_cast<int>(random_source() % 100);
    memset(w.payload, w.key, sizeof(w.payload));
  }
  rt_qsort(v.data(), v.size(), sizeof(Wide), by_value);
  for (std::size_t i = 0; i < v.size(); i++) {
    cr_assert(i == 0 || v[i - 1].key <= v[i].key);
    cr_assert(std::all_of(v[i].payload, v[i].payload + 333, [&](char c) { return c == v[i].key; }));
  }
}

Test(libc_sort, bsearch_finds_what_is_there_and_nothing_else) {
  std::vector<int> v;
  for (int i = 0; i < 101; i++) v.push_back(2 * i);
  for (int i = -1; i <= 203; i++) {
    const auto* found = static_cast<int*>(rt_bsearch(&i, v.data(), v.size(), sizeof(int), by_value));
    if (i % 2 == 0 && i >= 0 && i <= 200)
      cr_assert(eq(ptr, const_cast<int*>(found), &v[static_cast<std::size_t>(i / 2)]));
    else
      cr_assert(eq(ptr, const_cast<int*>(found), nullptr));
  }
  const int any = 0;
  cr_assert(eq(ptr, rt_bsearch(&any, nullptr, 0, sizeof(int), by_value), nullptr));
}
