// tests/programs/std/functional.cc - <functional>: function, bind, mem_fn, invoke, ref, hash, searchers.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../check.h"

static int triple(int x) { return 3 * x; }

struct Counter {
  int value = 0;
  int add(int n) { return value += n; }
};

int main() {
  std::function<int(int)> f = triple;
  CHECK(f && f(4) == 12);
  std::string big(100, 'x');
  f = [big, extra = std::vector<int>(50, 1)](int x) {
    return x + static_cast<int>(big.size() + extra.size());
  };
  auto g = f;
  f = nullptr;
  CHECK(!f && g(1) == 151);
  std::map<std::string, std::function<double(double, double)>> operations = {
      {"+", std::plus<>()}, {"-", std::minus<>()}, {"*", std::multiplies<>()}, {"/", [](double a, double b) {
                                                                                  return a / b;
                                                                                }}};
  CHECK(operations["+"](1, 2) == 3 && operations["/"](1, 2) == 0.5);
  std::function<long(int)> factorial = [&](int n) -> long { return n <= 1 ? 1 : n * factorial(n - 1); };
  CHECK(factorial(15) == 1307674368000);

  using namespace std::placeholders;
  auto bound = std::bind([](int a, int b, int c) { return a * 100 + b * 10 + c; }, _2, 5, _1);
  CHECK(bound(1, 2) == 251);
  Counter counter;
  auto add = std::mem_fn(&Counter::add);
  add(counter, 5);
  std::invoke(&Counter::add, &counter, 6);
  CHECK(std::invoke(&Counter::value, counter) == 11);
  auto by_ref = std::bind(&Counter::add, std::ref(counter), _1);
  by_ref(9);
  CHECK(counter.value == 20);
  CHECK(std::bind_front(&Counter::add, &counter)(1) == 21 && std::not_fn([](int x) { return x > 0; })(-1));
  int n = 1;
  auto r = std::ref(n);
  r.get() = 5;
  CHECK(n == 5 && std::cref(n) == 5);

  CHECK(std::hash<std::string>()("abc") == std::hash<std::string_view>()("abc"));
  CHECK(std::hash<double>()(0.0) == std::hash<double>()(-0.0) &&
        std::hash<long double>()(1.5L) != std::hash<long double>()(2.5L));
  CHECK(std::hash<int*>()(&n) == std::hash<int*>()(&n));
  const std::string text = "there is a needle in this haystack", needle = "needle";
  CHECK(std::search(text.begin(), text.end(), std::boyer_moore_searcher(needle.begin(), needle.end())) -
            text.begin() ==
        11);
  CHECK(std::search(text.begin(), text.end(), std::default_searcher(needle.begin(), needle.end())) -
            text.begin() ==
        11);
  CHECK(std::greater<>()(2, 1) && std::logical_and<>()(true, true) && std::identity()(3) == 3);
  return check_done("functional");
}
