// tests/fake_kernel/fake_futex.cc - see fake_futex.h.
//
// Layer: tests.
#include "tests/fake_kernel/fake_futex.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "kernel_iface/futex.h"
#include "sysnum_arch.h"

namespace rt {

long FakeFutex::call_real(const long* w) {
  const long result = ::syscall(SYS_futex, w[0], w[1], w[2], w[3], w[4], w[5]);
  return result >= 0 ? result : -errno;
}

long FakeFutex::wait(u32* word, u32 expected, const void* timeout) {
  if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected) return -EAGAIN;
  if (on_wait) {
    on_wait(word);
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected) return 0;
  }
  if (timeout != nullptr) {
    *now_ns_ += kernel::timespec_to_ns(*static_cast<const kernel::Timespec*>(timeout));
    return -ETIMEDOUT;
  }
  std::fprintf(stderr, "fake kernel: futex_wait would sleep for ever\n");
  std::abort();
}

bool FakeFutex::call(u32 number, const long* w, long* result) {
  if (number != kSysFutex) return false;
  u32* word = reinterpret_cast<u32*>(w[0]);
  if (w[0] % 4 != 0) {
    *result = -EINVAL;
  } else if (w[1] == kernel::kFutexWaitPrivate) {
    *result = wait(word, static_cast<u32>(w[2]), reinterpret_cast<const void*>(w[3]));
  } else {
    *result = w[1] == kernel::kFutexWakePrivate ? 0 : -ENOSYS;  // nobody sleeps
  }
  return true;
}

}  // namespace rt
