// tests/unit/kernel_iface/clock_test.cc - clocks through the vDSO and without it.
//
// Layer: tests.
#include "kernel_iface/clock.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <sys/auxv.h>
#include <time.h>

#include <csignal>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

Test(clock, timespec_keeps_every_nanosecond_and_no_negative_time) {
  for (const i64 ns : {i64{0}, i64{1}, kNsPerSecond - 1, kNsPerSecond, i64{123456789012345}, INT64_MAX}) {
    const Timespec t = timespec_from_ns(ns);
    cr_expect(t.ns >= 0 && t.ns < kNsPerSecond);
    cr_expect(eq(i64, timespec_to_ns(t), ns));
  }
  cr_expect(eq(i64, timespec_to_ns(timespec_from_ns(-5)), 0));
}

Test(clock, without_a_vdso_the_kernel_is_asked) {
  cr_assert(not(clock_init(0)));
  fake_kernel.now_ns = 123'456'789'012;
  cr_assert(eq(i64, nanotime(), 123'456'789'012));
  cr_assert(eq(i64, walltime_ns(), 123'456'789'012 + fake_kernel.wall_minus_now_ns));
  cr_assert(eq(u32, fake_kernel.count(kSysClockGettime), 2));
}

Test(clock, a_kernel_without_clocks_is_fatal, .signal = SIGABRT) {
  fake_kernel.fail_always(kSysClockGettime, Errno::enosys);
  nanotime();
}

Test(clock, with_a_vdso_no_call_is_made) {
  const unsigned long image = getauxval(AT_SYSINFO_EHDR);
  if (image == 0) cr_skip_test("this host has no vDSO");
  cr_assert(clock_init(image));
  const i64 before = nanotime();
  timespec host;
  clock_gettime(CLOCK_MONOTONIC, &host);
  const i64 after = nanotime();
  const i64 host_ns = host.tv_sec * kNsPerSecond + host.tv_nsec;
  cr_assert(before <= host_ns && host_ns <= after);
  cr_assert(walltime_ns() / kNsPerSecond - time(nullptr) <= 1);
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
}

Test(clock, a_vdso_that_fails_is_not_taken_or_passed_over) {
  vdso_clock_gettime = [](long, Timespec*) { return -22l; };
  fake_kernel.now_ns = 77;
  cr_assert(eq(i64, nanotime(), 77));
  vdso_clock_gettime = [](long clock, Timespec* out) {
    *out = {clock, 5};
    return 0l;
  };
  cr_assert(eq(i64, nanotime(), kClockMonotonic * kNsPerSecond + 5));
}

Test(clock, gettime_returns_the_kernels_errors) {
  Timespec t;
  cr_assert(eq(type(Errno), kernel::clock_gettime(99, &t), Errno::einval));
  cr_assert(eq(type(Errno), kernel::clock_gettime(kClockRealtime, &t), Errno::ok));
}

Test(clock, nanosleep_passes_time_and_may_be_interrupted) {
  const i64 before = nanotime();
  cr_assert(eq(type(Errno), kernel::nanosleep(5'000'000'000), Errno::ok));
  cr_assert(eq(i64, nanotime() - before, 5'000'000'000));
  fake_kernel.fail_nth(kSysNanosleep, 1, Errno::eintr);
  cr_assert(eq(type(Errno), kernel::nanosleep(1), Errno::eintr));
}
