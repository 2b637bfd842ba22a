// tests/programs/std/random.cc - <random>: engines by their known values, distributions by their bounds and
// means.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "../check.h"

int main() {
  // The 10000th value of a default engine is fixed by the standard.
  std::mt19937 mt;
  mt.discard(9999);
  CHECK(mt() == 4123659995u);
  std::mt19937_64 mt64;
  mt64.discard(9999);
  CHECK(mt64() == 9981545732273789042ull);
  std::minstd_rand minstd;
  minstd.discard(9999);
  CHECK(minstd() == 399268537u);
  std::ranlux24 ranlux;
  ranlux.discard(9999);
  CHECK(ranlux() == 9901578u);
  std::knuth_b knuth;
  knuth.discard(9999);
  CHECK(knuth() == 1112339016u);

  std::mt19937 g(42);
  std::uniform_int_distribution<int> die(1, 6);
  std::vector<int> counts(7);
  for (int i = 0; i < 60000; i++) counts[static_cast<std::size_t>(die(g))]++;
  CHECK(counts[0] == 0 && *std::min_element(counts.begin() + 1, counts.end()) > 9500);
  std::uniform_int_distribution<std::int64_t> wide(INT64_MIN, INT64_MAX);
  bool negative = false, positive = false;
  for (int i = 0; i < 100; i++) (wide(g) < 0 ? negative : positive) = true;
  CHECK(negative && positive);
  std::uniform_real_distribution<double> real(2.0, 3.0);
  double sum = 0;
  for (int i = 0; i < 10000; i++) {
    const double x = real(g);
    CHECK(x >= 2.0 && x < 3.0);
    sum += x;
  }
  CHECK(sum > 24800 && sum < 25200);
  std::bernoulli_distribution coin(0.25);
  int heads = 0;
  for (int i = 0; i < 10000; i++) heads += coin(g);
  CHECK(heads > 2300 && heads < 2700);
  std::discrete_distribution<int> weighted({1, 0, 3});
  counts.assign(3, 0);
  for (int i = 0; i < 4000; i++) counts[static_cast<std::size_t>(weighted(g))]++;
  CHECK(counts[1] == 0 && counts[2] > 2 * counts[0]);
  std::seed_seq seeds{1, 2, 3};
  std::mt19937 seeded(seeds);
  CHECK(seeded() != mt());
  std::vector<int> deck(52);
  std::iota(deck.begin(), deck.end(), 0);
  std::shuffle(deck.begin(), deck.end(), g);
  CHECK(!std::is_sorted(deck.begin(), deck.end()) && std::accumulate(deck.begin(), deck.end(), 0) == 1326);
  std::vector<int> hand;
  std::sample(deck.begin(), deck.end(), std::back_inserter(hand), 5, g);
  CHECK(hand.size() == 5);
  return check_done("random");
}
