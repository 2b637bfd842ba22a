// tests/programs/std/map.cc - <map>: map and multimap, ordered walks, node handles, a long run against a
// model.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "../check.h"

static void basics() {
  std::map<std::string, int> m = {{"one", 1}, {"two", 2}, {"three", 3}};
  CHECK(m.size() == 3 && m["two"] == 2 && m.at("one") == 1 && m.contains("three"));
  m["four"]++;
  CHECK(m.begin()->first == "four" && m.rbegin()->first == "two");
  auto [it, fresh] = m.try_emplace("one", 100);
  CHECK(!fresh && it->second == 1);
  m.insert_or_assign("one", 11);
  CHECK(m["one"] == 11);
  auto node = m.extract("two");
  node.key() = "zwei";
  m.insert(std::move(node));
  CHECK(m.contains("zwei") && !m.contains("two"));
  std::map<std::string, int> other = {{"one", 5}, {"ten", 10}};
  m.merge(other);
  CHECK(m.size() == 5 && other.size() == 1);
  CHECK(std::erase_if(m, [](const auto& e) { return e.second > 9; }) == 2);
  std::map<int, int, std::greater<>> down;
  for (int i = 0; i < 10; i++) down[i] = i * i;
  CHECK(down.begin()->first == 9 && down.lower_bound(5)->first == 5 && down.upper_bound(5)->first == 4);
  std::multimap<int, char> mm = {{1, 'a'}, {2, 'b'}, {1, 'c'}};
  auto [lo, hi] = mm.equal_range(1);
  CHECK(std::distance(lo, hi) == 2 && lo->second == 'a' && mm.count(2) == 1);
  CHECK(mm.erase(1) == 2 && mm.size() == 1);
}

// Random inserts and erases, compared with a sorted vector after each phase.
static void against_model() {
  std::map<int, int> m;
  std::vector<std::pair<int, int>> model;
  std::uint32_t state = 4711;
  for (int phase = 0; phase < 20; phase++) {
    for (int i = 0; i < 500; i++) {
      state = state * 1664525u + 1013904223u;
      const int key = static_cast<int>(state >> 20);
      auto at = std::lower_bound(model.begin(), model.end(), std::pair(key, -1));
      const bool there = at != model.end() && at->first == key;
      if (phase % 3 == 2) {
        CHECK((m.erase(key) == 1) == there);
        if (there) model.erase(at);
      } else {
        CHECK(m.emplace(key, i).second == !there);
        if (!there) model.insert(at, {key, i});
      }
    }
    CHECK(m.size() == model.size());
    CHECK(std::equal(m.begin(), m.end(), model.begin(), [](const auto& a, const auto& b) {
      return a.first == b.first && a.second == b.second;
    }));
    CHECK(std::equal(m.rbegin(), m.rend(), model.rbegin(),
                     [](const auto& a, const auto& b) { return a.first == b.first; }));
  }
  auto copy = m;
  while (!m.empty()) m.erase(m.size() % 2 == 0 ? m.begin() : std::prev(m.end()));
  CHECK(copy.size() == model.size());
  auto moved = std::move(copy);
  CHECK(moved.size() == model.size() && copy.empty());
}

int main() {
  basics();
  against_model();
  return check_done("map");
}
