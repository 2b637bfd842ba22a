// base/libm_fmod.cc - fmod, remainder and remquo: exact, by long division of mantissas.
//
// Layer: base.
#include "base/libm_parts.h"

namespace rt::libm {
namespace {

using u128 = unsigned __int128;

// A remainder mantissa * 2^(exponent - 63), not normalised, and the low bits of the quotient.
struct Remainder {
  u64 mantissa;
  int exponent;
  u32 quotient;
};

// |x| = quotient * |y| + remainder, with 0 <= remainder < |y|.
Remainder divide(Parts x, Parts y) {
  if (x.exponent < y.exponent) return {x.mantissa, x.exponent, 0};
  u32 quotient = x.mantissa >= y.mantissa;
  u64 rest = x.mantissa - (quotient ? y.mantissa : 0);
  int left = x.exponent - y.exponent;
  while (left > 0 && rest != 0) {
    const int bits = left < 64 ? left : 64;
    const u128 dividend = static_cast<u128>(rest) << bits;
    const u128 digit = dividend / y.mantissa;
    rest = static_cast<u64>(dividend - digit * y.mantissa);
    quotient = (bits < 32 ? quotient << bits : 0) + static_cast<u32>(digit);
    left -= bits;
  }
  if (left > 0) quotient = left < 32 ? quotient << left : 0;  // it came out even
  return {rest, y.exponent, quotient};
}

template <class F>
F value_of(bool negative, Remainder r) {
  if (r.mantissa == 0) return negative ? -F(0) : F(0);
  const int shift = __builtin_clzll(r.mantissa);
  return put_together<F>({negative, r.exponent - shift, r.mantissa << shift});
}

// What both functions answer without dividing: NaN for no quotient, x where |x| < |y| surely.
template <class F>
bool trivial(F x, F y, F* answer) {
  if (__builtin_isnan(x) || __builtin_isnan(y) || __builtin_isinf(x) || y == 0) {
    *answer = (x * y) / (x * y);
    return true;
  }
  if (x == 0 || __builtin_isinf(y)) {
    *answer = x;
    return true;
  }
  return false;
}

template <class F>
F fmod_of(F x, F y) {
  F answer;
  if (trivial(x, y, &answer)) return answer;
  const Parts px = take_apart(x);
  return value_of<F>(px.negative, divide(px, take_apart(y)));
}

// The quotient is rounded to nearest even, so the remainder may be negative.
template <class F>
F remquo_of(F x, F y, int* quotient) {
  *quotient = 0;
  F answer;
  if (trivial(x, y, &answer)) return answer;
  const Parts px = take_apart(x);
  const Parts py = take_apart(y);
  Remainder r = divide(px, py);
  bool negative = px.negative;
  if (r.mantissa != 0 && r.exponent >= py.exponent - 1) {
    // With one bit more, both sides of the comparison 2 * rest : |y| are whole numbers.
    const u128 rest = static_cast<u128>(r.mantissa) << (r.exponent - py.exponent + 1);
    const u128 divisor = static_cast<u128>(py.mantissa) << 1;
    if (2 * rest > divisor || (2 * rest == divisor && (r.quotient & 1) != 0)) {
      r.quotient++;
      negative = !negative;
      const u128 other = divisor - rest;  // at most |y| / 2: fits 64 bits
      r = {static_cast<u64>(other), py.exponent - 1, r.quotient};
    }
  }
  const int low = static_cast<int>(r.quotient & 0x7fffffff);
  *quotient = px.negative != py.negative ? -low : low;
  return value_of<F>(negative, r);
}

template <class F>
F remainder_of(F x, F y) {
  int quotient;
  return remquo_of(x, y, &quotient);
}

}  // namespace
}  // namespace rt::libm

// The C functions of one type; `s` is the end of their names.
#define RT_LIBM_FMOD(F, s)                                          \
  F fmod##s(F x, F y) { return rt::libm::fmod_of(x, y); }           \
  F remainder##s(F x, F y) { return rt::libm::remainder_of(x, y); } \
  F remquo##s(F x, F y, int* quotient) { return rt::libm::remquo_of(x, y, quotient); }

extern "C" {

RT_LIBM_FMOD(double, )
RT_LIBM_FMOD(float, f)
#if RT_LIBM_LONG_DOUBLE
RT_LIBM_FMOD(long double, l)
#endif
}
