// tests/programs/std/set.cc - <set>: ordered sets and multisets, transparent lookup, custom orders.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../check.h"

int main() {
  std::set<int> s = {5, 1, 3, 1};
  CHECK(s.size() == 3 && *s.begin() == 1 && s.contains(5) && !s.insert(3).second);
  for (int i = 0; i < 1000; i++) s.insert(i * 37 % 1009);
  CHECK(std::is_sorted(s.begin(), s.end()) && s.size() == std::set<int>(s.rbegin(), s.rend()).size());
  CHECK(*s.lower_bound(500) >= 500 && *std::prev(s.lower_bound(500)) < 500);
  const auto before = s.size();
  s.erase(s.find(37));
  CHECK(s.size() == before - 1 && s.erase(37) == 0);
  s.erase(s.lower_bound(100), s.upper_bound(200));
  CHECK(std::none_of(s.begin(), s.end(), [](int x) { return x >= 100 && x <= 200; }));
  std::set<std::string, std::less<>> words = {"beta", "alpha",
                                              "a text that is long enough to be on the heap"};
  CHECK(words.find(std::string_view("alpha")) != words.end() && words.count("gamma") == 0);
  auto by_length = [](const std::string& a, const std::string& b) { return a.size() < b.size(); };
  std::set<std::string, decltype(by_length)> lengths = {"aa", "bb", "c"};
  CHECK(lengths.size() == 2 && *lengths.begin() == "c");
  std::multiset<int> m = {1, 1, 2, 3, 3, 3};
  CHECK(m.count(3) == 3 && m.erase(1) == 2 && *m.begin() == 2);
  m.erase(m.find(3));
  CHECK(m.count(3) == 2);
  auto node = m.extract(2);
  node.value() = 9;
  m.insert(std::move(node));
  CHECK(*m.rbegin() == 9);
  std::set<int> a = {1, 2, 3}, b = {2, 3, 4}, out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  CHECK(out == std::set<int>({1}) && a < b);
  a.merge(b);
  CHECK(a.size() == 4 && b.size() == 2 && std::erase_if(a, [](int x) { return x > 2; }) == 2);
  return check_done("set");
}
