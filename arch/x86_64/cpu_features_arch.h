// arch/x86_64/cpu_features_arch.h - the features of the CPU that somebody decides by.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

struct CpuFeatures {
  u32 level;  // of the psABI: 1 for x86-64, 2 for x86-64-v2, ... 4; 0 without CPUID
  bool aes;
  bool fma;   // and the kernel saves the registers
  bool avx2;
};

// cpu_features asks the CPU: a few hundred ns on a virtual machine, where CPUID leaves the guest. Any stack.
CpuFeatures cpu_features();

}  // namespace rt::arch
