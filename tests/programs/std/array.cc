// tests/programs/std/array.cc - <array>: access, iteration, comparison, structured use, constant evaluation.
#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "../check.h"

static constexpr std::array<int, 10> squares() {
  std::array<int, 10> a{};
  for (std::size_t i = 0; i < a.size(); i++) a[i] = static_cast<int>(i * i);
  return a;
}
static_assert(squares()[9] == 81);
static_assert(std::get<3>(squares()) == 9);

int main() {
  std::array<int, 5> a = {5, 3, 1, 4, 2};
  CHECK(a.size() == 5 && a.front() == 5 && a.back() == 2 && !a.empty());
  CHECK(a.at(2) == 1);
  std::sort(a.begin(), a.end());
  CHECK((a == std::array<int, 5>{1, 2, 3, 4, 5}));
  std::array<int, 5> b = a;
  b[4] = 6;
  CHECK(a < b && a != b);
  CHECK((a <=> b) == std::strong_ordering::less);
  a.swap(b);
  CHECK(a[4] == 6);
  b.fill(7);
  CHECK(std::count(b.begin(), b.end(), 7) == 5);
  auto [x, y, z] = std::array<int, 3>{1, 2, 3};
  CHECK(x + y + z == 6);
  std::array<std::string, 3> s = {"one", "two", "a much longer string than the others"};
  std::string joined;
  for (auto it = s.rbegin(); it != s.rend(); ++it) joined += *it;
  CHECK(joined == "a much longer string than the otherstwoone");
  std::array<int, 0> none;
  CHECK(none.empty() && none.begin() == none.end());
  auto made = std::to_array({1, 2, 3, 4});
  CHECK(made.size() == 4 && std::tuple_size_v<decltype(made)> == 4);
  return check_done("array");
}
