// tests/programs/std/any.cc - <any>: small and large values, copies, moves, casts that fail softly.
#include <any>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "../check.h"

static int live = 0;
struct Counted {
  int value;
  explicit Counted(int v) : value(v) { live++; }
  Counted(const Counted& o) : value(o.value) { live++; }
  Counted(Counted&& o) noexcept : value(o.value) { live++; }
  ~Counted() { live--; }
};

int main() {
  std::any a;
  CHECK(!a.has_value());
  a = 42;
  CHECK(std::any_cast<int>(a) == 42);
  CHECK(std::any_cast<long>(&a) == nullptr);
  CHECK(std::any_cast<int>(&a) != nullptr);
  a = std::string("a string that does not fit in the small buffer of an any");
  CHECK(std::any_cast<std::string&>(a).size() == 56);
  std::any b = a;
  std::any_cast<std::string&>(b)[0] = 'A';
  CHECK(std::any_cast<const std::string&>(a)[0] == 'a');
  {
    std::any c = Counted(7);
    std::any d = c;
    std::any e = std::move(c);
    CHECK(std::any_cast<Counted&>(d).value == 7 && std::any_cast<Counted&>(e).value == 7);
    CHECK(live >= 2);
    d.reset();
    CHECK(!d.has_value());
    e.emplace<std::array<char, 100>>();
  }
  CHECK(live == 0);
  std::swap(a, b);
  CHECK(std::any_cast<std::string>(a)[0] == 'A');
  std::vector<std::any> bag = {1, 2.5, std::string("x"), std::make_shared<int>(3)};
  int ints = 0;
  for (auto& x : bag) ints += std::any_cast<int>(&x) != nullptr;
  CHECK(ints == 1);
  CHECK(*std::any_cast<std::shared_ptr<int>>(bag[3]) == 3);
  auto made = std::make_any<std::vector<int>>({1, 2, 3});
  CHECK(std::any_cast<std::vector<int>&>(made).size() == 3);
  return check_done("any");
}
