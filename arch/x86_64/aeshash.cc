// arch/x86_64/aeshash.cc - hashing memory with the CPU's AES rounds.
//
// After Go runtime/asm_amd64.s, aeshashbody: seed and length are mixed with the process's
// keys, blocks go in by xor and one encryption round each, the end by three. Layer: arch.
#include "aeshash_arch.h"

#include <immintrin.h>

#include <cstring>

namespace rt::arch {

__attribute__((target("aes,ssse3"))) u64 aeshash(const void* memory, u64 seed, usize bytes, const u64 keys[2]) {
  const u8* p = static_cast<const u8*>(memory);
  const __m128i key = _mm_set_epi64x(static_cast<i64>(keys[1]), static_cast<i64>(keys[0]));
  __m128i h = _mm_set_epi64x(static_cast<i64>(bytes), static_cast<i64>(seed));
  h = _mm_aesenc_si128(_mm_xor_si128(h, key), key);
  usize left = bytes;
  for (; left > 16; left -= 16, p += 16) {
    h = _mm_aesenc_si128(_mm_xor_si128(h, _mm_loadu_si128(reinterpret_cast<const __m128i*>(p))), key);
  }
  u8 tail[16] = {};
  std::memcpy(tail, p, left);
  h = _mm_xor_si128(h, _mm_loadu_si128(reinterpret_cast<const __m128i*>(tail)));
  for (int round = 0; round < 3; round++) h = _mm_aesenc_si128(h, key);
  return static_cast<u64>(_mm_cvtsi128_si64(h));
}

}  // namespace rt::arch
