// base/libm_fma.cc - fma: x * y + z with one rounding, to nearest even.
//
// The product of two mantissas fits 128 bits with room to spare, so the sum is formed there; what is
// shifted out below is kept as one sticky bit. That is exact: bits are lost only when
// the exponents are so far apart that at most one leading bit can cancel.
// Layer: base.
#include "base/libm_parts.h"

namespace rt::libm {
namespace {

using u128 = unsigned __int128;

// (-1)^negative * mantissa * 2^exponent, the leading bit at 124 or 125.
struct Wide {
  bool negative;
  int exponent;
  u128 mantissa;
};

u128 shift_right_sticky(u128 v, int n) {
  if (n == 0) return v;
  if (n > 127) return v != 0;
  return v >> n | ((v << (128 - n)) != 0);
}

template <class F>
F sum(Wide a, Wide b) {
  if (a.exponent < b.exponent) {
    const Wide swapped = a;
    a = b;
    b = swapped;
  }
  b.mantissa = shift_right_sticky(b.mantissa, a.exponent - b.exponent);
  if (a.negative == b.negative) {
    a.mantissa += b.mantissa;
  } else if (a.mantissa >= b.mantissa) {
    a.mantissa -= b.mantissa;
  } else {
    a.mantissa = b.mantissa - a.mantissa;
    a.negative = b.negative;
  }
  if (a.mantissa == 0) return 0;  // exact cancellation: +0 when rounding to nearest
  const auto high = static_cast<u64>(a.mantissa >> 64);
  const int lead =
      high != 0 ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll(static_cast<u64>(a.mantissa));
  const u64 top = lead > 63 ? static_cast<u64>(shift_right_sticky(a.mantissa, lead - 63))
                            : static_cast<u64>(a.mantissa) << (63 - lead);
  return put_together<F>({a.negative, a.exponent + lead, top});
}

template <class F>
F fma_of(F x, F y, F z) {
  if (!is_proper(x) || !is_proper(y)) return x * y + z;
  if (!__builtin_isfinite(z)) return z;  // the product is finite, even where rounding it would overflow
  if (z == 0) return x * y;
  const Parts px = take_apart(x);
  const Parts py = take_apart(y);
  const Parts pz = take_apart(z);
  // The product ends in at least 22 zero bits (double), so two of them may go.
  const u128 product = static_cast<u128>(px.mantissa) * py.mantissa >> 2;
  return sum<F>({px.negative != py.negative, px.exponent + py.exponent - 124, product},
                {pz.negative, pz.exponent - 124, static_cast<u128>(pz.mantissa) << 61});
}

}  // namespace
}  // namespace rt::libm

extern "C" {

double fma(double x, double y, double z) { return rt::libm::fma_of(x, y, z); }
float fmaf(float x, float y, float z) { return rt::libm::fma_of(x, y, z); }
}
