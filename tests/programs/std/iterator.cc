// tests/programs/std/iterator.cc - <iterator>: adaptors, inserters, moves, sentinels, an iterator of one's
// own.
#include <algorithm>
#include <iterator>
#include <list>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "../check.h"

// Counts up; a forward iterator by C++20's rules.
struct Counting {
  using value_type = int;
  using difference_type = std::ptrdiff_t;
  int n = 0;
  int operator*() const { return n; }
  Counting& operator++() {
    n++;
    return *this;
  }
  Counting operator++(int) {
    Counting old = *this;
    n++;
    return old;
  }
  bool operator==(const Counting&) const = default;
};
static_assert(std::forward_iterator<Counting>);
static_assert(std::contiguous_iterator<std::vector<int>::iterator> &&
              std::bidirectional_iterator<std::list<int>::iterator>);

int main() {
  std::vector<int> v(10);
  std::iota(v.begin(), v.end(), 0);
  CHECK(*std::next(v.begin(), 3) == 3 && *std::prev(v.end()) == 9 && std::distance(v.begin(), v.end()) == 10);
  std::list<int> l;
  std::copy(v.rbegin(), v.rend(), std::back_inserter(l));
  CHECK(l.front() == 9);
  std::copy(v.begin(), v.begin() + 3, std::front_inserter(l));
  CHECK(l.front() == 2 && l.size() == 13);
  std::set<int> s;
  std::copy(l.begin(), l.end(), std::inserter(s, s.end()));
  CHECK(s.size() == 10);
  std::vector<std::unique_ptr<int>> owners;
  for (int i = 0; i < 5; i++) owners.push_back(std::make_unique<int>(i));
  std::vector<std::unique_ptr<int>> taken(std::make_move_iterator(owners.begin()),
                                          std::make_move_iterator(owners.end()));
  CHECK(*taken[4] == 4 && owners[0] == nullptr);
  auto it = l.begin();
  std::advance(it, 5);
  CHECK(*it == 7);
  int total = 0;
  for (Counting c{1}; c != Counting{101}; ++c) total += *c;
  CHECK(total == 5050);
  std::counted_iterator counted(v.begin(), 4);
  int some = 0;
  for (; counted != std::default_sentinel; ++counted) some += *counted;
  CHECK(some == 6);
  int raw[] = {1, 2, 3};
  CHECK(std::size(raw) == 3 && *std::rbegin(raw) == 3 && std::ssize(v) == 10 && !std::empty(v) &&
        std::data(v) == &v[0]);
  std::reverse_iterator r(v.end());
  CHECK(*r == 9 && r[2] == 7 && r.base() == v.end());
  return check_done("iterator");
}
