// tests/fake_kernel/fake_kernel.h - the kernel that hosted tests run on.
//
// Every rt_sys_* stub ends here. A call is logged, failed if the test asked for that, and otherwise
// carried out on the parts: memory really (fake_mm.h), descriptors and files in memory (fake_fd.h), sockets and epoll as scripted (fake_net.h),
// futexes scripted or real (fake_futex.h), the rest on paper (fake_process.h). Criterion gives
// each test a process of its own, so every test starts with a fresh kernel.
//
//     fake_kernel.fail_nth(kSysMprotect, 1, Errno::enomem);
//     cr_assert(eq(i32, int(stack_map(65536).error()), int(Errno::enomem)));
//     cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 0));
//
// A test with several threads calls use_real_threads() first. Layer: tests.
#pragma once
#include <array>
#include <mutex>
#include <vector>

#include "base/types.h"
#include "kernel_iface/errno.h"
#include "sysnum_arch.h"
#include "tests/fake_kernel/fake_fd.h"
#include "tests/fake_kernel/fake_futex.h"
#include "tests/fake_kernel/fake_mm.h"
#include "tests/fake_kernel/fake_net.h"
#include "tests/fake_kernel/fake_process.h"

namespace rt {

struct FakeCall {
  u32 number;
  std::array<long, 6> words;
  long result;
};

class FakeKernel {
 public:
  // The clocks: they stand still until the test, a sleep or a timeout moves them.
  i64 now_ns = 1'000'000'000;
  i64 wall_minus_now_ns = 1'700'000'000'000'000'000;

  FakeFd fd{&now_ns};
  FakeNet net{&fd, &now_ns};
  FakeMm mm{&fd};
  FakeFutex futex{&now_ns};
  FakeProcess process{&mm, &fd, &now_ns};

  // fail_nth makes the n-th call of this number from now on fail, n from 1; the others go on. It is
  // not carried out, and it is logged. fail_always: all from now on. fail_any: the n-th call of all.
  void fail_nth(u32 number, u32 n, Errno error);
  void fail_always(u32 number, Errno error);
  void fail_any(u32 n, Errno error);
  void fail_none() { failures_.clear(); }

  // The calls so far, in order.
  const std::vector<FakeCall>& log() const { return log_; }
  u32 count(u32 number) const;
  void clear_log() { log_.clear(); }

  // use_real_threads sends futexes, clocks, sleeps and yields to the host's kernel, past the log; the
  // rest is serialised. Before the first thread.
  void use_real_threads() { futex.real = true; }

  // Where the stubs and the fake rt_clone arrive.
  long enter(u32 number, std::array<long, 6> words);
  long enter_clone(FakeProcess::Thread thread);

 private:
  struct Failure {
    bool any_number;
    u32 number;
    u32 countdown;  // fails when it gets to 0; 0: always
    Errno error;
  };

  long injected(u32 number);
  long carry_out(u32 number, const long* words);
  long clock_gettime(u32 clock, void* out) const;
  bool enter_real(u32 number, const long* words, long* result);

  std::recursive_mutex lock_;
  std::vector<FakeCall> log_;
  std::vector<Failure> failures_;
};

extern FakeKernel fake_kernel;

}  // namespace rt
