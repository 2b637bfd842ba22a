// tests/programs/std/O0.cc - without optimisation: what the compiler folds away otherwise is in the library.
//
// Wide inline functions are called, constants have addresses, and no builtin is expanded.
// flags: -O0
#include <algorithm>
#include <any>
#include <atomic>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "../check.h"

static int subtract(int a, int b) { return a - b; }

static void text() {
  char buffer[32];
  std::strcpy(buffer, "some text");
  CHECK(std::strlen(buffer) == 9 && std::strchr(buffer, 't') == buffer + 5 &&
        std::memcmp(buffer, "some", 4) == 0);
  CHECK(std::isalpha('x') && std::toupper('x') == 'X' && std::atoi("12") == 12 && std::abs(-3) == 3);
  std::wstring wide(20, L'w');
  CHECK(wide.find(L'x') == wide.npos && wide.compare(wide) == 0 && std::u16string(u"abc").size() == 3);
  auto r = std::to_chars(buffer, buffer + 32, 123456789);
  CHECK(r.ptr - buffer == 9 && std::to_string(-5) == "-5" && std::stoi("77") == 77);
}

static void numbers() {
  CHECK(std::floor(-0.5) == -1 && std::sqrt(16.0f) == 4 && std::fmod(7.5, 2) == 1.5 &&
        std::fma(2.0, 3.0, 1.0) == 7);
  CHECK(std::ceil(1.5L) == 2 && std::trunc(-1.5f) == -1 && std::isnan(NAN) && std::copysign(1.0, -2.0) == -1);
  CHECK(std::complex<double>(1, 2) * std::complex<double>(3, 4) == std::complex<double>(-5, 10));
  __extension__ using Wide = __int128;
  const Wide big = Wide{1} << 100;
  CHECK(big / 3 * 3 + big % 3 == big && static_cast<double>(big) == 0x1p100);
  std::mt19937 g(1);
  const double x = std::uniform_real_distribution<double>(0, 1)(g);
  CHECK(x >= 0 && x < 1 && std::uniform_int_distribution<int>(1, 6)(g) <= 6);
}

static void objects() {
  using namespace std::placeholders;
  CHECK(std::bind(subtract, _2, _1)(1, 10) == 9);
  std::map<std::string, int> m = {{"a", 1}, {"b", 2}};
  std::unordered_map<std::string, int> u(m.begin(), m.end());
  std::list<int> l = {3, 1, 2};
  l.sort();
  CHECK(m.at("b") == u.at("b") && l.front() == 1 && std::deque<int>(5, 7).back() == 7);
  auto shared = std::make_shared<std::string>("shared");
  std::weak_ptr<std::string> weak = shared;
  CHECK(weak.lock()->size() == 6 && std::any_cast<int>(std::any(5)) == 5);
  std::variant<int, std::string> v = "text";
  CHECK(std::get<std::string>(v) == "text" && std::optional<int>(3).value() == 3);
  std::vector<std::function<int()>> f = {[] { return 1; }, [&] { return static_cast<int>(m.size()); }};
  CHECK(f[0]() + f[1]() == 3);
  std::atomic<int> counter{0};
  counter++;
  counter.wait(0);
  CHECK(counter == 1 && std::chrono::steady_clock::now().time_since_epoch().count() > 0);
}

int main() {
  text();
  numbers();
  objects();
  return check_done("O0");
}
