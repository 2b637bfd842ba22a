// tests/programs/std/complex.cc - <complex>: arithmetic that needs no approximation.
#include <complex>

#include "../check.h"

using C = std::complex<double>;
using F = std::complex<float>;

int main() {
  volatile double one = 1, two = 2;
  const C a(one, two), b(3, -1);
  CHECK(a + b == C(4, 1) && a - b == C(-2, 3) && a * b == C(5, 5) && -a == C(-1, -2));
  CHECK((a * C(0, 2)) / C(0, 2) == a && a / 2.0 == C(0.5, 1) && 2.0 * a == C(2, 4));
  CHECK(std::conj(a) == C(1, -2) && std::norm(a) == 5 && a.real() == 1 && a.imag() == 2);
  C sum = 0;
  for (int i = 0; i < 8; i++) sum += C(i, -i) * C(0, 1);
  CHECK(sum == C(28, 28));
  F f(one, two);
  f *= F(0, 1);
  CHECK(f == F(-2, 1) && f / F(0, 1) == F(1, 2));
  CHECK(std::isinf((C(INFINITY, 0) * C(1, one)).real()));
  CHECK(std::real(C(7, 8)) == 7 && std::proj(C(1, 1)) == C(1, 1) && C(2, 0) == 2.0);
  using namespace std::complex_literals;
  CHECK(1.0 + 2.0i == a);
  return check_done("complex");
}
