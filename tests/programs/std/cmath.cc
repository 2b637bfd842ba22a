// tests/programs/std/cmath.cc - <cmath>: the functions that need no approximation, by exact values.
//
// flags: -fno-builtin
#include <cmath>
#include <cstdint>
#include <limits>

#include "../check.h"

template <class F>
static bool same(F a, F b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

// volatile: the calls must reach the library.
template <class F>
static void type() {
  volatile F half = F(0.5), big = F(1e10), inf = std::numeric_limits<F>::infinity();
  volatile F nan = std::numeric_limits<F>::quiet_NaN(), zero = 0;
  CHECK(same(std::floor(F(-half)), F(-1)) && same(std::floor(F(half)), F(0)) &&
        same(std::floor(F(-zero)), F(-0.0)));
  CHECK(same(std::ceil(F(-half)), F(-0.0)) && same(std::ceil(F(half)), F(1)) &&
        same(std::ceil(F(inf)), F(inf)));
  CHECK(same(std::trunc(F(-half - 1)), F(-1)) && same(std::trunc(F(big)), F(big)));
  CHECK(same(std::round(F(half)), F(1)) && same(std::round(F(-half)), F(-1)) &&
        same(std::round(F(half + 2)), F(3)));
  CHECK(same(std::round(std::nextafter(F(half), F(0))), F(0)));
  CHECK(same(std::rint(F(half)), F(0)) && same(std::rint(F(half + 1)), F(2)) &&
        same(std::nearbyint(F(half + 2)), F(2)));
  CHECK(std::lround(F(half + 7)) == 8 && std::llrint(F(half + 6)) == 6 && std::lrint(F(-half)) == 0);
  CHECK(same(std::sqrt(F(half * half)), F(half)) && std::isnan(std::sqrt(F(-half))) &&
        same(std::sqrt(F(-zero)), F(-0.0)));
  CHECK(same(std::fmod(F(half + 5), F(2)), F(1.5)) && same(std::fmod(F(-half - 5), F(2)), F(-1.5)));
  CHECK(std::isnan(std::fmod(F(inf), F(2))) && same(std::fmod(F(2), F(inf)), F(2)));
  CHECK(same(std::remainder(F(half + 5), F(2)), F(-0.5)) && same(std::remainder(F(5), F(2)), F(1)));
  int quotient = 0;
  CHECK(same(std::remquo(F(half + 7), F(2), &quotient), F(-0.5)) && (quotient & 7) == 4);
  CHECK(same(std::fmin(F(nan), F(1)), F(1)) && same(std::fmax(F(2), F(nan)), F(2)) &&
        same(std::fdim(F(3), F(1)), F(2)));
  CHECK(same(std::fabs(F(-half)), F(half)) && same(std::copysign(F(half), F(-1)), F(-half)));
  int exponent = 0;
  CHECK(same(std::frexp(F(-12), &exponent), F(-0.75)) && exponent == 4);
  CHECK(same(std::ldexp(F(0.75), 4), F(12)) && same(std::scalbn(F(1), -3), F(0.125)));
  CHECK(std::ilogb(F(big)) == 33 && same(std::logb(F(0.25)), F(-2)));
  F whole = 0;
  CHECK(same(std::modf(F(-half - 3), &whole), F(-0.5)) && same(whole, F(-3)));
  CHECK(std::isfinite(F(big)) && std::isinf(F(inf)) && std::isnan(F(nan)) && !std::isnormal(F(zero)));
  CHECK(std::fpclassify(std::numeric_limits<F>::denorm_min()) == FP_SUBNORMAL && std::signbit(F(-zero)));
}

static void neighbours() {
  CHECK(std::nextafter(1.0, 2.0) == 1.0 + std::numeric_limits<double>::epsilon());
  CHECK(std::nextafter(1.0f, 0.0f) == 1.0f - std::numeric_limits<float>::epsilon() / 2);
  CHECK(std::nextafter(0.0, -1.0) == -std::numeric_limits<double>::denorm_min());
  CHECK(std::nexttoward(1.0, 1.0L + std::numeric_limits<long double>::epsilon()) > 1.0);
  CHECK(std::isinf(std::nextafter(std::numeric_limits<double>::max(), INFINITY)));
}

// Each line would differ if the product were rounded before the sum.
static void fused() {
  volatile double e = std::numeric_limits<double>::epsilon();
  CHECK(std::fma(1 + e, 1 - e, -1.0) == -e * e);
  CHECK(std::fma(0x1p-1000, 0x1p-74, 0.0) == 0x1p-1074);
  CHECK(std::fma(0x1p-538, 0x1p-537, 0x1p-1074) == 0x1p-1074 * 2 ||
        std::fma(0x1p-538, 0x1p-537, 0x1p-1074) == 0x1p-1074);
  CHECK(std::fma(0x1p1000, 0x1p100, -INFINITY) == -INFINITY);
  CHECK(std::isinf(std::fma(0x1p1000, 0x1p100, 1.0)));
  CHECK(std::fma(3.0, 5.0, -15.0) == 0 && !std::signbit(std::fma(3.0, 5.0, -15.0)));
  volatile float f = std::numeric_limits<float>::epsilon();
  CHECK(std::fma(1.0f + f, 1.0f - f, -1.0f) == -f * f);
}

int main() {
  type<float>();
  type<double>();
  type<long double>();
  neighbours();
  fused();
  CHECK(std::abs(-3) == 3 && std::abs(-2.5) == 2.5 && std::lerp(1.0, 3.0, 0.5) == 2.0);
  CHECK(std::fmod(1e300, 3.0) == std::fmod(1e300, 3.0) && std::fmod(0x1p1023, 3.0) == 2.0);
  return check_done("cmath");
}
