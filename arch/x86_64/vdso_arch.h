// arch/x86_64/vdso_arch.h - what the kernel calls the clock in the image that it maps.
//
// Its name in arch/x86/entry/vdso/vdso.lds.S.
// Layer: arch.
#pragma once

namespace rt::arch {

inline constexpr char kVdsoClockGettime[] = "__vdso_clock_gettime";

}  // namespace rt::arch
