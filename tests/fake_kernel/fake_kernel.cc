// tests/fake_kernel/fake_kernel.cc - the stubs, the log, the failures and the clock.
//
// Layer: tests.
#include "tests/fake_kernel/fake_kernel.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "kernel_iface/clock.h"
#include "kernel_iface/clone.h"
#include "syscall_arch.h"

namespace rt {

FakeKernel fake_kernel;

void FakeKernel::fail_nth(u32 number, u32 n, Errno error) { failures_.push_back({false, number, n, error}); }
void FakeKernel::fail_always(u32 number, Errno error) { failures_.push_back({false, number, 0, error}); }
void FakeKernel::fail_any(u32 n, Errno error) { failures_.push_back({true, 0, n, error}); }

u32 FakeKernel::count(u32 number) const {
  return static_cast<u32>(
      std::count_if(log_.begin(), log_.end(), [&](const FakeCall& call) { return call.number == number; }));
}

// injected returns what the test wants this call to fail with, or 0.
long FakeKernel::injected(u32 number) {
  long result = 0;
  for (auto it = failures_.begin(); it != failures_.end();) {
    const bool matches = it->any_number || it->number == number;
    const bool always = it->countdown == 0;
    if (matches && (always || --it->countdown == 0)) {
      if (result == 0) result = -static_cast<long>(it->error);
      if (!always) {
        it = failures_.erase(it);
        continue;
      }
    }
    ++it;
  }
  return result;
}

long FakeKernel::clock_gettime(u32 clock, void* out) const {
  if (clock > kernel::kClockMonotonic) return -EINVAL;
  const i64 ns = clock == kernel::kClockMonotonic ? now_ns : now_ns + wall_minus_now_ns;
  *static_cast<kernel::Timespec*>(out) = kernel::timespec_from_ns(ns);
  return 0;
}

long FakeKernel::carry_out(u32 number, const long* w) {
  long result = 0;
  if (number == kSysClockGettime) return clock_gettime(static_cast<u32>(w[0]), reinterpret_cast<void*>(w[1]));
  if (mm.call(number, w, &result) || net.call(number, w, &result) || fd.call(number, w, &result)) return result;
  if (futex.call(number, w, &result) || process.call(number, w, &result)) return result;
  return -ENOSYS;
}

// enter_real takes the calls that threads meet in; no lock and no log of ours may order them.
bool FakeKernel::enter_real(u32 number, const long* w, long* result) {
  switch (number) {
    case kSysFutex:
      *result = futex.call_real(w);
      return true;
    case kSysClockGettime:
    case kSysNanosleep:
    case kSysSchedYield:
    case kSysGettid:
    case kSysGetcpu:
      *result = ::syscall(number, w[0], w[1], w[2], w[3], w[4], w[5]);
      if (*result < 0) *result = -errno;
      return true;
    default:
      return false;
  }
}

long FakeKernel::enter(u32 number, std::array<long, 6> words) {
  const int caller_errno = errno;
  long result = 0;
  if (!futex.real || !enter_real(number, words.data(), &result)) {
    const std::lock_guard guard(lock_);
    // The result is filled in afterwards: a call may not come back (exit) or may make others.
    const usize at = log_.size();
    log_.push_back({number, words, 0});
    result = injected(number);
    if (result == 0) result = carry_out(number, words.data());
    if (at < log_.size()) log_[at].result = result;
  }
  errno = caller_errno;
  return result;
}

long FakeKernel::enter_clone(FakeProcess::Thread thread) {
  const std::lock_guard guard(lock_);
  long result = injected(kSysClone);
  if (result == 0) result = process.clone_thread(thread);
  log_.push_back({kSysClone,
                  {static_cast<long>(thread.flags), static_cast<long>(thread.stack_hi),
                   reinterpret_cast<long>(thread.tid_word), static_cast<long>(thread.thread_pointer),
                   reinterpret_cast<long>(thread.entry), reinterpret_cast<long>(thread.arg)},
                  result});
  return result;
}

// Stands in for clone.S: the thread is recorded and does not run.
namespace kernel {

extern "C" long rt_clone(u64 flags, uptr stack_hi, u32* tid, uptr thread_pointer, void (*entry)(void*),
                         void* arg) {
  return fake_kernel.enter_clone({flags, stack_hi, tid, thread_pointer, entry, arg, 0});
}

// Stands in for signal.S: only its address is used.
extern "C" void rt_sigreturn() {}

}  // namespace kernel
}  // namespace rt

#define RT_SYSCALL_STUB_(name, Name, number)                                      \
  extern "C" long rt_sys_##name(long a, long b, long c, long d, long e, long f) { \
    return rt::fake_kernel.enter(number, {a, b, c, d, e, f});                     \
  }
RT_SYSCALLS(RT_SYSCALL_STUB_)
