// kernel_iface/random.h - random bytes from the kernel.
//
// The first 16 come free with the process: AT_RANDOM (kernel_iface/auxv.h).
// Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Flags of include/uapi/linux/random.h.
inline constexpr u32 kGrndNonblock = 1;  // GRND_NONBLOCK

// getrandom fills a buffer; up to 256 bytes come whole.
//   flags    kGrndNonblock: eagain instead of waiting for the pool's first seed after power-on
//   returns  the bytes written, or
//            eagain  see flags
//            eintr   a signal handler ran while it waited
//            enosys  before Linux 3.17, or refused by a filter
// Any stack. man 2 getrandom.
Result<usize> getrandom(void* out, usize bytes, u32 flags);

}  // namespace rt::kernel
