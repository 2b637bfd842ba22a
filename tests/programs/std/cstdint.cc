// tests/programs/std/cstdint.cc - <cstdint>: widths, limits, wrap-around and 128-bit arithmetic.
#include <cstdint>
#include <limits>

#include "../check.h"

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

// Division by the schoolbook, one bit at a time.
static u128 divide(u128 n, u128 d, u128* rest) {
  u128 q = 0, r = 0;
  for (int i = 127; i >= 0; i--) {
    r = r << 1 | (n >> i & 1);
    if (r >= d) {
      r -= d;
      q |= u128{1} << i;
    }
  }
  *rest = r;
  return q;
}

int main() {
  CHECK(INT8_MIN == -128 && UINT16_MAX == 65535 && INT32_MAX == 2147483647 && UINT64_MAX == ~0ull);
  CHECK(static_cast<std::uint8_t>(UINT8_MAX + 1) == 0 && static_cast<std::int8_t>(200) == -56);
  CHECK(std::numeric_limits<std::int64_t>::min() == INT64_MIN && sizeof(std::int_least16_t) >= 2);
  std::uint64_t state = 88172645463325252ull;
  auto next = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
  };
  for (int i = 0; i < 3000; i++) {
    const u128 n = (static_cast<u128>(next()) << 64 | next()) >> (next() % 128);
    const u128 d = ((static_cast<u128>(next()) << 64 | next()) >> (next() % 128)) | 1;
    u128 rest = 0;
    CHECK(n / d == divide(n, d, &rest) && n % d == rest);
    const i128 sn = static_cast<i128>(n), sd = static_cast<i128>(d);
    if (sd != -1) CHECK(sn / sd * sd + sn % sd == sn);
  }
  volatile double big = 1e30;
  const u128 from = static_cast<u128>(static_cast<double>(big));
  CHECK(static_cast<double>(from) == 1e30 && static_cast<std::uint64_t>(from >> 64) == 54210108624ull);
  CHECK(static_cast<i128>(-big) == -static_cast<i128>(from) &&
        static_cast<float>(u128{1} << 127) == 0x1p127f);
  return check_done("cstdint");
}
