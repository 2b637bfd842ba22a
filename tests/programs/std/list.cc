// tests/programs/std/list.cc - <list>: splicing, merging, sorting, and a long run against a model.
#include <algorithm>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "../check.h"

static void basics() {
  std::list<int> l = {5, 1, 4};
  l.push_front(0);
  l.emplace_back(9);
  CHECK(l.size() == 5 && l.front() == 0 && l.back() == 9);
  l.sort();
  l.reverse();
  CHECK(l == (std::list<int>{9, 5, 4, 1, 0}));
  std::list<int> other = {100, 200};
  l.splice(std::next(l.begin()), other);
  CHECK(other.empty() && l == (std::list<int>{9, 100, 200, 5, 4, 1, 0}));
  other.splice(other.end(), l, std::next(l.begin()), std::next(l.begin(), 3));
  CHECK(other == (std::list<int>{100, 200}) && l.size() == 5);
  l.splice(l.end(), l, l.begin());
  CHECK(l.back() == 9);
  l.sort();
  other.merge(l);
  CHECK(std::is_sorted(other.begin(), other.end()) && other.size() == 7 && l.empty());
  std::list<int> empty, full = {1, 2, 3};
  swap(empty, full);
  CHECK(full.empty() && empty.size() == 3 && *std::prev(empty.end()) == 3);
  swap(empty, full);
  std::list<int> more = {7};
  swap(more, full);
  CHECK(full.front() == 7 && more.size() == 3);
  more.remove(2);
  more.resize(5, 8);
  more.unique();
  CHECK(more == (std::list<int>{1, 3, 8}));
}

static void against_model() {
  std::list<std::string> l;
  std::vector<std::string> model;
  std::uint32_t state = 99;
  for (int i = 0; i < 3000; i++) {
    state = state * 1664525u + 1013904223u;
    const auto at = (state >> 8) % (model.size() + 1);
    if ((state >> 28) < 11 || model.empty() || at == model.size()) {
      l.insert(std::next(l.begin(), static_cast<long>(at)), std::to_string(state));
      model.insert(model.begin() + static_cast<long>(at), std::to_string(state));
    } else {
      l.erase(std::next(l.begin(), static_cast<long>(at)));
      model.erase(model.begin() + static_cast<long>(at));
    }
  }
  CHECK(l.size() == model.size() && std::equal(l.begin(), l.end(), model.begin()));
  CHECK(std::equal(l.rbegin(), l.rend(), model.rbegin()));
  l.sort();
  std::sort(model.begin(), model.end());
  CHECK(std::equal(l.begin(), l.end(), model.begin(), model.end()));
  auto copy = l;
  CHECK(copy == l && std::erase_if(copy, [](const auto& s) { return s[0] == '1'; }) > 0);
}

int main() {
  basics();
  against_model();
  return check_done("list");
}
