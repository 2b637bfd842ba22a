// tests/unit/rt0/panic_test.cc - error, result, RT0_TRY and defer.
//
// Layer: tests.
#include "rt0/panic.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/rt0/abi_stub.h"

using rt0::error;
using rt0::result;

namespace {

const error kMissing = error::from_errno(ENOENT);

result<int> parse(bool works) {
  if (works) return 5;
  return kMissing;
}
result<std::string> spell(bool works) {
  const int n = RT0_TRY(parse(works));
  return std::string(static_cast<std::size_t>(n), 'x');
}
result<void> run(bool works) {
  RT0_TRY(spell(works));
  return {};
}
result<std::unique_ptr<int>> own(bool works) {
  RT0_TRY(run(works));
  auto p = RT0_TRY(result<std::unique_ptr<int>>(std::make_unique<int>(7)));
  return p;
}

// Counts how many are alive.
struct Counted {
  static inline int alive = 0;
  Counted() { alive++; }
  Counted(const Counted&) { alive++; }
  Counted(Counted&&) noexcept { alive++; }
  ~Counted() { alive--; }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) = default;
};

}  // namespace

static_assert(sizeof(error) == 4 && sizeof(result<int>) == 8 && std::is_trivially_copyable_v<error>);
static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
static_assert(std::is_nothrow_move_constructible_v<result<std::string>>);
static_assert(!std::is_convertible_v<result<int>, bool> && std::is_constructible_v<bool, result<int>>);

Test(error, is_an_errno_with_its_text) {
  cr_assert(eq(int, kMissing.code(), ENOENT));
  cr_assert(kMissing.message() == "no such file or directory");
  cr_assert(kMissing == error::from_errno(ENOENT) && kMissing != error::from_errno(EIO));
  cr_assert(error::from_errno(9999).message() == "unknown error");
}

Test(result, holds_a_value_or_an_error) {
  const result<int> good = parse(true), bad = parse(false);
  cr_assert(good && good.has_value() && *good == 5 && good.value() == 5 && good.value_or(1) == 5);
  cr_assert(bad.has_value() == false && bad.error() == kMissing && bad.value_or(1) == 1);
  const result<std::string> text = spell(true);
  cr_assert(eq(sz, text->size(), 5));
}

Test(result, of_void_is_success_or_an_error) {
  cr_assert(run(true) && !run(false) && run(false).error() == kMissing);
  run(true).value();
}

Test(result, of_an_optional_takes_nullopt) {
  const result<std::optional<int>> none = std::nullopt;
  cr_assert(none && !*none);
}

Test(result, try_passes_values_and_errors_on) {
  auto good = own(true);
  cr_assert(good && **good == 7);
  const std::unique_ptr<int> taken = std::move(good).value();
  cr_assert(eq(int, *taken, 7));
  cr_assert(own(false).error() == kMissing);
}

Test(result, destroys_what_it_holds_once) {
  {
    result<Counted> a = Counted{};
    result<Counted> b = a;
    result<Counted> c = std::move(b);
    c = kMissing;
    c = a;
    a = result<Counted>(kMissing);
    cr_assert(Counted::alive == 2 && c && !a);
  }
  cr_assert(eq(int, Counted::alive, 0));
}

Test(result, value_of_an_error_panics_with_its_message, .signal = SIGABRT) { parse(false).value(); }
Test(result, value_of_a_void_error_panics, .signal = SIGABRT) { run(false).value(); }

Test(defer, runs_in_reverse_order_when_the_scope_is_left) {
  std::vector<int> order;
  {
    rt0::defer first{[&] { order.push_back(1); }};
    rt0::defer second{[&] { order.push_back(2); }};
    cr_assert(order.empty() && rt0_stub::defers != nullptr);
  }
  cr_assert(order == std::vector({2, 1}) && rt0_stub::defers == nullptr);
}

Test(defer, runs_through_the_chain_as_goexit_runs_it) {
  alignas(8) static unsigned char frame[64];  // stands for a stack that is never unwound
  static int runs = 0;
  auto f = [] { runs++; };
  new (frame) rt0::defer<decltype(f)>(f);
  rt0::abi::defer_node* const node = rt0_stub::defers;
  rt0::abi::defer_pop(node);
  node->run(node);
  cr_assert(eq(int, runs, 1));
  cr_assert(rt0_stub::defers == nullptr);
}
