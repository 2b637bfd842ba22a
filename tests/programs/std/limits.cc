// tests/programs/std/limits.cc - <limits>: integers and floating point, checked by computing.
#include <cmath>
#include <limits>

#include "../check.h"

template <class T>
static void integer(int bits) {
  using L = std::numeric_limits<T>;
  CHECK(L::is_integer && L::is_exact && L::radix == 2);
  CHECK(L::digits == bits - (L::is_signed ? 1 : 0));
  CHECK(static_cast<T>(L::max() + L::min()) == static_cast<T>(L::is_signed ? -1 : L::max()) &&
        L::lowest() == L::min());
}

template <class T>
static void floating() {
  using L = std::numeric_limits<T>;
  volatile T one = 1;
  CHECK(L::has_infinity && L::is_iec559 && one + L::epsilon() != one && one + L::epsilon() / 4 == one);
  CHECK(L::infinity() > L::max() && L::quiet_NaN() != L::quiet_NaN() && L::lowest() == -L::max());
  CHECK(L::denorm_min() > 0 && L::denorm_min() / 2 == 0 && L::min() > L::denorm_min());
  CHECK(std::isinf(L::max() * 2));
}

int main() {
  integer<signed char>(8);
  integer<unsigned char>(8);
  integer<short>(16);
  integer<int>(32);
  integer<unsigned long>(64);
  integer<long long>(64);
  floating<float>();
  floating<double>();
  floating<long double>();
  CHECK(std::numeric_limits<bool>::max() && std::numeric_limits<double>::digits10 == 15);
  static_assert(!std::numeric_limits<int*>::is_specialized);
  return check_done("limits");
}
