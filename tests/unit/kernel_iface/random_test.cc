// tests/unit/kernel_iface/random_test.cc - bytes from the kernel.
//
// Layer: tests.
#include "kernel_iface/random.h"

#include <criterion/criterion.h>

#include <cstring>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

Test(random, fills_what_was_asked_for) {
  u8 a[16] = {}, b[16] = {};
  cr_assert(eq(sz, kernel::getrandom(a, 15, 0).value(), 15));
  cr_assert(eq(u8, a[15], 0));
  cr_assert(eq(sz, kernel::getrandom(b, 15, kGrndNonblock).value(), 15));
  cr_assert(ne(int, std::memcmp(a, b, 15), 0));
}

Test(random, errors_come_back) {
  u8 a[16];
  for (const Errno e : {Errno::eagain, Errno::eintr, Errno::enosys}) {
    fake_kernel.fail_nth(kSysGetrandom, 1, e);
    cr_assert(eq(type(Errno), kernel::getrandom(a, 16, kGrndNonblock).error(), e));
  }
}
