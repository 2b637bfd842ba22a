// base/compiler_rt_float.cc - 128-bit integers to and from floating point, complex products.
//
// The names and meanings are libgcc's. Conversions to floating point round to nearest even, in one
// step: the bits beyond the mantissa are folded into one sticky bit first.
// Layer: base.
#include "base/types.h"

using rt::u64;
using u128 = unsigned __int128;
using i128 = __int128;

namespace {

// 64 leading bits of v, exact but for the last, which is set when anything was cut off. A float type with
// at most 62 mantissa bits then rounds as if it had seen all of v.
template <class F>
F from_unsigned(u128 v) {
  const u64 high = static_cast<u64>(v >> 64);
  if (high == 0) return static_cast<F>(static_cast<u64>(v));
  const int shift = 64 - __builtin_clzll(high);
  const u64 sticky = (v & ((static_cast<u128>(1) << shift) - 1)) != 0;
  // The scale is a power of two up to 2^64: exact, so that only the conversion rounds.
  const F scale = shift == 64 ? static_cast<F>(0x1p64) : static_cast<F>(u64{1} << shift);
  return static_cast<F>(static_cast<u64>(v >> shift) | sticky) * scale;
}

template <class F>
F from_signed(i128 v) {
  return v < 0 ? -from_unsigned<F>(0 - static_cast<u128>(v)) : from_unsigned<F>(static_cast<u128>(v));
}

// Cuts off the fraction; beyond the range the result is the limit, as hardware does for 64 bits.
template <class F>
u128 to_unsigned(F v) {
  if (!(v >= 1)) return 0;
  if (v >= static_cast<F>(0x1p127) * 2) return ~static_cast<u128>(0);
  const u64 high = static_cast<u64>(v * static_cast<F>(0x1p-64));
  const u64 low = static_cast<u64>(v - static_cast<F>(high) * static_cast<F>(0x1p64));
  return static_cast<u128>(high) << 64 | low;
}

template <class F>
i128 to_signed(F v) {
  const u128 limit = static_cast<u128>(1) << 127;
  const u128 magnitude = to_unsigned<F>(v < 0 ? -v : v);
  if (v < 0) return magnitude >= limit ? static_cast<i128>(limit) : -static_cast<i128>(magnitude);
  return static_cast<i128>(magnitude >= limit ? limit - 1 : magnitude);
}

template <class F>
F power(F base, int n) {
  unsigned left = n < 0 ? 0u - static_cast<unsigned>(n) : static_cast<unsigned>(n);
  F result = 1;
  for (; left != 0; left >>= 1, base *= base) {
    if (left & 1) result *= base;
  }
  return n < 0 ? 1 / result : result;
}

template <class F>
struct Complex {
  F re, im;
};

template <class F>
bool is_inf(F v) {
  return __builtin_isinf(v);
}
template <class F>
F boxed(F v) {  // an infinity as a corner of the unit square, anything else as zero
  return __builtin_copysign(is_inf(v) ? F(1) : F(0), v);
}
template <class F>
F nan_to_zero(F v) {
  return __builtin_isnan(v) ? static_cast<F>(__builtin_copysign(0.0, static_cast<double>(v))) : v;
}

// C11 annex G.5.1: an infinite factor gives an infinite product even where the plain formula has NaNs.
template <class F>
Complex<F> multiply(F a, F b, F c, F d) {
  const F ac = a * c, bd = b * d, ad = a * d, bc = b * c;
  Complex<F> z{ac - bd, ad + bc};
  if (!__builtin_isnan(z.re) || !__builtin_isnan(z.im)) return z;
  bool again = false;
  if (is_inf(a) || is_inf(b)) {
    a = boxed(a), b = boxed(b), c = nan_to_zero(c), d = nan_to_zero(d);
    again = true;
  }
  if (is_inf(c) || is_inf(d)) {
    c = boxed(c), d = boxed(d), a = nan_to_zero(a), b = nan_to_zero(b);
    again = true;
  }
  if (!again && (is_inf(ac) || is_inf(bd) || is_inf(ad) || is_inf(bc))) {
    a = nan_to_zero(a), b = nan_to_zero(b), c = nan_to_zero(c), d = nan_to_zero(d);
    again = true;
  }
  if (!again) return z;
  const F inf = static_cast<F>(__builtin_inf());
  return {inf * (a * c - b * d), inf * (a * d + b * c)};
}

// Smith's method (1962): divides by the larger part of c + di first, so that nothing overflows early.
template <class F>
Complex<F> divide(F a, F b, F c, F d) {
  const F abs_c = c < 0 ? -c : c;
  const F abs_d = d < 0 ? -d : d;
  Complex<F> z;
  if (abs_c >= abs_d) {
    const F ratio = d / c, scale = c + d * ratio;
    z = {(a + b * ratio) / scale, (b - a * ratio) / scale};
  } else {
    const F ratio = c / d, scale = c * ratio + d;
    z = {(a * ratio + b) / scale, (b * ratio - a) / scale};
  }
  if (!__builtin_isnan(z.re) || !__builtin_isnan(z.im)) return z;
  const F inf = static_cast<F>(__builtin_inf());
  if (c == 0 && d == 0 && (!__builtin_isnan(a) || !__builtin_isnan(b))) {
    const F signed_inf = __builtin_signbit(c) ? -inf : inf;
    return {signed_inf * a, signed_inf * b};
  }
  if ((is_inf(a) || is_inf(b)) && __builtin_isfinite(c) && __builtin_isfinite(d)) {
    a = boxed(a), b = boxed(b);
    return {inf * (a * c + b * d), inf * (b * c - a * d)};
  }
  if ((is_inf(c) || is_inf(d)) && __builtin_isfinite(a) && __builtin_isfinite(b)) {
    c = boxed(c), d = boxed(d);
    return {0 * (a * c + b * d), 0 * (b * c - a * d)};
  }
  return z;
}

// What a _Complex result looks like to the caller.
template <class F, class C>
C returned(Complex<F> z) {
  C result;
  __real__ result = z.re;
  __imag__ result = z.im;
  return result;
}

}  // namespace

extern "C" {

float __floattisf(i128 v) { return from_signed<float>(v); }
double __floattidf(i128 v) { return from_signed<double>(v); }
float __floatuntisf(u128 v) { return from_unsigned<float>(v); }
double __floatuntidf(u128 v) { return from_unsigned<double>(v); }
i128 __fixsfti(float v) { return to_signed(v); }
i128 __fixdfti(double v) { return to_signed(v); }
u128 __fixunssfti(float v) { return to_unsigned(v); }
u128 __fixunsdfti(double v) { return to_unsigned(v); }

float __powisf2(float base, int n) { return power(base, n); }
double __powidf2(double base, int n) { return power(base, n); }

_Complex float __mulsc3(float a, float b, float c, float d) {
  return returned<float, _Complex float>(multiply(a, b, c, d));
}
_Complex double __muldc3(double a, double b, double c, double d) {
  return returned<double, _Complex double>(multiply(a, b, c, d));
}
_Complex float __divsc3(float a, float b, float c, float d) {
  // In double nothing of a float's range overflows, and the result rounds once more at most.
  const Complex<double> z = divide<double>(a, b, c, d);
  return returned<float, _Complex float>({static_cast<float>(z.re), static_cast<float>(z.im)});
}
_Complex double __divdc3(double a, double b, double c, double d) {
  return returned<double, _Complex double>(divide(a, b, c, d));
}
}
