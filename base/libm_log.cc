// base/libm_log.cc - logl, for std::generate_canonical in programs that are not optimised.
//
// Optimised code folds that call away. log m comes from the series of 2 artanh((m - 1) / (m + 1)) with m near
// 1;
// the error is below 2 units in the last place.
// Layer: base.
#include "base/libm_parts.h"

#if RT_LIBM_LONG_DOUBLE
extern "C" long double logl(long double x) {
  using namespace rt::libm;
  if (x == 0) return -static_cast<long double>(__builtin_inf());
  if (x < 0) return (x - x) / (x - x);
  if (!is_proper(x)) return x;
  Parts p = take_apart(x);
  int exponent = p.exponent;
  p.exponent = 0;
  long double m = put_together<long double>(p);  // in [1, 2)
  if (m > 0x1.6a09e667f3bcdp0L) {                // above the square root of 2: halve it
    m /= 2;
    exponent++;
  }
  const long double s = (m - 1) / (m + 1);
  const long double square = s * s;  // below 0.0295: 13 terms reach 2^-66
  long double series = 0;
  for (int k = 25; k >= 3; k -= 2) series = square * (series + 1.0L / k);
  constexpr long double kLn2 = 0x1.62e42fefa39ef35793c7673007e5ed5e81e69p-1L;
  return static_cast<long double>(exponent) * kLn2 + 2 * (s + s * series);
}
#endif
