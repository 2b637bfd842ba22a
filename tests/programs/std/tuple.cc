// tests/programs/std/tuple.cc - <tuple>: making, taking apart, comparing, applying.
#include <functional>
#include <memory>
#include <string>
#include <tuple>

#include "../check.h"

struct Point {
  int x, y;
  std::string name;
  Point(int a, int b, std::string n) : x(a), y(b), name(std::move(n)) {}
};

static std::tuple<int, std::string, double> row() { return {7, "seven", 7.5}; }

int main() {
  auto [n, s, d] = row();
  CHECK(n == 7 && s == "seven" && d == 7.5);
  int a = 0;
  std::string b;
  std::tie(a, b, std::ignore) = row();
  CHECK(a == 7 && b == "seven");
  auto t = std::make_tuple(1, std::string("a text that is long enough to be on the heap"),
                           std::make_unique<int>(3));
  CHECK(*std::get<2>(t) == 3 && std::get<std::string>(t).size() == 44);
  auto u = std::move(t);
  CHECK(std::get<2>(t) == nullptr && *std::get<2>(u) == 3);
  CHECK(std::tuple(1, 2, 3) < std::tuple(1, 3, 0) && std::tuple(1, std::string("x")) == std::tuple(1, "x"));
  CHECK(std::apply([](auto... v) { return (v + ...); }, std::tuple(1, 2, 3, 4)) == 10);
  const auto p = std::make_from_tuple<Point>(std::tuple(1, 2, "p"));
  CHECK(p.x == 1 && p.name == "p");
  auto cat = std::tuple_cat(std::tuple(1), std::tuple("two", 3.0), std::tuple<>());
  static_assert(std::tuple_size_v<decltype(cat)> == 3 &&
                std::is_same_v<std::tuple_element_t<2, decltype(cat)>, double>);
  auto forwarded = std::forward_as_tuple(a, b);
  std::get<0>(forwarded) = 99;
  CHECK(a == 99 && std::get<0>(cat) == 1);
  std::tuple<int, int> x{1, 2}, y{3, 4};
  swap(x, y);
  CHECK(std::get<0>(x) == 3 && (x <=> y) > 0);
  return check_done("tuple");
}
