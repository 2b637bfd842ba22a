// base/libm_parts.h - a floating-point number taken apart and put together again.
//
// A finite nonzero number is (-1)^negative * mantissa * 2^(exponent - 63), where the
// mantissa's bit 63 is set: one form for float, double and x87's long double, subnormals too.
// Layer: base.
#pragma once
#include <cfloat>
#include <cstring>

#include "base/types.h"

namespace rt::libm {

template <class F>
struct Format;
template <>
struct Format<float> {
  using Bits = u32;
  static constexpr int kMantissaBits = FLT_MANT_DIG, kMinExponent = FLT_MIN_EXP - 1,
                       kMaxExponent = FLT_MAX_EXP - 1;
};
template <>
struct Format<double> {
  using Bits = u64;
  static constexpr int kMantissaBits = DBL_MANT_DIG, kMinExponent = DBL_MIN_EXP - 1,
                       kMaxExponent = DBL_MAX_EXP - 1;
};

// The fields of x87's extended format: the leading mantissa bit is explicit.
struct Extended {
  u64 mantissa;
  u16 sign_exponent;
};
template <>
struct Format<long double> {
  using Bits = Extended;
  static constexpr int kMantissaBits = LDBL_MANT_DIG, kMinExponent = LDBL_MIN_EXP - 1,
                       kMaxExponent = LDBL_MAX_EXP - 1;
};

template <class F>
typename Format<F>::Bits bits_of(F v) {
  typename Format<F>::Bits bits{};
  memcpy(&bits, &v, sizeof(F) < sizeof(bits) ? sizeof(F) : sizeof(bits));
  return bits;
}

template <class F>
F from_bits(typename Format<F>::Bits bits) {
  F v{};
  memcpy(&v, &bits, sizeof(F) < sizeof(bits) ? sizeof(F) : sizeof(bits));
  return v;
}

struct Parts {
  bool negative;
  int exponent;
  u64 mantissa;
};

// take_apart needs a finite v that is not zero.
template <class F>
Parts take_apart(F v) {
  using Fmt = Format<F>;
  Parts p;
  p.negative = __builtin_signbit(v);
  int biased;
  if constexpr (Fmt::kMantissaBits == 64) {
    const Extended e = bits_of(v);
    p.mantissa = e.mantissa;
    biased = e.sign_exponent & 0x7fff;
  } else {
    constexpr int kFraction = Fmt::kMantissaBits - 1;
    const u64 bits = bits_of(v);
    const u64 magnitude = bits & ((u64{1} << (8 * sizeof(F) - 1)) - 1);
    biased = static_cast<int>(magnitude >> kFraction);
    const u64 fraction = magnitude & ((u64{1} << kFraction) - 1);
    p.mantissa = (fraction | (biased != 0 ? u64{1} << kFraction : 0)) << (63 - kFraction);
  }
  const int shift = __builtin_clzll(p.mantissa);
  p.mantissa <<= shift;
  p.exponent = Fmt::kMinExponent + (biased > 0 ? biased - 1 : 0) - shift;
  return p;
}

// put_together rounds to nearest even, to a subnormal or to infinity where need be. A mantissa whose
// last bits were cut off says so by its bit 0 being set; that works for float and double.
template <class F>
F put_together(Parts p) {
  using Fmt = Format<F>;
  if (p.exponent > Fmt::kMaxExponent)
    return p.negative ? -static_cast<F>(__builtin_inf()) : static_cast<F>(__builtin_inf());
  const bool subnormal = p.exponent < Fmt::kMinExponent;
  int shift = 64 - Fmt::kMantissaBits;
  if (subnormal) shift = p.exponent < Fmt::kMinExponent - 64 ? 65 : shift + (Fmt::kMinExponent - p.exponent);
  u64 kept = shift < 64 ? p.mantissa >> shift : 0;
  const u64 cut = shift == 0 || shift > 64 ? 0 : p.mantissa << (64 - shift);
  constexpr u64 kHalf = u64{1} << 63;
  if (cut > kHalf || (cut == kHalf && (kept & 1) != 0)) kept++;  // may carry into the exponent, rightly
  const u64 above_min = subnormal ? 0 : static_cast<u64>(p.exponent - Fmt::kMinExponent);
  if constexpr (Fmt::kMantissaBits == 64) {
    const u64 biased = (kept >> 63) != 0 ? above_min + 1 : 0;
    return from_bits<F>({kept, static_cast<u16>(biased | (p.negative ? 0x8000 : 0))});
  } else {
    const u64 sign = static_cast<u64>(p.negative) << (8 * sizeof(F) - 1);
    return from_bits<F>(
        static_cast<typename Fmt::Bits>((above_min << (Fmt::kMantissaBits - 1)) + kept + sign));
  }
}

// Neither NaN nor infinite nor zero: what take_apart takes.
template <class F>
bool is_proper(F v) {
  return __builtin_isfinite(v) && v != 0;
}

}  // namespace rt::libm

// Long double functions are there for x87's format. Where long double is 128 bits wide they are left out.
#if LDBL_MANT_DIG == 64
#define RT_LIBM_LONG_DOUBLE 1
#else
#define RT_LIBM_LONG_DOUBLE 0
#endif
