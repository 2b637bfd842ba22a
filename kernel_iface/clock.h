// kernel_iface/clock.h - what time it is, and the kernel's form of a duration.
//
// The two clocks are read through the vDSO, a function that the kernel maps into the process and
// that enters the kernel only on machines without a usable counter; where it is missing they
// are read by system call. Before clock_init they are, too. Layer: kernel_iface.
#pragma once
#include "base/attributes.h"
#include "base/types.h"
#include "kernel_iface/errno.h"

namespace rt::kernel {

// Clocks of include/uapi/linux/time.h.
inline constexpr u32 kClockRealtime = 0;   // CLOCK_REALTIME: since 1970, may be set
inline constexpr u32 kClockMonotonic = 1;  // CLOCK_MONOTONIC: since boot, never goes back

inline constexpr i64 kForever = -1;  // a timeout_ns: no deadline
inline constexpr i64 kNsPerSecond = 1'000'000'000;

// struct __kernel_timespec of include/uapi/linux/time_types.h.
struct Timespec {
  i64 s;
  i64 ns;  // 0 to 999,999,999
};

// timespec_from_ns; a negative ns counts as 0, since the kernel refuses negative durations.
RT_NOINLINE constexpr Timespec timespec_from_ns(i64 ns) {
  return ns <= 0 ? Timespec{0, 0} : Timespec{ns / kNsPerSecond, ns % kNsPerSecond};
}
constexpr i64 timespec_to_ns(Timespec t) { return t.s * kNsPerSecond + t.ns; }

// What the vDSO exports: clock_gettime without errno, the raw result of the call.
using ClockGettime = long (*)(long clock, Timespec* out);

// Set once by clock_init, then only read: null when there is no usable vDSO.
extern ClockGettime vdso_clock_gettime;

// clock_init looks the clock up in the vDSO image.
//   image    AT_SYSINFO_EHDR of the auxiliary vector; 0 when there is none
//   returns  whether the clocks will be read without a system call
// On one thread, before the first other thread.
bool clock_init(uptr image);

// nanotime is CLOCK_MONOTONIC in ns; about 25 ns through the vDSO. Any stack with 1 KiB left.
i64 nanotime();

// walltime_ns is CLOCK_REALTIME in ns since 1970. As nanotime.
i64 walltime_ns();

// clock_gettime asks the kernel, whatever the vDSO says.
//   returns  ok      *out is the time of clock
//            einval  no such clock
//            efault  out cannot be written
// Any stack. man 2 clock_gettime.
[[nodiscard]] Errno clock_gettime(u32 clock, Timespec* out);

// nanosleep stops the calling M, not just a goroutine.
//   duration_ns  relative, on CLOCK_MONOTONIC
//   returns      ok     the time has passed
//                eintr  a signal handler ran
// Any stack, without a P that others could use. man 2 nanosleep.
[[nodiscard]] Errno nanosleep(i64 duration_ns);

}  // namespace rt::kernel
