// tests/programs/std/initializer_list.cc - <initializer_list>: lists of values as arguments and in loops.
#include <initializer_list>
#include <string>
#include <vector>

#include "../check.h"

struct Bag {
  std::vector<std::string> items;
  Bag(std::initializer_list<std::string> l) : items(l) {}
  Bag& operator+=(std::initializer_list<std::string> l) {
    items.insert(items.end(), l);
    return *this;
  }
};

static long sum(std::initializer_list<int> l) {
  long total = 0;
  for (int v : l) total += v;
  return total;
}

int main() {
  CHECK(sum({}) == 0 && sum({1, 2, 3}) == 6);
  Bag b{"one", "two", "a string long enough to be on the heap"};
  b += {"three", "four"};
  CHECK(b.items.size() == 5 && b.items[3] == "three");
  std::initializer_list<int> l = {4, 5, 6};
  CHECK(l.size() == 3 && *(l.begin() + 1) == 5 && std::end(l) - std::begin(l) == 3);
  int longest = 0;
  for (const char* s : {"a", "abc", "ab"})
    longest = std::max(longest, static_cast<int>(std::string(s).size()));
  CHECK(longest == 3);
  std::vector<std::vector<int>> nested = {{1}, {1, 2}, {1, 2, 3}};
  CHECK(nested[2].size() == 3);
  return check_done("initializer_list");
}
