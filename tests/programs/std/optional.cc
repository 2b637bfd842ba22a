// tests/programs/std/optional.cc - <optional>: values that may be absent, move-only ones too.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../check.h"

static std::optional<int> parse(const std::string& s) {
  if (s.empty() || s.find_first_not_of("0123456789") != s.npos) return std::nullopt;
  return std::stoi(s);
}

static int live = 0;
struct Tracked {
  Tracked() { live++; }
  Tracked(const Tracked&) { live++; }
  ~Tracked() { live--; }
};

int main() {
  CHECK(parse("42") == 42 && !parse("x") && parse("").value_or(-1) == -1);
  std::optional<std::string> s;
  CHECK(!s.has_value() && s == std::nullopt);
  s = "a text that is long enough to be on the heap";
  CHECK(s->size() == 44 && *s == s.value());
  s.emplace(3, 'x');
  CHECK(s == "xxx");
  auto t = std::move(s);
  s.reset();
  CHECK(!s && t == "xxx" && s < t);
  std::optional<std::unique_ptr<int>> owner = std::make_unique<int>(5);
  std::unique_ptr<int> out = *std::move(owner);
  CHECK(*out == 5 && owner.has_value() && *owner == nullptr);
  {
    std::optional<Tracked> a(std::in_place);
    std::optional<Tracked> b = a;
    CHECK(live == 2);
    a = std::nullopt;
    CHECK(live == 1);
    std::swap(a, b);
    CHECK(a && !b);
  }
  CHECK(live == 0);
  std::vector<std::optional<int>> v = {1, std::nullopt, 3};
  int sum = 0;
  for (auto& x : v) sum += x.value_or(10);
  CHECK(sum == 14 && std::make_optional<std::vector<int>>({1, 2})->size() == 2);
  constexpr std::optional<int> c = 7;
  static_assert(c && *c == 7 && c > std::nullopt);
  return check_done("optional");
}
