// arch/x86_64/count_byte.cc - how often a byte occurs in memory, with the widest registers of this CPU.
//
// A lane of a comparison is 0 or -1, so subtracting it counts. Lanes of a byte hold 255 rounds; then psadbw adds
// them up into 64 bits. Two sums, because a subtraction waits for the one before it.
// Layer: arch.
#include "count_byte_arch.h"

#include <immintrin.h>

#include "cpuinfo_arch.h"

namespace rt::arch {

static constexpr usize kRounds = 255;

static usize count_rest(const u8* p, const u8* end, u8 wanted) {
  usize n = 0;
  for (; p != end; p++) n += *p == wanted;
  return n;
}

static usize count_sse2(const u8* p, const u8* end, u8 wanted) {
  const __m128i pattern = _mm_set1_epi8(static_cast<char>(wanted));
  const __m128i zero = _mm_setzero_si128();
  const auto match = [&](const u8* at) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), pattern);
  };
  __m128i total = zero;
  while (end - p >= 64) {
    __m128i even = zero, odd = zero;
    for (usize round = 0; round < kRounds - 1 && end - p >= 64; round += 2, p += 64) {
      even = _mm_sub_epi8(_mm_sub_epi8(even, match(p)), match(p + 32));
      odd = _mm_sub_epi8(_mm_sub_epi8(odd, match(p + 16)), match(p + 48));
    }
    total = _mm_add_epi64(total, _mm_add_epi64(_mm_sad_epu8(even, zero), _mm_sad_epu8(odd, zero)));
  }
  return static_cast<usize>(total[0] + total[1]) + count_rest(p, end, wanted);
}

#define RT_AVX2 __attribute__((target("avx2")))
RT_AVX2 static usize count_avx2(const u8* p, const u8* end, u8 wanted) {
  const __m256i pattern = _mm256_set1_epi8(static_cast<char>(wanted));
  const __m256i zero = _mm256_setzero_si256();
  const auto match = [&](const u8* at) RT_AVX2 {
    return _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)), pattern);
  };
  __m256i total = zero;
  while (end - p >= 128) {
    __m256i even = zero, odd = zero;
    for (usize round = 0; round < kRounds - 1 && end - p >= 128; round += 2, p += 128) {
      even = _mm256_sub_epi8(_mm256_sub_epi8(even, match(p)), match(p + 64));
      odd = _mm256_sub_epi8(_mm256_sub_epi8(odd, match(p + 32)), match(p + 96));
    }
    total = _mm256_add_epi64(total, _mm256_add_epi64(_mm256_sad_epu8(even, zero), _mm256_sad_epu8(odd, zero)));
  }
  return static_cast<usize>(total[0] + total[1] + total[2] + total[3]) + count_rest(p, end, wanted);
}
#undef RT_AVX2

usize count_byte(const u8* p, usize bytes, u8 wanted) {
  constexpr usize kWorthAsking = 4096;  // CPUID costs microseconds on a virtual machine
  if (bytes >= kWorthAsking && cpu_info().avx2) return count_avx2(p, p + bytes, wanted);
  return count_sse2(p, p + bytes, wanted);
}

}  // namespace rt::arch
