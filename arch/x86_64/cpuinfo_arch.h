// arch/x86_64/cpuinfo_arch.h - which CPU this is: row 5 of the boot.
//
// CPUID leaves the guest on a virtual machine: 8 us a leaf, where a whole start takes 90. So row 5 asks
// only in a program that depends on the answer, one that was compiled for more than x86-64-v1; in others it is
// asked when somebody first wants to know.
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

struct CpuInfo {
  u32 level;                   // of the psABI: 1 for x86-64, 2 for x86-64-v2, ... 4; 0 without CPUID
  u32 processor_version_info;  // leaf 1, eax: family, model, stepping
  bool is_intel;               // the vendor string is GenuineIntel
  bool aes;                    // with SSSE3
  bool fma;                    // and the kernel saves the registers; so avx2
  bool avx2;
};

// cpu_info asks the CPU once. Any stack, any time.
const CpuInfo& cpu_info();

}  // namespace rt::arch
