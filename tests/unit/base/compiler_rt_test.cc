// tests/unit/base/compiler_rt_test.cc - 128-bit arithmetic against libgcc's, over operands of every width.
//
// Hosted: base/compiler_rt.cc base/compiler_rt_float.cc
// Sanitisers: none
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <random>

using u128 = unsigned __int128;
using i128 = __int128;

extern "C" {
u128 rt0___udivti3(u128, u128);
u128 rt0___umodti3(u128, u128);
u128 rt0___udivmodti4(u128, u128, u128*);
i128 rt0___divti3(i128, i128);
i128 rt0___modti3(i128, i128);
i128 rt0___divmodti4(i128, i128, i128*);
i128 rt0___muloti4(i128, i128, int*);
std::int64_t rt0___mulodi4(std::int64_t, std::int64_t, int*);
int rt0___popcountdi2(std::uint64_t);
int rt0___popcountti2(u128);
int rt0___parityti2(u128);
int rt0___ffsti2(u128);
int rt0___clzti2(u128);
int rt0___ctzti2(u128);
float rt0___floattisf(i128);
double rt0___floattidf(i128);
float rt0___floatuntisf(u128);
double rt0___floatuntidf(u128);
i128 rt0___fixdfti(double);
i128 rt0___fixsfti(float);
u128 rt0___fixunsdfti(double);
double rt0___powidf2(double, int);
_Complex double rt0___muldc3(double, double, double, double);
_Complex double rt0___divdc3(double, double, double, double);
}

static std::mt19937_64 random_source(99);

// Any width, with runs of ones and zeros, where carries live.
static u128 operand() {
  u128 v = static_cast<u128>(random_source()) << 64 | random_source();
  const auto r = random_source();
  if (r & 1) v &= static_cast<u128>(random_source()) << 64 | random_source();
  if (r & 2) v |= ~static_cast<u128>(0) << (r >> 8) % 128;
  if (r & 4) v = ~v;
  return v >> (r >> 16) % 128;
}

Test(compiler_rt, division_agrees_with_libgcc) {
  for (int i = 0; i < 2000000; i++) {
    const u128 n = operand(), d = operand();
    if (d == 0) continue;
    cr_assert(rt0___udivti3(n, d) == n / d && rt0___umodti3(n, d) == n % d);
    u128 rest;
    cr_assert(rt0___udivmodti4(n, d, &rest) == n / d && rest == n % d);
    const auto sn = static_cast<i128>(n), sd = static_cast<i128>(d);
    if (sd == -1) continue;
    i128 signed_rest;
    cr_assert(rt0___divti3(sn, sd) == sn / sd && rt0___modti3(sn, sd) == sn % sd);
    cr_assert(rt0___divmodti4(sn, sd, &signed_rest) == sn / sd && signed_rest == sn % sd);
    cr_assert(rt0___divti3(-sn, sd) == -sn / sd);
  }
}

Test(compiler_rt, multiplication_reports_overflow) {
  for (int i = 0; i < 1000000; i++) {
    const auto a = static_cast<i128>(operand()), b = static_cast<i128>(operand());
    i128 wanted;
    int overflow = 7;
    int over = __builtin_mul_overflow(a, b, &wanted);
    cr_assert(rt0___muloti4(a, b, &overflow) == wanted);
    cr_assert(eq(int, overflow, over));
    const auto c = static_cast<std::int64_t>(a), d = static_cast<std::int64_t>(b);
    std::int64_t product;
    int over64 = __builtin_mul_overflow(c, d, &product);
    cr_assert(eq(long, rt0___mulodi4(c, d, &overflow), product));
    cr_assert(eq(int, overflow, over64));
  }
}

Test(compiler_rt, bit_counts) {
  for (int i = 0; i < 100000; i++) {
    const u128 v = operand();
    const auto high = static_cast<std::uint64_t>(v >> 64), low = static_cast<std::uint64_t>(v);
    cr_assert(eq(int, rt0___popcountdi2(low), std::popcount(low)));
    cr_assert(eq(int, rt0___popcountti2(v), std::popcount(low) + std::popcount(high)));
    cr_assert(eq(int, rt0___parityti2(v), (std::popcount(low) + std::popcount(high)) & 1));
    if (v == 0) continue;
    int trailing = low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(high);
    cr_assert(eq(int, rt0___ctzti2(v), trailing));
    cr_assert(eq(int, rt0___ffsti2(v), trailing + 1));
    cr_assert(eq(int, rt0___clzti2(v), high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(low)));
  }
}

Test(compiler_rt, conversions_round_once) {
  for (int i = 0; i < 1000000; i++) {
    u128 v = operand();
    // Near a half way between two doubles.
    if (i % 2) v = (v | 1) << 60 | (u128{1} << (i / 2) % 60) | (i / 4 & 1);
    const auto s = static_cast<i128>(v);
    cr_assert(eq(dbl, rt0___floatuntidf(v), static_cast<double>(v)));
    cr_assert(eq(dbl, rt0___floattidf(s), static_cast<double>(s)));
    cr_assert(eq(flt, rt0___floatuntisf(v), static_cast<float>(v)));
    cr_assert(eq(flt, rt0___floattisf(s), static_cast<float>(s)));
    const double d =
        std::ldexp(static_cast<double>(random_source()) + 0.5, static_cast<int>(random_source() % 120) - 60);
    if (d < 0x1p127)
      cr_assert(rt0___fixdfti(-d) == static_cast<i128>(-d) && rt0___fixunsdfti(d) == static_cast<u128>(d));
    if (d < 0x1p127)
      cr_assert(rt0___fixsfti(static_cast<float>(d)) == static_cast<i128>(static_cast<float>(d)));
  }
}

Test(compiler_rt, complex_products_and_infinities) {
  const double inf = INFINITY;
  const auto product = [](double a, double b, double c, double d) {
    const _Complex double z = rt0___muldc3(a, b, c, d);
    return std::complex<double>(__real__ z, __imag__ z);
  };
  cr_assert(product(1, 2, 3, -1) == std::complex<double>(5, 5));
  cr_assert(std::isinf(product(inf, NAN, 1, 1).real()));
  const _Complex double q = rt0___divdc3(5, 5, 0, 2);
  cr_assert(eq(dbl, __real__ q, 2.5));
  cr_assert(eq(dbl, __imag__ q, -2.5));
  const _Complex double by_zero = rt0___divdc3(1, 0, 0, 0);
  cr_assert(std::isinf(__real__ by_zero));
  cr_assert(eq(dbl, rt0___powidf2(1.5, -3), 1 / (1.5 * 1.5 * 1.5)));
  cr_assert(eq(dbl, rt0___powidf2(2, 10), 1024.0));
}
