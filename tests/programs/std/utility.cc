// tests/programs/std/utility.cc - <utility>: pair, swap, exchange, forward, comparisons of mixed signs,
// sequences.
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../check.h"

template <class... A>
static std::string which(A&&... a) {
  std::string out;
  ((out += std::is_lvalue_reference_v<A> ? 'l' : 'r'), ...);
  static_cast<void>(std::initializer_list<int>{(static_cast<void>(a), 0)...});
  return out;
}
template <class T>
static std::string pass(T&& t) {
  return which(std::forward<T>(t));
}

template <std::size_t... I>
static constexpr std::array<int, sizeof...(I)> doubled(std::index_sequence<I...>) {
  return {static_cast<int>(2 * I)...};
}

int main() {
  std::pair<int, std::string> p(1, "one");
  auto [n, s] = p;
  CHECK(n == 1 && s == "one" && p < std::pair<int, std::string>(1, "two") && std::get<1>(p) == "one");
  auto made = std::make_pair(std::string("k"), std::make_unique<int>(5));
  auto moved = std::move(made);
  CHECK(*moved.second == 5 && made.second == nullptr);
  std::pair<std::string, std::vector<int>> piecewise(std::piecewise_construct, std::forward_as_tuple(3, 'x'),
                                                     std::forward_as_tuple(2, 7));
  CHECK(piecewise.first == "xxx" && piecewise.second == std::vector<int>({7, 7}));
  int a = 1, b = 2;
  std::swap(a, b);
  CHECK(a == 2 && std::exchange(a, 10) == 2 && a == 10);
  int x[] = {1, 2}, y[] = {3, 4};
  std::swap(x, y);
  CHECK(x[0] == 3 && pass(a) == "l" && pass(5) == "r");
  CHECK(std::cmp_less(-1, 1u) && std::cmp_equal(1, 1ull) && !std::in_range<unsigned char>(256) &&
        std::in_range<int>(5u));
  static_assert(doubled(std::make_index_sequence<5>())[4] == 8);
  CHECK(std::as_const(a) == 10);
  return check_done("utility");
}
