// tests/programs/std/bit.cc - <bit>: counting, rotating, powers of two, bit_cast, against plain loops.
#include <bit>
#include <cstdint>

#include "../check.h"

template <class T>
static void widths() {
  constexpr int kBits = sizeof(T) * 8;
  for (int i = 0; i < kBits; i++) {
    const T v = static_cast<T>(T{1} << i);
    CHECK(std::countr_zero(v) == i && std::countl_zero(v) == kBits - 1 - i);
    CHECK(std::popcount(v) == 1 && std::has_single_bit(v));
    CHECK(std::bit_width(v) == static_cast<T>(i + 1));
    CHECK(std::bit_floor(static_cast<T>(v | 1)) == v);
    CHECK(std::rotl(T{1}, i) == v && std::rotr(v, i) == T{1});
  }
  CHECK(std::countl_zero(T{0}) == kBits && std::popcount(static_cast<T>(~T{0})) == kBits);
  CHECK(std::countl_one(static_cast<T>(~T{0})) == kBits);
  CHECK(std::bit_ceil(T{5}) == 8 && std::bit_ceil(T{8}) == 8 && std::bit_ceil(T{0}) == 1);
}

int main() {
  widths<std::uint8_t>();
  widths<std::uint16_t>();
  widths<std::uint32_t>();
  widths<std::uint64_t>();
  CHECK(std::bit_cast<std::uint32_t>(1.0f) == 0x3f800000u);
  CHECK(std::bit_cast<double>(0x4000000000000000ull) == 2.0);
  CHECK(std::endian::native == std::endian::little);
  static_assert(std::popcount(0xf0f0u) == 8);
  return check_done("bit");
}
