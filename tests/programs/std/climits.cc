// tests/programs/std/climits.cc - <climits>, <cstddef>, <cstdint>: sizes and limits of the machine's types.
#include <climits>
#include <cstddef>
#include <cstdint>

#include "../check.h"

struct Layout {
  char c;
  double d;
};

int main() {
  CHECK(CHAR_BIT == 8 && INT_MAX == 2147483647 && LONG_MAX == 9223372036854775807 && UINT_MAX == 4294967295u);
  CHECK(SCHAR_MIN == -128 && SHRT_MAX == 32767 && LLONG_MIN == -LLONG_MAX - 1);
  CHECK(sizeof(std::int_fast32_t) >= 4 && sizeof(std::intptr_t) == sizeof(void*));
  CHECK(offsetof(Layout, d) == 8 && alignof(std::max_align_t) == 16);
  std::byte b{0x0f};
  b <<= 4;
  CHECK(std::to_integer<int>(b | std::byte{1}) == 0xf1);
  std::nullptr_t null = nullptr;
  CHECK(null == nullptr && sizeof(std::size_t) == 8 && SIZE_MAX == ~std::size_t{0});
  return check_done("climits");
}
