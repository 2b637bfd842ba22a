// base/compiler_rt.cc - 128-bit arithmetic and the like, which compilers call by name.
//
// The names and meanings are libgcc's and compiler-rt's ("Integer library routines" in the GCC
// internals manual).
// Layer: base.
#include "base/types.h"

using rt::i64;
using rt::u32;
using rt::u64;
using u128 = unsigned __int128;
using i128 = __int128;

namespace {

struct Quotient {
  u128 quotient;
  u128 remainder;
};

u64 high(u128 v) { return static_cast<u64>(v >> 64); }
u64 low(u128 v) { return static_cast<u64>(v); }
u128 join(u64 high_half, u64 low_half) { return static_cast<u128>(high_half) << 64 | low_half; }

// Divides n by d, where the quotient fits in 64 bits: high(n) < d. Two digits of 32 bits by
// hand (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D).
Quotient divide_2by1(u128 n, u64 d) {
  const int shift = __builtin_clzll(d);
  d <<= shift;
  n <<= shift;
  const u64 d1 = d >> 32;
  const u64 d0 = d & 0xffffffff;
  u128 quotient = 0;
  // rest < d always; each round brings down 32 bits.
  u64 rest = high(n);
  for (int digit = 1; digit >= 0; digit--) {
    const u64 down = low(n) >> (32 * digit) & 0xffffffff;
    u64 q = rest / d1;
    u64 r = rest % d1;
    while (q > 0xffffffff || q * d0 > (r << 32 | down)) {
      q--;
      r += d1;
      if (r > 0xffffffff) break;
    }
    rest = (rest << 32 | down) - q * d;  // modulo 2^64: the true value is below d
    quotient = quotient << 32 | q;
  }
  return {quotient, static_cast<u128>(rest >> shift)};
}

Quotient divide(u128 n, u128 d) {
  if (high(n) == 0 && high(d) == 0) return {low(n) / low(d), low(n) % low(d)};
  if (high(d) == 0) {
    const u64 top = high(n) / low(d);
    const u128 rest = static_cast<u128>(high(n) % low(d)) << 64 | low(n);
    Quotient q = divide_2by1(rest, low(d));
    q.quotient |= static_cast<u128>(top) << 64;
    return q;
  }
  if (n < d) return {0, n};
  // The quotient has at most 64 bits: estimate it with the 64 leading bits of d. One too large at most.
  const int shift = __builtin_clzll(high(d));
  const u64 lead = shift == 0 ? high(d) : high(d << shift);
  const u128 halved = n >> 1;  // so that its upper word is below lead
  u64 q = low(divide_2by1(halved, lead).quotient);
  q >>= 63 - shift;
  if (q != 0) q--;
  u128 rest = n - q * d;
  if (rest >= d) {
    q++;
    rest -= d;
  }
  return {q, rest};
}

u128 magnitude(i128 v) { return v < 0 ? 0 - static_cast<u128>(v) : static_cast<u128>(v); }
i128 with_sign(u128 v, bool negative) { return static_cast<i128>(negative ? 0 - v : v); }

}  // namespace

extern "C" {

u128 __udivti3(u128 n, u128 d) { return divide(n, d).quotient; }
u128 __umodti3(u128 n, u128 d) { return divide(n, d).remainder; }

u128 __udivmodti4(u128 n, u128 d, u128* remainder) {
  const Quotient q = divide(n, d);
  if (remainder != nullptr) *remainder = q.remainder;
  return q.quotient;
}

// Division rounds towards zero; the remainder has the sign of n.
i128 __divti3(i128 n, i128 d) {
  return with_sign(divide(magnitude(n), magnitude(d)).quotient, (n < 0) != (d < 0));
}
i128 __modti3(i128 n, i128 d) { return with_sign(divide(magnitude(n), magnitude(d)).remainder, n < 0); }

i128 __divmodti4(i128 n, i128 d, i128* remainder) {
  const Quotient q = divide(magnitude(n), magnitude(d));
  *remainder = with_sign(q.remainder, n < 0);
  return with_sign(q.quotient, (n < 0) != (d < 0));
}

// Multiplication that reports overflow: clang calls this for __builtin_mul_overflow. Written out, since the
// builtin would call it again.
i128 __muloti4(i128 a, i128 b, int* overflow) {
  const u128 x = magnitude(a);
  const u128 y = magnitude(b);
  const bool negative = (a < 0) != (b < 0);
  const u128 product = x * y;
  const bool wide = high(x) != 0 && high(y) != 0;
  const u128 cross = static_cast<u128>(high(x)) * low(y) + static_cast<u128>(low(x)) * high(y);
  const bool carried = high(cross) != 0 || high(product) < low(cross);
  const u128 limit = (static_cast<u128>(1) << 127) - !negative;
  *overflow = wide || carried || product > limit;
  return with_sign(product, negative);
}

i64 __mulodi4(i64 a, i64 b, int* overflow) {
  const i128 product = static_cast<i128>(a) * b;
  *overflow = product != static_cast<i64>(product);
  return static_cast<i64>(product);
}

// Bit counts. The loops are by hand: the builtins would call these.
// Clang calls these when it builds for size. By halves, so that they do not call themselves; n is below 128.
u128 __ashlti3(u128 v, int n) {
  if (n == 0) return v;
  const u64 up = n >= 64 ? low(v) << (n - 64) : high(v) << n | low(v) >> (64 - n);
  return join(up, n >= 64 ? 0 : low(v) << n);
}
u128 __lshrti3(u128 v, int n) {
  if (n == 0) return v;
  const u64 down = n >= 64 ? high(v) >> (n - 64) : low(v) >> n | high(v) << (64 - n);
  return join(n >= 64 ? 0 : high(v) >> n, down);
}
__int128 __ashrti3(__int128 v, int n) {
  if (n == 0) return v;
  const auto top = static_cast<rt::i64>(high(static_cast<u128>(v)));
  const u64 bottom = low(static_cast<u128>(v));
  const u64 down = n >= 64 ? static_cast<u64>(top >> (n - 64)) : bottom >> n | static_cast<u64>(top) << (64 - n);
  return static_cast<__int128>(join(static_cast<u64>(n >= 64 ? top >> 63 : top >> n), down));
}

int __popcountdi2(u64 v) {
  v -= v >> 1 & 0x5555555555555555;
  v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
  v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return static_cast<int>(v * 0x0101010101010101 >> 56);
}
int __popcountsi2(u32 v) { return __popcountdi2(v); }
int __popcountti2(u128 v) { return __popcountdi2(high(v)) + __popcountdi2(low(v)); }
int __paritydi2(u64 v) { return __popcountdi2(v) & 1; }
int __paritysi2(u32 v) { return __popcountdi2(v) & 1; }
int __parityti2(u128 v) { return __popcountti2(v) & 1; }
int __ffsti2(u128 v) {
  if (low(v) != 0) return __builtin_ctzll(low(v)) + 1;
  return high(v) != 0 ? __builtin_ctzll(high(v)) + 65 : 0;
}
int __clzti2(u128 v) { return high(v) != 0 ? __builtin_clzll(high(v)) : 64 + __builtin_clzll(low(v)); }
int __ctzti2(u128 v) { return low(v) != 0 ? __builtin_ctzll(low(v)) : 64 + __builtin_ctzll(high(v)); }
u64 __bswapdi2(u64 v) { return __builtin_bswap64(v); }
u32 __bswapsi2(u32 v) { return __builtin_bswap32(v); }
}
