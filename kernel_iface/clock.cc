// kernel_iface/clock.cc - the clocks, through the vDSO when there is one.
//
// Layer: kernel_iface.
#include "kernel_iface/clock.h"

#include "base/attributes.h"
#include "kernel_iface/result.h"
#include "kernel_iface/vdso.h"
#include "syscall_arch.h"
#include "vdso_arch.h"

namespace rt::kernel {

// Read by every park and every timer: beside the scheduler's own globals.
__attribute__((section(".bss.rt0_hot"))) constinit ClockGettime vdso_clock_gettime = nullptr;

static RT_INLINE i64 read_clock(u32 clock) {
  Timespec now;
  const ClockGettime vdso = vdso_clock_gettime;
  // An image restored on another machine may find its counter unusable: then the kernel's call, too.
  if (RT_UNLIKELY(vdso == nullptr) || RT_UNLIKELY(vdso(clock, &now) != 0)) {
    must(clock_gettime(clock, &now), "read_clock: clock_gettime");
  }
  return timespec_to_ns(now);
}

bool clock_init(uptr image) {
  const uptr found = vdso_symbol(image, arch::kVdsoClockGettime);
  if (found == 0) return false;
  const auto candidate = reinterpret_cast<ClockGettime>(found);
  Timespec now;
  if (candidate(kClockMonotonic, &now) != 0) return false;
  vdso_clock_gettime = candidate;
  return true;
}

i64 nanotime() { return read_clock(kClockMonotonic); }

i64 walltime_ns() { return read_clock(kClockRealtime); }

Errno clock_gettime(u32 clock, Timespec* out) {
  return errno_of(arch::syscall(rt_sys_clock_gettime, clock, out));
}

Errno nanosleep(i64 duration_ns) {
  const Timespec duration = timespec_from_ns(duration_ns);
  return errno_of(arch::syscall(rt_sys_nanosleep, &duration, nullptr));
}

}  // namespace rt::kernel
