// tests/programs/std/span.cc - <span>: views of arrays, parts of them, bytes.
#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <vector>

#include "../check.h"

static int sum(std::span<const int> s) { return std::accumulate(s.begin(), s.end(), 0); }

int main() {
  int raw[] = {1, 2, 3, 4, 5};
  std::vector<int> v = {10, 20, 30};
  std::array<int, 2> a = {7, 8};
  CHECK(sum(raw) == 15 && sum(v) == 60 && sum(a) == 15 && sum({}) == 0);
  std::span<int> s(raw);
  CHECK(s.first(2).back() == 2 && s.last(2).front() == 4 && s.subspan(1, 3).size() == 3 &&
        sum(s.subspan(3)) == 9);
  std::span<int, 5> fixed(raw);
  static_assert(decltype(fixed)::extent == 5 && sizeof(fixed) == sizeof(void*));
  CHECK(fixed.first<2>()[1] == 2 && fixed.size_bytes() == 20);
  s[0] = 100;
  std::ranges::sort(s);
  CHECK(raw[4] == 100 && *s.rbegin() == 100);
  auto bytes = std::as_bytes(s);
  CHECK(bytes.size() == 20 && bytes[0] == std::byte{2});
  std::as_writable_bytes(s)[0] = std::byte{9};
  CHECK(raw[0] == 9 && s.data() == raw && !s.empty());
  return check_done("span");
}
