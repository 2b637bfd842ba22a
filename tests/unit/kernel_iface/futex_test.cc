// tests/unit/kernel_iface/futex_test.cc - the words that the two operations pass, and their errors.
//
// Layer: tests.
#include "kernel_iface/futex.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

Test(futex, wait_returns_at_once_when_the_word_differs) {
  Atomic<u32> word{1};
  cr_assert(eq(type(Errno), futex_wait(&word, 0, kForever), Errno::eagain));
}

Test(futex, wait_with_a_deadline_times_out) {
  Atomic<u32> word{0};
  const i64 before = fake_kernel.now_ns;
  cr_assert(eq(type(Errno), futex_wait(&word, 0, 3'000'000'001), Errno::etimedout));
  cr_assert(eq(i64, fake_kernel.now_ns - before, 3'000'000'001));
}

Test(futex, wait_for_ever_passes_no_deadline) {
  Atomic<u32> word{0};
  fake_kernel.futex.on_wait = [](u32* w) { *w = 1; };
  cr_assert(eq(type(Errno), futex_wait(&word, 0, kForever), Errno::ok));
  const FakeCall call = fake_kernel.log().back();
  cr_assert(eq(u32, call.number, kSysFutex));
  cr_assert(eq(i64, call.words[0], reinterpret_cast<i64>(word.raw())));
  cr_assert(eq(i64, call.words[1], kFutexWaitPrivate));
  cr_assert(eq(i64, call.words[3], 0));
}

Test(futex, wait_with_no_time_left_only_looks) {
  Atomic<u32> word{0};
  cr_assert(eq(type(Errno), futex_wait(&word, 0, 0), Errno::etimedout));
  cr_assert(ne(i64, fake_kernel.log().back().words[3], 0));
}

Test(futex, wait_returns_a_signals_eintr) {
  Atomic<u32> word{0};
  fake_kernel.fail_nth(kSysFutex, 1, Errno::eintr);
  cr_assert(eq(type(Errno), futex_wait(&word, 0, kForever), Errno::eintr));
}

Test(futex, wake_returns_how_many) {
  Atomic<u32> word{0};
  cr_assert(eq(u32, futex_wake(&word, kWakeAll).value(), 0));
  cr_assert(eq(i64, fake_kernel.log().back().words[2], kWakeAll));
  fake_kernel.fail_nth(kSysFutex, 1, Errno::efault);
  cr_assert(eq(type(Errno), futex_wake(&word, 1).error(), Errno::efault));
}
