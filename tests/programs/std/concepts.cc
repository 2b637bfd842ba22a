// tests/programs/std/concepts.cc - <concepts>: what types satisfy, and overloads chosen by it.
#include <concepts>
#include <memory>
#include <string>
#include <vector>

#include "../check.h"

template <class T>
concept Named = requires(const T& t) {
  { t.name() } -> std::convertible_to<std::string>;
};

struct Cat {
  std::string name() const { return "cat"; }
};

static std::string describe(std::integral auto v) { return "integer " + std::to_string(v); }
static std::string describe(std::floating_point auto) { return "floating"; }
static std::string describe(const Named auto& v) { return "named " + v.name(); }
template <class T>
static std::string describe(const std::vector<T>& v) {
  std::string out;
  for (const auto& x : v) out += describe(x) + ";";
  return out;
}

int main() {
  static_assert(std::same_as<int, int> && std::derived_from<std::string, std::string>);
  static_assert(std::move_constructible<std::unique_ptr<int>> && !std::copyable<std::unique_ptr<int>>);
  static_assert(std::regular<std::string> && std::totally_ordered<std::string>);
  static_assert(std::invocable<decltype([](int) {}), int> && !std::invocable<int>);
  static_assert(std::unsigned_integral<unsigned> && std::signed_integral<long>);
  static_assert(Named<Cat> && !Named<int>);
  CHECK(describe(5) == "integer 5" && describe(2.5) == "floating" && describe(Cat()) == "named cat");
  CHECK(describe(std::vector<int>{1, 2}) == "integer 1;integer 2;");
  int a = 1, b = 2;
  std::ranges::swap(a, b);
  CHECK(a == 2 && b == 1);
  return check_done("concepts");
}
