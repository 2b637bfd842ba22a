// arch/x86_64/aeshash_arch.h - hashing memory with the CPU's AES rounds.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

// has_aeshash says whether aeshash may be called, from CPUID leaf 1's ecx: AES and SSSE3.
inline bool has_aeshash(u32 features) { return (features & (1u << 25 | 1u << 9)) == (1u << 25 | 1u << 9); }

// aeshash scrambles 16 bytes a round, three rounds at the end. keys are the process's.
u64 aeshash(const void* p, u64 seed, usize bytes, const u64 keys[2]);

}  // namespace rt::arch
