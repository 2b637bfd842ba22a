// tests/unit/kernel_iface/process_test.cc - ends, ids, CPUs, limits, children.
//
// Layer: tests.
#include "kernel_iface/process.h"

#include <criterion/criterion.h>

#include "kernel_iface/signal.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

Test(process, exit_group_ends_with_its_status, .exit_code = 7) { kernel::exit_group(7); }
Test(process, exit_ends_the_thread, .exit_code = 3) { kernel::exit(3); }

Test(process, ids) {
  cr_assert(eq(i32, kernel::getpid(), FakeProcess::kPid));
  cr_assert(eq(i32, kernel::getppid(), FakeProcess::kParentPid));
  cr_assert(eq(u32, kernel::gettid(), FakeProcess::kPid));
  cr_assert(eq(u32, kernel::getcpu().value(), 0));
  fake_kernel.fail_nth(kSysGetcpu, 1, Errno::enosys);
  cr_assert(eq(type(Errno), kernel::getcpu().error(), Errno::enosys));
}

Test(process, signals_reach_threads_that_are_there) {
  cr_assert(eq(type(Errno), kernel::tgkill(FakeProcess::kPid, FakeProcess::kPid, kSigUrg), Errno::ok));
  cr_assert(eq(type(Errno), kernel::tgkill(FakeProcess::kPid, 4711, kSigUrg), Errno::esrch));
  cr_assert(eq(type(Errno), kernel::tgkill(FakeProcess::kPid, FakeProcess::kPid, 99), Errno::einval));
  cr_assert(eq(type(Errno), kernel::kill(FakeProcess::kPid, kSigTerm), Errno::ok));
  cr_assert(eq(sz, fake_kernel.process.sent.size(), 2));
  cr_assert(eq(u32, fake_kernel.process.sent[0].sig, kSigUrg));
}

Test(process, yield_is_one_call) {
  kernel::sched_yield();
  cr_assert(eq(u32, fake_kernel.process.yields, 1));
}

Test(process, affinity_fills_what_the_kernel_knows) {
  fake_kernel.process.cpus = {0x5, 0x1};
  fake_kernel.process.possible_cpus = 128;
  u64 mask[4] = {~0ul, ~0ul, ~0ul, 42};
  cr_assert(eq(sz, kernel::sched_getaffinity(0, mask, sizeof(mask)).value(), 16));
  cr_assert(eq(u64, mask[0], 0x5));
  cr_assert(eq(u64, mask[1], 0x1));
  cr_assert(eq(u64, mask[3], 42));
  cr_assert(eq(type(Errno), kernel::sched_getaffinity(0, mask, 8).error(), Errno::einval));
}

Test(process, affinity_can_be_set_but_not_to_nothing) {
  u64 mask = 2;
  cr_assert(eq(type(Errno), kernel::sched_setaffinity(0, &mask, 8), Errno::ok));
  cr_assert(eq(u64, fake_kernel.process.cpus.at(0), 2));
  mask = 0;
  cr_assert(eq(type(Errno), kernel::sched_setaffinity(0, &mask, 8), Errno::einval));
}

Test(process, limits_are_read_and_set) {
  Rlimit old{};
  cr_assert(eq(type(Errno), kernel::prlimit(kRlimitNofile, nullptr, &old), Errno::ok));
  cr_assert(eq(u64, old.cur, 1024));
  const Rlimit low{10, 20};
  cr_assert(eq(type(Errno), kernel::prlimit(kRlimitNofile, &low, &old), Errno::ok));
  const Rlimit high{10, 30};
  cr_assert(eq(type(Errno), kernel::prlimit(kRlimitNofile, &high, nullptr), Errno::eperm));
  cr_assert(eq(type(Errno), kernel::prlimit(99, nullptr, &old), Errno::einval));
}

Test(process, fork_is_clone_with_sigchld) {
  const i32 pid = kernel::fork().value();
  cr_assert(pid > 0);
  const FakeCall call = fake_kernel.log().back();
  cr_assert(eq(u32, call.number, kSysClone));
  cr_assert(eq(i64, call.words[0], kSigChld));
  for (int i = 1; i < 6; i++) cr_assert(eq(i64, call.words[i], 0));
  fake_kernel.fail_nth(kSysClone, 1, Errno::eagain);
  cr_assert(eq(type(Errno), kernel::fork().error(), Errno::eagain));
}

Test(process, execve_returns_only_errors) {
  const char* argv[] = {"x", nullptr};
  cr_assert(eq(type(Errno), kernel::execve("/nowhere", argv, argv + 1), Errno::enoent));
}

Test(process, wait_finds_children_that_ended) {
  i32 status = 0;
  cr_assert(eq(type(Errno), kernel::wait4(-1, &status, 0).error(), Errno::echild));
  const i32 pid = kernel::fork().value();
  cr_assert(eq(i32, kernel::wait4(pid, &status, kWaitNohang).value(), 0));
  fake_kernel.process.ended.push_back({pid, 3 << 8});
  cr_assert(eq(i32, kernel::wait4(pid, &status, 0).value(), pid));
  cr_assert(wait_exited(status));
  cr_assert(eq(i32, wait_code(status), 3));
  cr_assert(eq(u32, wait_signal(status), 0));
}

Test(process, a_wait_status_tells_code_from_signal) {
  cr_assert(not(wait_exited(9)));
  cr_assert(eq(u32, wait_signal(9), 9));
  cr_assert(eq(u32, wait_signal(11 | 0x80), 11));  // with a core dump
  cr_assert(eq(i32, wait_code(255 << 8), 255));
}
