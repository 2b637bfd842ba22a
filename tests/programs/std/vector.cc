// tests/programs/std/vector.cc - <vector>: growing, inserting, erasing, vector<bool>, move-only values, a
// model run.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "../check.h"

static int live = 0;
struct Tracked {
  int value;
  Tracked(int v) : value(v) { live++; }
  Tracked(const Tracked& o) : value(o.value) { live++; }
  Tracked& operator=(const Tracked&) = default;
  ~Tracked() { live--; }
};

static void basics() {
  std::vector<std::string> v;
  for (int i = 0; i < 1000; i++) v.push_back("element number " + std::to_string(i));
  CHECK(v.size() == 1000 && v.capacity() >= 1000 && v.at(999) == "element number 999");
  v.insert(v.begin() + 500, 3, v[0]);
  CHECK(v[502] == "element number 0" && v[503] == "element number 500");
  v.erase(v.begin(), v.begin() + 500);
  CHECK(v.front() == "element number 0" && v.size() == 503);
  auto copy = v;
  CHECK(copy == v);
  v.clear();
  v.shrink_to_fit();  // a request: libstdc++ ignores it without exceptions
  CHECK(v.empty() && copy.size() == 503);
  v = {"a", "b"};
  v.assign(4, "x");
  v.resize(6);
  CHECK(v.back().empty() && std::erase(v, "x") == 4);
  std::vector<std::vector<int>> grid(20, std::vector<int>(30, 1));
  grid[3][4] = 100;
  int sum = 0;
  for (auto& row : grid) sum += std::accumulate(row.begin(), row.end(), 0);
  CHECK(sum == 699);
}

static void lifetimes() {
  {
    std::vector<Tracked> v;
    std::uint32_t state = 11;
    std::vector<int> model;
    for (int i = 0; i < 3000; i++) {
      state = state * 1664525u + 1013904223u;
      const auto at = static_cast<std::ptrdiff_t>((state >> 8) % (model.size() + 1));
      if ((state >> 28) < 9 || model.empty()) {
        v.insert(v.begin() + at, Tracked(i));
        model.insert(model.begin() + at, i);
      } else if (at < static_cast<std::ptrdiff_t>(model.size())) {
        v.erase(v.begin() + at);
        model.erase(model.begin() + at);
      }
    }
    CHECK(live == static_cast<int>(v.size()) && v.size() == model.size());
    CHECK(
        std::equal(v.begin(), v.end(), model.begin(), [](const Tracked& t, int m) { return t.value == m; }));
  }
  CHECK(live == 0);
  std::vector<std::unique_ptr<int>> owners;
  for (int i = 0; i < 100; i++) owners.push_back(std::make_unique<int>(i));
  std::reverse(owners.begin(), owners.end());
  owners.erase(owners.begin() + 10, owners.end());
  CHECK(*owners[9] == 90);
}

static void bools() {
  std::vector<bool> b(1000);
  for (std::size_t i = 2; i < 1000; i++) b[i] = true;
  for (std::size_t i = 2; i < 32; i++) {
    for (std::size_t j = i * i; b[i] && j < 1000; j += i) b[j] = false;
  }
  CHECK(std::count(b.begin(), b.end(), true) == 168);
  b.flip();
  b.insert(b.begin() + 5, true);
  CHECK(b[5] && b.size() == 1001);
}

int main() {
  basics();
  lifetimes();
  bools();
  return check_done("vector");
}
