// kernel_iface/futex.h - sleep and wake on a word.
//
// What Mutex and Note are made of; the scheduler blocks an M through those.
// Layer: kernel_iface.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/errno.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Operation codes of include/uapi/linux/futex.h. The private flag (128) promises
// that no other process shares the word, so the kernel skips the mm lookup.
inline constexpr u32 kFutexWaitPrivate = 0 | 128;  // FUTEX_WAIT
inline constexpr u32 kFutexWakePrivate = 1 | 128;  // FUTEX_WAKE

inline constexpr u32 kWakeAll = 0x7fffffff;  // more sleepers than there can be

// futex_wait puts the calling M to sleep while *word == expected.
//
//   word        4-byte aligned; stays mapped until the call returns
//   timeout_ns  relative, on CLOCK_MONOTONIC; kForever for no deadline
//   returns     ok         woken, perhaps for nothing: test the word again
//               eagain     *word already differed from expected
//               eintr      a signal handler ran
//               etimedout  timeout_ns passed
// Any stack, with or without a P. man 2 futex.
[[nodiscard]] Errno futex_wait(Atomic<u32>* word, u32 expected, i64 timeout_ns);

// futex_wake wakes up to n of those who sleep on word, in the order they came.
//
//   word     may be unmapped by now: who woke from it may have ended
//   returns  how many were woken, or efault (nothing is mapped there)
// Any stack, with or without a P. man 2 futex.
Result<u32> futex_wake(Atomic<u32>* word, u32 n);

}  // namespace rt::kernel
