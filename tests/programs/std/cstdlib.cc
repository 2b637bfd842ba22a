// tests/programs/std/cstdlib.cc - <cstdlib>: numbers from text, sorting, memory, exit hooks.
//
// env: RT0_TEST_NAME=some value
// stdout: ok cstdlib
// stdout: second
// stdout: first
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "../check.h"

static void say(const char* text) {
#ifdef __rt0__
  rt0::println("{}", text);
#else
  std::printf("%s\n", text);
#endif
}

static void numbers() {
  CHECK(std::atoi("  42xyz") == 42 && std::atol("-7") == -7 &&
        std::atoll("9223372036854775807") == LLONG_MAX);
  char* end = nullptr;
  const char* hex = "0xFFzz";
  CHECK(std::strtol(hex, &end, 16) == 255 && end == hex + 4);
  CHECK(std::strtol(hex, &end, 0) == 255 && std::strtol("0755", nullptr, 0) == 493);
  const char* odd = "0xg";
  CHECK(std::strtol(odd, &end, 0) == 0 && end == odd + 1);
  const char* none = "  +x";
  CHECK(std::strtol(none, &end, 10) == 0 && end == none);
  errno = 0;
  CHECK(std::strtol("-9223372036854775809", nullptr, 10) == LONG_MIN && errno == ERANGE);
  errno = 0;
  CHECK(std::strtoul("-1", nullptr, 10) == ULONG_MAX && errno == 0);
  CHECK(std::strtoull("18446744073709551616", nullptr, 10) == ULLONG_MAX && errno == ERANGE);
  CHECK(std::strtoll("zz", nullptr, 36) == 35 * 36 + 35 && std::strtol("101", nullptr, 2) == 5);
  CHECK(std::abs(-5) == 5 && std::labs(-5l) == 5 && std::llabs(LLONG_MIN + 1) == LLONG_MAX);
  CHECK(std::div(-7, 2).quot == -3 && std::div(-7, 2).rem == -1 && std::ldiv(9, 4).rem == 1);
}

static int compare_ints(const void* a, const void* b) {
  const int x = *static_cast<const int*>(a), y = *static_cast<const int*>(b);
  return x < y ? -1 : x > y;
}

static void sorting() {
  struct Big {
    int key;
    char payload[100];
  };
  std::vector<Big> v(2000);
  std::uint32_t state = 1;
  for (auto& b : v) {
    state = state * 1103515245u + 12345u;
    b.key = static_cast<int>(state >> 16) % 500;
    std::memset(b.payload, b.key & 127, sizeof(b.payload));
  }
  std::qsort(v.data(), v.size(), sizeof(Big), compare_ints);
  bool right = true;
  for (std::size_t i = 0; i < v.size(); i++) {
    right = right && (i == 0 || v[i - 1].key <= v[i].key) && v[i].payload[99] == (v[i].key & 127);
  }
  CHECK(right);
  // Inputs that are bad for a careless quicksort.
  for (int shape = 0; shape < 4; shape++) {
    std::vector<int> w(50000);
    for (int i = 0; i < 50000; i++)
      w[static_cast<std::size_t>(i)] = shape == 0 ? i : shape == 1 ? -i : shape == 2 ? 7 : i % 2;
    std::qsort(w.data(), w.size(), sizeof(int), compare_ints);
    CHECK(std::is_sorted(w.begin(), w.end()));
    const int wanted = w[123];
    CHECK(std::bsearch(&wanted, w.data(), w.size(), sizeof(int), compare_ints) != nullptr);
  }
  const int missing = 99;
  const int few[] = {1, 5, 9};
  CHECK(std::bsearch(&missing, few, 3, sizeof(int), compare_ints) == nullptr);
}

static void memory() {
  auto* p = static_cast<char*>(std::malloc(100));
  std::memset(p, 'x', 100);
  p = static_cast<char*>(std::realloc(p, 5000));
  CHECK(p[99] == 'x');
  std::free(p);
  auto* z = static_cast<int*>(std::calloc(1000, sizeof(int)));
  CHECK(std::count(z, z + 1000, 0) == 1000);
  std::free(z);
  void* a = std::aligned_alloc(256, 512);
  CHECK(reinterpret_cast<std::uintptr_t>(a) % 256 == 0);
  std::free(a);
  std::free(nullptr);
}

int main() {
  numbers();
  sorting();
  memory();
  std::srand(1);
  const int first = std::rand();
  std::srand(1);
  CHECK(std::rand() == first && first >= 0);
  CHECK(std::getenv("RT0_TEST_NO_SUCH") == nullptr && std::getenv("") == nullptr);
#ifdef __rt0__
  const char* value = std::getenv("RT0_TEST_NAME");
  CHECK(value != nullptr && std::string_view(value) == "some value");
#endif
  std::atexit([] { say("first"); });
  std::atexit([] { say("second"); });
  std::exit(check_done("cstdlib"));
}
