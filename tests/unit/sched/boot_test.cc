// tests/unit/sched/boot_test.cc - the parts of the boot that are plain functions: check, the module's map, options.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string_view>

#include "sched/debug_vars.h"
#include "sched/init_task.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

static constexpr ModuleData kGood{100, 200, 300, 310, 350, 400, 500, 600, 600, 700};

Test(moduledataverify, a_sane_map_passes) { cr_assert(module_data_error(kGood) == nullptr); }

Test(moduledataverify, each_disorder_is_told) {
  auto wrong = [](auto change) {
    ModuleData m = kGood;
    change(m);
    return module_data_error(m) != nullptr;
  };
  cr_assert(wrong([](ModuleData& m) { m.etext = m.text; }));
  cr_assert(wrong([](ModuleData& m) { m.rt_text = m.text - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.ert_text = m.rt_text - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.ert_text = m.etext + 1; }));
  cr_assert(wrong([](ModuleData& m) { m.erodata = m.rodata - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.erodata = m.text + 1; }));
  cr_assert(wrong([](ModuleData& m) { m.data = m.etext - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.edata = m.data - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.bss = m.edata - 1; }));
  cr_assert(wrong([](ModuleData& m) { m.ebss = m.bss - 1; }));
}

Test(parse_number, takes_whole_decimal_numbers) {
  i64 n = 0;
  cr_assert(parse_number("0", &n) && n == 0);
  cr_assert(parse_number("123456789012345678", &n) && n == 123456789012345678);
  cr_assert(parse_number("-42", &n) && n == -42);
}

Test(parse_number, refuses_everything_else) {
  for (std::string_view text : {"", "-", "x", "1x", "x1", " 1", "1 ", "+1", "1.5", "0x10", "1234567890123456789"}) {
    i64 n = 77;
    cr_assert(not(parse_number(text, &n)));
    cr_assert(eq(i64, n, 77), "left alone");
  }
}
