// arch/x86_64/cpuid_arch.h - the two instructions that tell what a CPU can do.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

struct Cpuid {
  u32 eax, ebx, ecx, edx;
};

inline Cpuid cpuid(u32 leaf, u32 subleaf) {
  Cpuid r;
  asm volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
  return r;
}

// Which register states the kernel saves: bits 1 and 2 for AVX, 5 to 7 for AVX-512.
inline u64 xgetbv() {
  u32 lo, hi;
  asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return static_cast<u64>(hi) << 32 | lo;
}

}  // namespace rt::arch
