// sched/alg.h - hashing memory, with keys that differ from process to process.
//
// Row 19 of the boot. Tables keyed by what an adversary may choose use it; it is not a cryptographic hash.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

void cpuinit();
void alginit(u64 key0, u64 key1);
const char* alg_name();  // "aes" or "wyhash"

// memhash hashes bytes at p; equal bytes and seed give equal hashes within one process.
u64 memhash(const void* p, u64 seed, usize bytes);

// The portable one, for CPUs without AES instructions, and for tests.
u64 memhash_portable(const void* p, u64 seed, usize bytes, const u64 keys[2]);

}  // namespace rt
