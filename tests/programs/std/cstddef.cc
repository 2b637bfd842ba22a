// tests/programs/std/cstddef.cc - <cstddef>, <cstdint>: byte, offsets, exact widths.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../check.h"

struct Layout {
  char c;
  std::uint32_t u;
  double d;
  char tail[3];
};

int main() {
  CHECK(offsetof(Layout, u) == 4 && offsetof(Layout, d) == 8 && offsetof(Layout, tail) == 16 &&
        sizeof(Layout) == 24);
  CHECK(alignof(std::max_align_t) == 16);
  std::byte b{0x0f};
  b <<= 4;
  CHECK(std::to_integer<int>(b | std::byte{1}) == 0xf1 && (b & std::byte{0x10}) == std::byte{0x10});
  static_assert(std::is_same_v<std::nullptr_t, decltype(nullptr)> && std::is_signed_v<std::ptrdiff_t>);
  static_assert(sizeof(std::int8_t) == 1 && sizeof(std::int16_t) == 2 && sizeof(std::int32_t) == 4);
  static_assert(sizeof(std::int64_t) == 8 && sizeof(std::uintptr_t) == sizeof(void*));
  int values[4] = {};
  const std::ptrdiff_t distance = &values[3] - &values[0];
  CHECK(distance == 3 && SIZE_MAX == ~std::size_t{0} && PTRDIFF_MAX == INT64_MAX);
  CHECK(reinterpret_cast<std::uintptr_t>(&values[1]) - reinterpret_cast<std::uintptr_t>(&values[0]) ==
        sizeof(int));
  return check_done("cstddef");
}
