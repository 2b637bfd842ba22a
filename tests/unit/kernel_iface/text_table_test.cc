// tests/unit/kernel_iface/text_table_test.cc - texts by number in one array.
//
// Layer: tests.
#include "kernel_iface/text_table.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string>

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

Test(text_table, finds_each_text_by_its_number) {
  cr_assert(eq(str, kTable.find(0), "zero"));
  cr_assert(eq(str, kTable.find(65), "A is its number"));
  cr_assert(eq(str, kTable.find(3), ""));
  cr_assert(eq(str, kTable.find(255), "last"));
}

Test(text_table, has_nothing_for_other_numbers) {
  for (const u64 number : {1ul, 66ul, 'z' + 0ul, 256ul, 256ul + 65, ~0ul}) cr_assert(eq(ptr, (void*)kTable.find(number), nullptr));
}

Test(text_table, may_be_empty) { cr_assert(eq(ptr, (void*)TextTable<1>().find(0), nullptr)); }
