// tests/programs/std/numbers.cc - <numbers>: the constants, and how they hang together.
#include <cmath>
#include <numbers>

#include "../check.h"

static bool close(double a, double b) { return std::fabs(a - b) < 1e-15 * std::fabs(a) * 4; }

int main() {
  using namespace std::numbers;
  CHECK(pi > 3.141592653589793 - 1e-15 && pi < 3.141592653589793 + 1e-15);
  CHECK(close(sqrt2 * sqrt2, 2) && close(sqrt3 * sqrt3, 3) && close(inv_sqrt3 * sqrt3, 1));
  CHECK(close(phi * phi, phi + 1) && close(inv_pi * pi, 1) && close(log2e * ln2, 1) &&
        close(log10e * ln10, 1));
  CHECK(close(std::sqrt(pi) * inv_sqrtpi, 1) && egamma_v<float> > 0.577f && e_v<long double> > 2.718281828L);
  return check_done("numbers");
}
