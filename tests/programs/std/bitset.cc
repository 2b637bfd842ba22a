// tests/programs/std/bitset.cc - <bitset>: single bits, shifts over words, conversions.
#include <bitset>
#include <string>
#include <unordered_set>

#include "../check.h"

int main() {
  std::bitset<200> b;
  CHECK(b.none() && b.size() == 200);
  for (std::size_t i = 0; i < 200; i += 7) b.set(i);
  CHECK(b.count() == 29 && b.test(63) && b[70] && !b.test(64));
  std::size_t sum = 0;
  for (std::size_t i = b._Find_first(); i < b.size(); i = b._Find_next(i)) sum += i;
  CHECK(sum == 2842);
  auto shifted = b << 65;
  CHECK(shifted.test(65) && shifted.test(72) && !shifted.test(0));
  CHECK(((shifted >> 65) & b) == (b << 65 >> 65));
  CHECK((b ^ b).none() && (b | ~b).all() && b.flip().count() == 171);
  std::bitset<8> c("10110010");
  CHECK(c.to_ulong() == 0xb2 && c.to_string() == "10110010");
  CHECK(c.to_string('.', '#') == "#.##..#.");
  std::bitset<70> d(~0ull);
  CHECK(d.to_ullong() == ~0ull && !d.test(64));
  d.reset(3).flip(4);
  CHECK(d.count() == 62);
  std::unordered_set<std::bitset<70>> set = {d, std::bitset<70>(1), d};
  CHECK(set.size() == 2 && set.count(d) == 1);
  return check_done("bitset");
}
