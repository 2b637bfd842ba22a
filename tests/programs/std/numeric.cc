// tests/programs/std/numeric.cc - <numeric>: sums, scans, gcd and lcm, midpoint.
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "../check.h"

int main() {
  std::vector<int> v(100);
  std::iota(v.begin(), v.end(), 1);
  CHECK(std::accumulate(v.begin(), v.end(), 0) == 5050 && std::reduce(v.begin(), v.end()) == 5050);
  CHECK(std::inner_product(v.begin(), v.end(), v.begin(), 0ll) == 338350);
  CHECK(std::transform_reduce(v.begin(), v.end(), 0ll, std::plus<>(), [](int x) { return 1ll * x * x; }) ==
        338350);
  std::vector<int> out(100);
  std::partial_sum(v.begin(), v.end(), out.begin());
  CHECK(out[99] == 5050 && out[9] == 55);
  std::adjacent_difference(out.begin(), out.end(), out.begin());
  CHECK(out == v);
  std::exclusive_scan(v.begin(), v.end(), out.begin(), 10);
  CHECK(out[0] == 10 && out[99] == 4960);
  std::inclusive_scan(v.begin(), v.begin() + 10, out.begin(), std::multiplies<>());
  CHECK(out[9] == 3628800);
  CHECK(std::gcd(462, 1071) == 21 && std::lcm(21, 6) == 42 && std::gcd(-12, 18) == 6 && std::gcd(0, 7) == 7);
  CHECK(std::midpoint(std::numeric_limits<int>::max(), std::numeric_limits<int>::max() - 2) ==
        std::numeric_limits<int>::max() - 1);
  CHECK(std::midpoint(1.0, 4.0) == 2.5 && *std::midpoint(v.data(), v.data() + 10) == 6);
  const std::vector<std::string> words = {"a", "b", "c"};
  CHECK(std::accumulate(words.begin(), words.end(), std::string()) == "abc");
  return check_done("numeric");
}
