// tests/unit/base/libm_test.cc - the exact functions of <cmath> against the host's, bit by bit.
//
// Operands are random bit patterns, near neighbours and the special values; NaNs count as equal.
// Hosted: base/libm_round.cc base/libm_scale.cc base/libm_fmod.cc base/libm_fma.cc base/libm_log.cc
// Sanitisers: none
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

#define RT_DECLARE(F, s)                                                                                    \
  F rt0_floor##s(F), rt0_ceil##s(F), rt0_trunc##s(F), rt0_round##s(F), rt0_rint##s(F), rt0_nearbyint##s(F), \
      rt0_modf##s(F, F*), rt0_fmin##s(F, F), rt0_fmax##s(F, F), rt0_fdim##s(F, F), rt0_fabs##s(F),          \
      rt0_copysign##s(F, F), rt0_frexp##s(F, int*), rt0_ldexp##s(F, int), rt0_logb##s(F),                   \
      rt0_nextafter##s(F, F), rt0_fmod##s(F, F), rt0_remainder##s(F, F), rt0_remquo##s(F, F, int*);         \
  int rt0_ilogb##s(F);                                                                                      \
  long rt0_lround##s(F), rt0_lrint##s(F);                                                                   \
  F rt0_nexttoward##s(F, long double);

extern "C" {
RT_DECLARE(double, )
RT_DECLARE(float, f)
RT_DECLARE(long double, l)
double rt0_fma(double, double, double);
float rt0_fmaf(float, float, float);
long double rt0_logl(long double);

// What the prefixed objects call of 128-bit division.
unsigned __int128 rt0___udivti3(unsigned __int128 n, unsigned __int128 d) { return n / d; }
}

static std::mt19937_64 random_source(12345);

template <class F>
static F from_words(std::uint64_t mantissa, std::uint64_t rest) {
  F v = 0;
  if constexpr (sizeof(F) == 16) {
    // An x87 number whose leading bit is right, or a small subnormal.
    const std::uint16_t exponent = static_cast<std::uint16_t>(rest);
    if ((exponent & 0x7fff) != 0)
      mantissa |= 1ull << 63;
    else
      mantissa &= ~(1ull << 63);
    if ((exponent & 0x7fff) == 0x7fff) mantissa = rest & 1 << 20 ? 1ull << 63 : 3ull << 62;
    memcpy(&v, &mantissa, 8);
    memcpy(reinterpret_cast<char*>(&v) + 8, &exponent, 2);
  } else {
    memcpy(&v, &mantissa, sizeof(v));
  }
  return v;
}

template <class F>
static F any_operand() {
  static const F special[] = {F(0.0),
                              F(-0.0),
                              F(0.5),
                              F(-0.5),
                              F(1),
                              F(-1),
                              F(1.5),
                              F(2.5),
                              F(-2.5),
                              F(3),
                              F(1e10),
                              F(0.49999999999999994),
                              std::numeric_limits<F>::infinity(),
                              -std::numeric_limits<F>::infinity(),
                              std::numeric_limits<F>::quiet_NaN(),
                              std::numeric_limits<F>::max(),
                              std::numeric_limits<F>::min(),
                              std::numeric_limits<F>::denorm_min(),
                              -std::numeric_limits<F>::denorm_min(),
                              F(0x1p52),
                              F(0x1p53) - 1,
                              F(0x1p63),
                              F(0x1p23) + F(0.5)};
  const std::uint64_t r = random_source();
  switch (r % 8) {
    case 0:
      return special[(r >> 8) % (sizeof(special) / sizeof(special[0]))];
    case 1:
    case 2:
      return F(std::int64_t(random_source()) >> (r >> 8) % 63) / F(1 << (r >> 16) % 8);
    case 3:
      return std::scalbn(F(random_source()), int((r >> 8) % 80) - 70);
    default:
      return from_words<F>(random_source(), r >> 8);
  }
}

// Signalling NaNs are left out: some of the host's functions answer them differently.
template <class F>
static F operand() {
  const F v = any_operand<F>();
  return std::isnan(v) ? std::numeric_limits<F>::quiet_NaN() : v;
}

// The same value: NaNs are all one, zeros differ by sign.
template <class F>
static bool same(F a, F b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

#define RT_SAME(ours, theirs, x, y, z)                                                                       \
  cr_assert(same(ours, theirs), #ours " of %La, %La, %La: %La, not %La", (long double)(x), (long double)(y), \
            (long double)(z), (long double)(ours), (long double)(theirs))

#define RT_COMPARE(F, s)                                                                  \
  for (int i = 0; i < 400000; i++) {                                                      \
    const F x = operand<F>(), y = operand<F>();                                           \
    RT_SAME(rt0_floor##s(x), std::floor(x), x, 0, 0);                                     \
    RT_SAME(rt0_ceil##s(x), std::ceil(x), x, 0, 0);                                       \
    RT_SAME(rt0_trunc##s(x), std::trunc(x), x, 0, 0);                                     \
    RT_SAME(rt0_round##s(x), std::round(x), x, 0, 0);                                     \
    RT_SAME(rt0_rint##s(x), std::rint(x), x, 0, 0);                                       \
    RT_SAME(rt0_nearbyint##s(x), std::nearbyint(x), x, 0, 0);                             \
    if (std::fabs(x) < static_cast<F>(0x1p62)) {                                          \
      cr_assert(eq(long, rt0_lround##s(x), std::lround(x)));                              \
      cr_assert(eq(long, rt0_lrint##s(x), std::lrint(x)));                                \
    }                                                                                     \
    F our_whole, their_whole;                                                             \
    RT_SAME(rt0_modf##s(x, &our_whole), std::modf(x, &their_whole), x, 0, 0);             \
    RT_SAME(our_whole, their_whole, x, 0, 0);                                             \
    if (!(x == 0 && y == 0)) {                                                            \
      RT_SAME(rt0_fmin##s(x, y), std::fmin(x, y), x, y, 0);                               \
      RT_SAME(rt0_fmax##s(x, y), std::fmax(x, y), x, y, 0);                               \
    }                                                                                     \
    RT_SAME(rt0_fdim##s(x, y), std::fdim(x, y), x, y, 0);                                 \
    RT_SAME(rt0_fabs##s(x), std::fabs(x), x, 0, 0);                                       \
    RT_SAME(rt0_copysign##s(x, y), std::copysign(x, y), x, y, 0);                         \
    int our_int = 0, their_int = 0;                                                       \
    RT_SAME(rt0_frexp##s(x, &our_int), std::frexp(x, &their_int), x, 0, 0);               \
    if (std::isfinite(x)) cr_assert(eq(int, our_int, their_int));                         \
    const int n = static_cast<int>(random_source() % 5000) - 2500;                        \
    RT_SAME(rt0_ldexp##s(x, n), std::ldexp(x, n), x, n, 0);                               \
    RT_SAME(rt0_logb##s(x), std::logb(x), x, 0, 0);                                       \
    cr_assert(eq(int, rt0_ilogb##s(x), std::ilogb(x)));                                   \
    RT_SAME(rt0_nextafter##s(x, y), std::nextafter(x, y), x, y, 0);                       \
    RT_SAME(rt0_nexttoward##s(x, y), std::nexttoward(x, (long double)y), x, y, 0);        \
    RT_SAME(rt0_fmod##s(x, y), std::fmod(x, y), x, y, 0);                                 \
    const F rest = std::remainder(x, y);                                                  \
    /* A zero has the sign of x; glibc 2.36 sometimes has it wrong. */                    \
    RT_SAME(rt0_remainder##s(x, y), rest == 0 ? std::copysign(x - x, x) : rest, x, y, 0); \
    RT_SAME(rt0_remquo##s(x, y, &our_int), std::remquo(x, y, &their_int), x, y, 0);       \
    if (std::isfinite(x) && x != 0 && y != 0 && std::isfinite(y))                         \
      cr_assert(eq(int, our_int & 7, their_int & 7));                                     \
  }

Test(libm, double_agrees_with_the_host){RT_COMPARE(double, )} Test(libm, float_agrees_with_the_host){
    RT_COMPARE(float, f)} Test(libm, long_double_agrees_with_the_host){RT_COMPARE(long double, l)}

// z near -x * y makes the product's low bits matter.
Test(libm, fma_agrees_with_the_host) {
  for (int i = 0; i < 1000000; i++) {
    const double x = operand<double>(), y = operand<double>();
    double z = operand<double>();
    if (i % 3 == 0) z = -x * y * (1 + static_cast<double>(random_source() % 5) * 0x1p-52);
    if (i % 3 == 1) z = std::scalbn(-x * y, static_cast<int>(random_source() % 220) - 110);
    RT_SAME(rt0_fma(x, y, z), std::fma(x, y, z), x, y, z);
    const float a = operand<float>(), b = operand<float>();
    float c = operand<float>();
    if (i % 3 == 0) c = -a * b * (1 + static_cast<float>(random_source() % 5) * 0x1p-23f);
    if (i % 3 == 1) c = std::scalbn(-a * b, static_cast<int>(random_source() % 100) - 50);
    RT_SAME(rt0_fmaf(a, b, c), std::fma(a, b, c), a, b, c);
  }
}

Test(libm, logl_is_within_two_units_in_the_last_place) {
  for (int i = 0; i < 100000; i++) {
    const long double x = std::fabs(operand<long double>());
    const long double ours = rt0_logl(x), theirs = std::log(x);
    if (!std::isfinite(theirs)) {
      cr_assert(same(ours, theirs));
      continue;
    }
    const long double unit = std::nextafter(std::fabs(theirs), INFINITY) - std::fabs(theirs);
    cr_assert(std::fabs(ours - theirs) <= 2 * unit, "logl(%La): %La, not %La", x, ours, theirs);
  }
}
