// sched/alg.cc - hashing memory.
//
// The portable hash follows wyhash (Wang Yi, final version 4): 16 bytes a multiplication of 64 x 64
// to 128 bits, whose halves are folded. Layer: sched.
#include "sched/alg.h"

#include <cstring>

#include "aeshash_arch.h"
#include "cpuinfo_arch.h"

namespace rt {

static constinit u64 hash_keys[2] = {0, 0};

static constexpr u64 kOdd0 = 0xa0761d6478bd642full, kOdd1 = 0xe7037ed1a0b428dbull;

static u64 fold(u64 a, u64 b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<u64>(product) ^ static_cast<u64>(product >> 64);
}

static u64 load(const u8* p, usize bytes) {
  u64 v = 0;
  std::memcpy(&v, p, bytes);
  return v;
}

u64 memhash_portable(const void* memory, u64 seed, usize bytes, const u64 keys[2]) {
  const u8* p = static_cast<const u8*>(memory);
  u64 h = seed ^ fold(keys[0] ^ kOdd0, bytes ^ kOdd1);
  usize left = bytes;
  for (; left > 16; left -= 16, p += 16) h = fold(load(p, 8) ^ kOdd1 ^ keys[1], load(p + 8, 8) ^ h);
  const u64 low = left >= 8 ? load(p, 8) : load(p, left);
  const u64 high = left > 8 ? load(p + 8, left - 8) : 0;
  return fold(kOdd0 ^ bytes, fold(low ^ kOdd1 ^ keys[1], high ^ h));
}

// The features are asked for when they are first needed (cpuinfo_arch.h); nothing else is to be decided.
void cpuinit() {}

static bool use_aes() { return arch::cpu_info().aes; }

void alginit(u64 key0, u64 key1) {
  hash_keys[0] = key0;
  hash_keys[1] = key1;
}

const char* alg_name() { return use_aes() ? "aes" : "wyhash"; }

u64 memhash(const void* p, u64 seed, usize bytes) {
  return use_aes() ? arch::aeshash(p, seed, bytes, hash_keys) : memhash_portable(p, seed, bytes, hash_keys);
}

}  // namespace rt
