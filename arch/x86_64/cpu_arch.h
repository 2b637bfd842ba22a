// arch/x86_64/cpu_arch.h - spin hint, cache line, cycle counter.
//
// Layer: arch.
#pragma once
#include "base/attributes.h"
#include "base/types.h"

namespace rt::arch {

inline constexpr usize kCacheLine = 64;

// procyield tells the core that this is a spin loop; about 11 ns a turn.
RT_INLINE void procyield(u32 turns) {
  for (u32 i = 0; i < turns; i++) asm volatile("pause");
}

// cputicks is a counter of constant rate, good for randomness and for coarse intervals on one core.
RT_INLINE u64 cputicks() {
  u32 lo, hi;
  asm volatile("rdtsc" : "=a"(lo), "=d"(hi));
  return static_cast<u64>(hi) << 32 | lo;
}

}  // namespace rt::arch
