// tests/unit/sched/check_test.cc - row 10 of the boot: each invariant, broken in turn, is told by its name.
//
// Layer: tests.
#include "sched/check.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <iterator>

#include "tests/support/show.h"

using namespace rt;

struct Invariant {
  u64 CheckFacts::*fact;
  const char* told;
};

static constexpr Invariant kInvariants[] = {
    {&CheckFacts::pointer_bytes, "bad sizes"},
    {&CheckFacts::i32_bytes, "bad sizes"},
    {&CheckFacts::i64_bytes, "bad sizes"},
    {&CheckFacts::g_from_self, "bad offsets of M"},
    {&CheckFacts::g0_from_self, "bad offsets of M"},
    {&CheckFacts::sched_sp_offset, "bad offsets of G"},
    {&CheckFacts::entry_offset, "bad offsets of G"},
    {&CheckFacts::last_minus_first, "bad pointer arithmetic"},
    {&CheckFacts::third_byte, "bad pointer arithmetic"},
    {&CheckFacts::word_of_bytes, "not little-endian"},
    {&CheckFacts::wrong_cas, "bad compare and swap"},
    {&CheckFacts::wrong_cas_found, "bad compare and swap"},
    {&CheckFacts::right_cas, "bad compare and swap"},
    {&CheckFacts::after_cas, "bad compare and swap"},
    {&CheckFacts::before_add, "bad atomic arithmetic"},
    {&CheckFacts::before_exchange, "bad atomic arithmetic"},
    {&CheckFacts::after_exchange, "bad atomic arithmetic"},
    {&CheckFacts::before_or, "bad atomic arithmetic"},
    {&CheckFacts::before_and, "bad atomic arithmetic"},
    {&CheckFacts::after_and, "bad atomic arithmetic"},
    {&CheckFacts::wide_before_add, "bad 64-bit atomics"},
    {&CheckFacts::wide_after_add, "bad 64-bit atomics"},
    {&CheckFacts::odd_stack_sizes, "a stack size is no power of two"},
};
static_assert(sizeof(CheckFacts) == sizeof(u64) * std::size(kInvariants), "each fact has its line above");

Test(check, this_machine_passes) { cr_assert(check_error(check_facts()) == nullptr); }

Test(check, each_broken_invariant_is_told) {
  for (const Invariant& i : kInvariants) {
    for (u64 wrong : {u64{1}, ~u64{0}}) {
      CheckFacts f = check_facts();
      f.*i.fact += wrong;
      const char* told = check_error(f);
      cr_assert(told != nullptr, "no error, wanted: %s", i.told);
      cr_assert(eq(str, const_cast<char*>(told), const_cast<char*>(i.told)));
    }
  }
}
