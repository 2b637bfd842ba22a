// tests/unit/kernel_iface/result_test.cc - a value or an errno, and must.
//
// Layer: tests.
#include "kernel_iface/result.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <unistd.h>

#include <csignal>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

Test(result, holds_a_value) {
  const Result<u32> r = 7u;
  cr_assert(r.ok());
  cr_assert(eq(u32, r.value(), 7));
  cr_assert(eq(type(Errno), r.error(), Errno::ok));
  cr_assert(eq(u32, r.value_or(9), 7));
}

Test(result, holds_an_error) {
  const Result<u32> r = Errno::enomem;
  cr_assert(not(r.ok()));
  cr_assert(eq(type(Errno), r.error(), Errno::enomem));
  cr_assert(eq(u32, r.value_or(9), 9));
}

Test(result, of_reads_a_raw_result) {
  cr_assert(eq(i32, result_of<i32>(3).value(), 3));
  cr_assert(eq(type(Errno), result_of<i32>(-9).error(), Errno::ebadf));
  // An address above the middle is negative as a long, and no error.
  const Result<uptr> high = result_of<uptr>(static_cast<long>(0xffff800000000000));
  cr_assert(eq(u64, high.value(), 0xffff800000000000));
}

Test(result, of_a_word_fits_in_two_registers) { cr_assert(eq(sz, sizeof(Result<uptr>), 16)); }

Test(must, returns_the_value_and_lets_ok_pass) {
  must(Errno::ok, "test");
  cr_assert(eq(u32, must(Result<u32>(5u), "test"), 5));
}

Test(must, says_what_failed_and_why, .exit_code = 42) {
  // The message is in the fake kernel when rt_throw aborts; look at it from the abort's handler.
  std::signal(SIGABRT,
              [](int) { _exit(fake_kernel.fd.err() == "runtime: stack_map: munmap: errno 12\n" ? 42 : 43); });
  must(Errno::enomem, "stack_map: munmap");
}

Test(must, throws, .signal = SIGABRT) { must(Result<u32>(Errno::eperm), "test"); }
