// tests/unit/kernel_iface/text_table_test.cc - texts by number in one array.
//
// Layer: tests.
#include "kernel_iface/text_table.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string>

#include "base/attributes.h"
#include "tests/support/show.h"

using namespace rt;

static constexpr auto kTable = [] {
  TextTable<40> table;
  table.add(0, "zero");
  table.add(65, "A is its number");  // a number that is also a character
  table.add(3, "");
  table.add(255, "last");
  return table;
}();

// Out of line: g++ 12 takes an array that a constexpr filled for one without a NUL (-Wstringop-overread).
RT_NOINLINE static const char* find(u64 number) { return kTable.find(number); }

Test(text_table, finds_each_text_by_its_number) {
  cr_assert(eq(str, find(0), "zero"));
  cr_assert(eq(str, find(65), "A is its number"));
  cr_assert(eq(str, find(3), ""));
  cr_assert(eq(str, find(255), "last"));
}

Test(text_table, has_nothing_for_other_numbers) {
  for (const u64 number : {1ul, 66ul, 'z' + 0ul, 256ul, 256ul + 65, ~0ul})
    cr_assert(eq(ptr, (void*)find(number), nullptr));
}

Test(text_table, may_be_empty) { cr_assert(eq(ptr, (void*)TextTable<1>().find(0), nullptr)); }
