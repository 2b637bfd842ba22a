// tests/programs/std/compare.cc - <compare>: categories, defaulted comparison, partial order, synthesised
// order.
#include <compare>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "../check.h"

struct Version {
  int major, minor;
  std::string tag;
  auto operator<=>(const Version&) const = default;
};

struct CaseBlind {
  char c;
  std::weak_ordering operator<=>(const CaseBlind& o) const { return (c | 32) <=> (o.c | 32); }
  bool operator==(const CaseBlind& o) const { return (c | 32) == (o.c | 32); }
};

int main() {
  const Version a{1, 2, "alpha"}, b{1, 2, "beta"}, c{1, 10, ""};
  CHECK(a < b && b < c && a != b && a == Version(a));
  CHECK((a <=> b) == std::strong_ordering::less && std::is_lt(a <=> b) && std::is_gteq(c <=> a));
  CHECK(CaseBlind{'a'} == CaseBlind{'A'} && CaseBlind{'a'} < CaseBlind{'B'});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK((nan <=> 1.0) == std::partial_ordering::unordered && !(nan < 1.0) && (1.0 <=> 2.0) < 0);
  CHECK(std::strong_order(-0.0, 0.0) < 0 && std::weak_order(-0.0, 0.0) == 0);
  CHECK((std::vector{1, 2} <=> std::vector{1, 3}) < 0 && (std::string("b") <=> "a") > 0);
  CHECK((std::tuple(1, 2.5) <=> std::tuple(1, 2.0)) > 0);
  CHECK(std::compare_three_way()(1, 2) == std::strong_ordering::less);
  static_assert(std::three_way_comparable<Version> && !std::three_way_comparable_with<int, std::string>);
  static_assert(std::is_same_v<std::common_comparison_category_t<std::strong_ordering, std::partial_ordering>,
                               std::partial_ordering>);
  return check_done("compare");
}
