// tests/programs/std/variant.cc - <variant>: alternatives, visiting, values with destructors.
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "../check.h"

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

static int live = 0;
struct Tracked {
  Tracked() { live++; }
  Tracked(const Tracked&) { live++; }
  ~Tracked() { live--; }
};

// A small expression tree.
struct Add;
struct Multiply;
using Expression = std::variant<int, std::unique_ptr<Add>, std::unique_ptr<Multiply>>;
struct Add {
  Expression left, right;
};
struct Multiply {
  Expression left, right;
};
static int evaluate(const Expression& e) {
  return std::visit(
      Overloaded{[](int v) { return v; },
                 [](const std::unique_ptr<Add>& a) { return evaluate(a->left) + evaluate(a->right); },
                 [](const std::unique_ptr<Multiply>& m) { return evaluate(m->left) * evaluate(m->right); }},
      e);
}

int main() {
  std::variant<int, std::string, double> v = 5;
  CHECK(v.index() == 0 && std::get<int>(v) == 5 && std::get_if<double>(&v) == nullptr);
  v = "a text that is long enough to be on the heap";
  CHECK(std::holds_alternative<std::string>(v) && std::get<1>(v).size() == 44);
  auto copy = v;
  v.emplace<double>(2.5);
  CHECK(std::get<std::string>(copy).size() == 44 && v != copy && v > copy);
  CHECK(std::visit([](const auto& x) { return sizeof(x); }, v) == sizeof(double));
  {
    std::variant<std::monostate, Tracked> t;
    CHECK(live == 0);
    t.emplace<Tracked>();
    auto u = t;
    CHECK(live == 2);
    t = std::monostate();
    CHECK(live == 1);
  }
  CHECK(live == 0);
  auto product = std::make_unique<Multiply>();
  product->left = 6;
  product->right = 7;
  auto sum = std::make_unique<Add>();
  sum->left = std::move(product);
  sum->right = 58;
  const Expression e = std::move(sum);
  CHECK(evaluate(e) == 100);
  std::vector<std::variant<int, std::string>> bag = {1, "two", 3};
  int ints = 0;
  for (auto& x : bag)
    ints += std::visit(Overloaded{[](int n) { return n; }, [](std::string&) { return 0; }}, x);
  CHECK(ints == 4 && !v.valueless_by_exception());
  CHECK((std::visit([](auto a, auto b) { return static_cast<int>(a) + static_cast<int>(b); },
                    std::variant<int, char>(1), std::variant<long, short>(2l)) == 3));
  return check_done("variant");
}
