// tests/programs/std/deque.cc - <deque>: both ends, the middle, and a long run against a model.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "../check.h"

int main() {
  std::deque<int> d;
  std::vector<int> model;
  std::uint32_t state = 7;
  for (int i = 0; i < 20000; i++) {
    state = state * 1664525u + 1013904223u;
    switch ((state >> 16) % 6) {
      case 0:
      case 1:
        d.push_back(i);
        model.push_back(i);
        break;
      case 2:
        d.push_front(i);
        model.insert(model.begin(), i);
        break;
      case 3:
        if (!d.empty()) {
          d.pop_back();
          model.pop_back();
        }
        break;
      case 4:
        if (!d.empty()) {
          d.pop_front();
          model.erase(model.begin());
        }
        break;
      default: {
        const auto at = (state >> 8) % (model.size() + 1);
        d.insert(d.begin() + at, i);
        model.insert(model.begin() + at, i);
      }
    }
  }
  CHECK(d.size() == model.size() && std::equal(d.begin(), d.end(), model.begin()));
  d.erase(d.begin() + 5, d.begin() + 50);
  model.erase(model.begin() + 5, model.begin() + 50);
  CHECK(std::equal(d.begin(), d.end(), model.begin(), model.end()));
  std::deque<int> copy = d;
  std::sort(copy.begin(), copy.end());
  CHECK(std::is_sorted(copy.begin(), copy.end()) && copy.size() == d.size());
  CHECK(d.at(3) == d[3] && d.front() == model.front() && d.back() == model.back());
  std::deque<std::string> words(100, "a string that is long enough for the heap");
  words.resize(150, "b");
  words.emplace_front(3, 'x');
  CHECK(words.size() == 151 && words[0] == "xxx" && words[150] == "b");
  auto moved = std::move(words);
  moved.shrink_to_fit();
  CHECK(moved[100].size() == 41 && std::erase(moved, "b") == 50);
  moved.clear();
  CHECK(moved.empty() && d != copy);
  return check_done("deque");
}
