// tests/programs/std/ranges.cc - <ranges>: views and pipelines.
//
// Clang 14 cannot compile libstdc++ 12's views.
// builds: gcc hosted
#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "../check.h"

int main() {
  namespace v = std::views;
  int sum = 0;
  for (int x : v::iota(1) | v::filter([](int n) { return n % 3 == 0; }) |
                   v::transform([](int n) { return n * n; }) | v::take(5)) {
    sum += x;
  }
  CHECK(sum == 9 + 36 + 81 + 144 + 225);
  std::vector<int> numbers = {5, 3, 8, 1};
  auto reversed = numbers | v::reverse;
  CHECK(*reversed.begin() == 1 && std::ranges::distance(reversed) == 4);
  std::ranges::sort(numbers | v::drop(1));
  CHECK(numbers == std::vector<int>({5, 1, 3, 8}));
  std::map<std::string, int> m = {{"a", 1}, {"b", 2}};
  int total = 0;
  for (int x : m | v::values) total += x;
  std::string keys;
  for (const auto& k : m | v::keys) keys += k;
  CHECK(total == 3 && keys == "ab");
  std::vector<std::string> words;
  for (auto part : std::string_view("one two  three") | v::split(' '))
    words.emplace_back(part.begin(), part.end());
  CHECK(words.size() == 4 && words[2].empty() && words[3] == "three");
  std::string joined;
  for (char c : words | v::join) joined += c;
  CHECK(joined == "onetwothree");
  CHECK(std::ranges::equal(v::iota(0, 3), std::vector{0, 1, 2}));
  CHECK(*std::ranges::max_element(numbers) == 8 && std::ranges::count(numbers, 3) == 1);
  auto while_small = numbers | v::take_while([](int x) { return x < 8; }) | v::common;
  CHECK(std::ranges::distance(while_small) == 3);
  CHECK((v::single(7) | v::transform([](int x) { return x + 1; })).front() == 8 && v::empty<int>.empty());
  auto [lo, hi] = std::ranges::minmax(numbers);
  CHECK(lo == 1 && hi == 8);
  std::ranges::subrange sub(numbers.begin() + 1, numbers.end());
  CHECK(sub.size() == 3 && sub.front() == 1);
  return check_done("ranges");
}
