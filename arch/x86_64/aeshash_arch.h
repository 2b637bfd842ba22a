// arch/x86_64/aeshash_arch.h - hashing memory with the CPU's AES rounds.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

// Only where cpu_info().aes. It scrambles 16 bytes a round, three rounds at the end. keys are the process's.
u64 aeshash(const void* p, u64 seed, usize bytes, const u64 keys[2]);

}  // namespace rt::arch
