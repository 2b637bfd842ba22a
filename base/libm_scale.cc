// base/libm_scale.cc - exponents: frexp, ldexp, logb, nextafter; and sqrt: exact.
//
// Layer: base.
#include <climits>
#include <math.h>

#include "base/libm_parts.h"

namespace rt::libm {
namespace {

template <class F>
F frexp_of(F x, int* exponent) {
  *exponent = 0;
  if (!is_proper(x)) return x;
  Parts p = take_apart(x);
  *exponent = p.exponent + 1;
  p.exponent = -1;
  return put_together<F>(p);
}

template <class F>
F scale(F x, long n) {
  if (!is_proper(x)) return x;
  Parts p = take_apart(x);
  constexpr long kBeyondAll = 100'000;  // more than any exponent range
  p.exponent += static_cast<int>(n > kBeyondAll ? kBeyondAll : n < -kBeyondAll ? -kBeyondAll : n);
  return put_together<F>(p);
}

template <class F>
int ilogb_of(F x) {
  if (x == 0) return FP_ILOGB0;
  if (__builtin_isnan(x)) return FP_ILOGBNAN;
  if (__builtin_isinf(x)) return INT_MAX;
  return take_apart(x).exponent;
}

template <class F>
F logb_of(F x) {
  if (x == 0) return -static_cast<F>(__builtin_inf());
  if (__builtin_isnan(x)) return x;
  if (__builtin_isinf(x)) return static_cast<F>(__builtin_inf());
  return static_cast<F>(take_apart(x).exponent);
}

// The neighbour of x towards larger or smaller values: the encodings of one sign are in order.
template <class F>
F step(F x, bool up) {
  using Bits = typename Format<F>::Bits;
  if (x == 0) return from_bits<F>(static_cast<Bits>(Bits{1} | (up ? 0 : Bits{1} << (8 * sizeof(F) - 1))));
  const bool away = up != static_cast<bool>(__builtin_signbit(x));
  return from_bits<F>(static_cast<Bits>(away ? bits_of(x) + 1 : bits_of(x) - 1));
}

#if RT_LIBM_LONG_DOUBLE
// The leading mantissa bit is explicit: it is set but in subnormals, and the carry is by hand.
template <>
long double step(long double x, bool up) {
  Extended e = bits_of(x);
  if (x == 0) return from_bits<long double>({1, static_cast<u16>(up ? 0 : 0x8000)});
  constexpr u64 kLead = u64{1} << 63;
  if (up != static_cast<bool>(__builtin_signbit(x))) {
    e.mantissa++;
    if (e.mantissa == 0 || (e.mantissa == kLead && (e.sign_exponent & 0x7fff) == 0)) {
      e.mantissa = kLead;
      e.sign_exponent++;
    }
  } else if (e.mantissa-- == kLead) {
    const bool to_subnormal = (e.sign_exponent & 0x7fff) <= 1;
    e.sign_exponent--;
    if (!to_subnormal) e.mantissa |= kLead;
  }
  return from_bits<long double>(e);
}
#endif

template <class F, class G>
F nextafter_of(F x, G y) {
  if (__builtin_isnan(x)) return x;
  if (__builtin_isnan(y)) return static_cast<F>(y);
  const G wide = x;
  if (wide == y) return static_cast<F>(y);
  return step(x, wide < y);
}

}  // namespace
}  // namespace rt::libm

// The C functions of one type; `s` is the end of their names.
#define RT_LIBM_SCALE(F, s)                                                           \
  F frexp##s(F x, int* exponent) noexcept { return rt::libm::frexp_of(x, exponent); } \
  F ldexp##s(F x, int n) noexcept { return rt::libm::scale(x, n); }                   \
  F scalbn##s(F x, int n) noexcept { return rt::libm::scale(x, n); }                  \
  F scalbln##s(F x, long n) noexcept { return rt::libm::scale(x, n); }                \
  int ilogb##s(F x) noexcept { return rt::libm::ilogb_of(x); }                        \
  F logb##s(F x) noexcept { return rt::libm::logb_of(x); }

extern "C" {

RT_LIBM_SCALE(double, )
RT_LIBM_SCALE(float, f)
#if RT_LIBM_LONG_DOUBLE
RT_LIBM_SCALE(long double, l)
#endif

double nextafter(double x, double y) noexcept { return rt::libm::nextafter_of(x, y); }
float nextafterf(float x, float y) noexcept { return rt::libm::nextafter_of(x, y); }
double nexttoward(double x, long double y) noexcept { return rt::libm::nextafter_of(x, y); }
float nexttowardf(float x, long double y) noexcept { return rt::libm::nextafter_of(x, y); }

#if RT_LIBM_LONG_DOUBLE
long double nextafterl(long double x, long double y) noexcept { return rt::libm::nextafter_of(x, y); }
long double nexttowardl(long double x, long double y) noexcept { return rt::libm::nextafter_of(x, y); }
#endif

// One instruction where errno is not asked for (-fno-math-errno), and correctly rounded by IEEE 754.
double sqrt(double x) noexcept { return __builtin_sqrt(x); }
float sqrtf(float x) noexcept { return __builtin_sqrtf(x); }
#if RT_LIBM_LONG_DOUBLE
long double sqrtl(long double x) noexcept { return __builtin_sqrtl(x); }
#endif
}
