// base/libm_round.cc - floor, ceil, trunc, round, rint and their relatives: exact.
//
// Adding and taking away 2^(mantissa bits - 1) leaves no room for a fraction, so the hardware
// rounds it off in the current direction; the rest is a correction by one.
// Layer: base.
#include <limits>

#include "base/libm_parts.h"

namespace rt::libm {
namespace {

template <class F>
F magnitude(F v) {
  return __builtin_signbit(v) ? -v : v;
}
template <class F>
F with_sign(F v, F sign) {
  return __builtin_signbit(v) == __builtin_signbit(sign) ? v : -v;
}

template <class F>
F round_current(F x) {
  constexpr F kNoFraction = 1 / std::numeric_limits<F>::epsilon();
  if (!(magnitude(x) < kNoFraction)) return x;  // large numbers are whole; NaN and infinity stay
  // volatile: the two steps must not cancel, whatever the compiler is told about arithmetic.
  volatile F sum = __builtin_signbit(x) ? x - kNoFraction : x + kNoFraction;
  return with_sign(__builtin_signbit(x) ? sum + kNoFraction : sum - kNoFraction, x);
}

template <class F>
F floor_of(F x) {
  const F r = round_current(x);
  return r > x ? with_sign(r - 1, x) : r;
}

template <class F>
F ceil_of(F x) {
  const F r = round_current(x);
  return r < x ? with_sign(r + 1, x) : r;
}

template <class F>
F trunc_of(F x) {
  return with_sign(floor_of(magnitude(x)), x);
}

// Halves go away from zero. The difference is exact, so that 0.49999999999999994 stays below a half.
template <class F>
F round_of(F x) {
  const F whole = floor_of(magnitude(x));
  return with_sign(magnitude(x) - whole >= static_cast<F>(0.5) ? whole + 1 : whole, x);
}

template <class F>
F modf_of(F x, F* whole) {
  *whole = trunc_of(x);
  if (__builtin_isnan(x)) return x;
  return with_sign(__builtin_isinf(x) ? F(0) : x - *whole, x);
}

template <class F>
F fmin_of(F a, F b) {
  if (__builtin_isnan(a)) return b;
  if (__builtin_isnan(b)) return a;
  if (a == b) return __builtin_signbit(a) ? a : b;
  return a < b ? a : b;
}

template <class F>
F fmax_of(F a, F b) {
  if (__builtin_isnan(a)) return b;
  if (__builtin_isnan(b)) return a;
  if (a == b) return __builtin_signbit(a) ? b : a;
  return a < b ? b : a;
}

template <class F>
F fdim_of(F a, F b) {
  if (__builtin_isnan(a)) return a;
  if (__builtin_isnan(b)) return b;
  return a > b ? a - b : F(0);
}

}  // namespace
}  // namespace rt::libm

// The C functions of one type; `s` is the end of their names.
#define RT_LIBM_ROUND(F, s)                                                               \
  F floor##s(F x) { return rt::libm::floor_of(x); }                                       \
  F ceil##s(F x) { return rt::libm::ceil_of(x); }                                         \
  F trunc##s(F x) { return rt::libm::trunc_of(x); }                                       \
  F round##s(F x) { return rt::libm::round_of(x); }                                       \
  F rint##s(F x) { return rt::libm::round_current(x); }                                   \
  F nearbyint##s(F x) { return rt::libm::round_current(x); }                              \
  F roundeven##s(F x) { return rt::libm::round_current(x); }                              \
  long lround##s(F x) { return static_cast<long>(rt::libm::round_of(x)); }                \
  long long llround##s(F x) { return static_cast<long long>(rt::libm::round_of(x)); }     \
  long lrint##s(F x) { return static_cast<long>(rt::libm::round_current(x)); }            \
  long long llrint##s(F x) { return static_cast<long long>(rt::libm::round_current(x)); } \
  F modf##s(F x, F* whole) { return rt::libm::modf_of(x, whole); }                        \
  F fmin##s(F a, F b) { return rt::libm::fmin_of(a, b); }                                 \
  F fmax##s(F a, F b) { return rt::libm::fmax_of(a, b); }                                 \
  F fdim##s(F a, F b) { return rt::libm::fdim_of(a, b); }                                 \
  F fabs##s(F x) { return rt::libm::magnitude(x); }                                       \
  F copysign##s(F x, F y) { return rt::libm::with_sign(x, y); }

extern "C" {

RT_LIBM_ROUND(double, )
RT_LIBM_ROUND(float, f)
#if RT_LIBM_LONG_DOUBLE
RT_LIBM_ROUND(long double, l)
#endif
}
