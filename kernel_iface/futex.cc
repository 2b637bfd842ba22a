// kernel_iface/futex.cc - the two futex operations.
//
// Layer: kernel_iface.
#include "kernel_iface/futex.h"

#include "syscall_arch.h"

namespace rt::kernel {

Errno futex_wait(Atomic<u32>* word, u32 expected, i64 timeout_ns) {
  const Timespec relative = timespec_from_ns(timeout_ns);
  const Timespec* deadline = timeout_ns < 0 ? nullptr : &relative;
  return errno_of(arch::syscall(rt_sys_futex, word, kFutexWaitPrivate, expected, deadline));
}

Result<u32> futex_wake(Atomic<u32>* word, u32 n) {
  return result_of<u32>(arch::syscall(rt_sys_futex, word, kFutexWakePrivate, n));
}

}  // namespace rt::kernel
