// base/libc_futex.cc - the futex calls of std::atomic::wait and notify, on goroutines.
//
// libstdc++'s headers reach the kernel through syscall(SYS_futex, ...). Here that call parks the
// goroutine instead of the thread; every other number is refused. Waking may wake more than
// were asked for, and a wait may return early: the headers test their value again.
// Layer: base.
#include <cerrno>
#include <cstdarg>

#include <linux/futex.h>
#include <sys/syscall.h>

#include "base/atomic.h"
#include "base/upcalls.h"

namespace rt {
namespace {

long fail(int code) {
  errno = code;
  return -1;
}

long futex(Atomic<u32>* word, int operation, u32 value) {
  switch (operation & ~FUTEX_PRIVATE_FLAG) {
    case FUTEX_WAIT:
      atomic_wait(word, value);
      return 0;
    case FUTEX_WAKE:
      static_init_wake(word);
      return 0;
    default:
      return fail(ENOSYS);
  }
}

}  // namespace
}  // namespace rt

extern "C" {

long syscall(long number, ...) noexcept {
  if (number != SYS_futex) return rt::fail(ENOSYS);
  va_list args;
  va_start(args, number);
  auto* word = va_arg(args, rt::Atomic<rt::u32>*);
  const int operation = va_arg(args, int);
  const rt::u32 value = va_arg(args, rt::u32);
  va_end(args);
  return rt::futex(word, operation, value);
}

int sched_yield() noexcept {
  rt::gosched();
  return 0;
}
}
