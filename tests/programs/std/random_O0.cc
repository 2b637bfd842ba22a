// tests/programs/std/random_O0.cc - <random> without optimisation, where nothing is folded away.
//
// flags: -O0
#include <random>

#include "../check.h"

int main() {
  std::mt19937 g(1);
  std::uniform_real_distribution<double> real(0, 1);
  std::uniform_real_distribution<float> small(-1, 1);
  double sum = 0;
  for (int i = 0; i < 1000; i++) {
    const double x = real(g);
    const float y = small(g);
    CHECK(x >= 0 && x < 1 && y >= -1 && y < 1);
    sum += x;
  }
  CHECK(sum > 450 && sum < 550);
  CHECK(std::bernoulli_distribution(1.0)(g));
  return check_done("random_O0");
}
