// tests/programs/std/algorithm.cc - <algorithm>: sorting, searching, sets, heaps, permutations, ranges.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "../check.h"

// A small generator: the same data hosted and on rt0.
static std::uint32_t next_random() {
  static std::uint32_t state = 12345;
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

static std::vector<int> random_ints(int n, int below) {
  std::vector<int> v;
  for (int i = 0; i < n; i++) v.push_back(static_cast<int>(next_random() % static_cast<unsigned>(below)));
  return v;
}

struct Item {
  int key;
  int order;
  std::string text;
};

static void sorting() {
  auto v = random_ints(20000, 1000000);
  auto sorted = v;
  std::sort(sorted.begin(), sorted.end());
  CHECK(std::is_sorted(sorted.begin(), sorted.end()));
  CHECK(std::accumulate(v.begin(), v.end(), 0ll) == std::accumulate(sorted.begin(), sorted.end(), 0ll));
  auto descending = v;
  std::sort(descending.begin(), descending.end(), std::greater<>());
  CHECK(std::equal(descending.rbegin(), descending.rend(), sorted.begin()));

  std::vector<Item> items;
  for (int i = 0; i < 3000; i++)
    items.push_back({static_cast<int>(next_random() % 50), i, std::to_string(i)});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
  bool stable = true;
  for (std::size_t i = 1; i < items.size(); i++) {
    if (items[i - 1].key == items[i].key && items[i - 1].order > items[i].order) stable = false;
    if (items[i].text != std::to_string(items[i].order)) stable = false;
  }
  CHECK(stable);

  auto nth = v;
  std::nth_element(nth.begin(), nth.begin() + 5000, nth.end());
  CHECK(nth[5000] == sorted[5000]);
  auto part = v;
  std::partial_sort(part.begin(), part.begin() + 100, part.end());
  CHECK(std::equal(part.begin(), part.begin() + 100, sorted.begin()));
  std::vector<int> top(10);
  std::partial_sort_copy(v.begin(), v.end(), top.begin(), top.end());
  CHECK(std::equal(top.begin(), top.end(), sorted.begin()));

  auto two = random_ints(1001, 100);
  std::sort(two.begin(), two.begin() + 400);
  std::sort(two.begin() + 400, two.end());
  std::inplace_merge(two.begin(), two.begin() + 400, two.end());
  CHECK(std::is_sorted(two.begin(), two.end()));
}

static void searching() {
  std::vector<int> v(1000);
  std::iota(v.begin(), v.end(), 0);
  CHECK(std::binary_search(v.begin(), v.end(), 777) && !std::binary_search(v.begin(), v.end(), 1000));
  CHECK(std::lower_bound(v.begin(), v.end(), 500) - v.begin() == 500);
  CHECK(std::upper_bound(v.begin(), v.end(), 500) - v.begin() == 501);
  auto [lo, hi] = std::equal_range(v.begin(), v.end(), 10);
  CHECK(hi - lo == 1);
  CHECK(std::find_if(v.begin(), v.end(), [](int x) { return x * x > 1000; }) - v.begin() == 32);
  CHECK(std::count_if(v.begin(), v.end(), [](int x) { return x % 7 == 0; }) == 143);
  CHECK(std::all_of(v.begin(), v.end(), [](int x) { return x >= 0; }));
  CHECK(std::none_of(v.begin(), v.end(), [](int x) { return x < 0; }));
  std::string text = "the quick brown fox";
  std::string word = "brown", other = "the quack";
  CHECK(std::search(text.begin(), text.end(), word.begin(), word.end()) - text.begin() == 10);
  CHECK(std::adjacent_find(text.begin(), text.end()) == text.end());
  CHECK(std::mismatch(text.begin(), text.end(), other.begin(), other.end()).first - text.begin() == 6);
  auto [least, most] = std::minmax_element(text.begin(), text.end());
  CHECK(*least == ' ' && *most == 'x');
  CHECK(std::clamp(15, 0, 10) == 10 && std::min({3, 1, 2}) == 1 && std::max({3, 1, 2}) == 3);
}

static void changing() {
  std::vector<int> v = {1, 2, 2, 3, 3, 3, 4};
  v.erase(std::unique(v.begin(), v.end()), v.end());
  CHECK(v == std::vector<int>({1, 2, 3, 4}));
  std::reverse(v.begin(), v.end());
  std::rotate(v.begin(), v.begin() + 1, v.end());
  CHECK(v == std::vector<int>({3, 2, 1, 4}));
  auto middle = std::partition(v.begin(), v.end(), [](int x) { return x % 2 == 0; });
  CHECK(middle - v.begin() == 2);
  v.erase(std::remove(v.begin(), v.end(), 4), v.end());
  CHECK(v.size() == 3);
  std::vector<std::string> words;
  std::transform(v.begin(), v.end(), std::back_inserter(words), [](int x) { return std::to_string(x); });
  CHECK(words.size() == 3);
  std::fill_n(std::back_inserter(v), 3, 9);
  CHECK(std::count(v.begin(), v.end(), 9) == 3);
  std::replace(v.begin(), v.end(), 9, 8);
  CHECK(std::count(v.begin(), v.end(), 8) == 3);
  int n = 0;
  std::generate(v.begin(), v.end(), [&] { return n++; });
  CHECK(v.back() == 5);
  std::vector<int> shifted = {1, 2, 3, 4, 5};
  std::shift_left(shifted.begin(), shifted.end(), 2);
  CHECK(shifted[0] == 3 && shifted[2] == 5);
}

static void sets_heaps_permutations() {
  std::vector<int> a = {1, 3, 5, 7, 9, 11}, b = {3, 4, 5, 6, 7}, out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  CHECK(out == std::vector<int>({3, 5, 7}));
  out.clear();
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  CHECK(out.size() == 8);
  out.clear();
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  CHECK(out == std::vector<int>({1, 4, 6, 9, 11}));
  CHECK(std::includes(a.begin(), a.end(), a.begin() + 2, a.end()));

  auto heap = random_ints(500, 10000);
  std::make_heap(heap.begin(), heap.end());
  CHECK(std::is_heap(heap.begin(), heap.end()));
  heap.push_back(20000);
  std::push_heap(heap.begin(), heap.end());
  CHECK(heap.front() == 20000);
  std::pop_heap(heap.begin(), heap.end());
  heap.pop_back();
  std::sort_heap(heap.begin(), heap.end());
  CHECK(std::is_sorted(heap.begin(), heap.end()));

  std::string s = "abcd";
  int count = 0;
  do count++;
  while (std::next_permutation(s.begin(), s.end()));
  CHECK(count == 24 && s == "abcd");
  CHECK(std::is_permutation(a.begin(), a.end(), a.rbegin()));
  CHECK(std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end()));
}

static void with_projections() {
  std::vector<Item> items = {{3, 0, "three"}, {1, 1, "one"}, {2, 2, "two"}};
  std::ranges::sort(items, {}, &Item::key);
  CHECK(items[0].text == "one" && items[2].text == "three");
  CHECK(std::ranges::find(items, "two", &Item::text)->key == 2);
  CHECK(std::ranges::max(items, {}, &Item::order).text == "two");
  CHECK(std::ranges::any_of(
      items, [](int k) { return k == 3; }, &Item::key));
}

int main() {
  sorting();
  searching();
  changing();
  sets_heaps_permutations();
  with_projections();
  return check_done("algorithm");
}
