// arch/x86_64/vdso_arch.h - what the kernel calls the clock in the image that it maps.
//
// Names and version of arch/x86/entry/vdso/vdso.lds.S.
// Layer: arch.
#pragma once

namespace rt::arch {

inline constexpr char kVdsoVersion[] = "LINUX_2.6";
inline constexpr char kVdsoClockGettime[] = "__vdso_clock_gettime";

// e_machine of an image for this isa: EM_X86_64 of include/uapi/linux/elf-em.h.
inline constexpr unsigned kElfMachine = 62;

}  // namespace rt::arch
