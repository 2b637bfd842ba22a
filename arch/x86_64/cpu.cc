// arch/x86_64/cpu.cc - which CPU this is.
//
// Also asked before the thread register is set: no locks, no TLS, nothing but its stack.
// The levels are those of the x86-64 psABI, 3.1.1 "Processor Architecture".
// Layer: arch.
#include "base/atomic.h"
#include "cpuid_arch.h"
#include "cpuinfo_arch.h"

namespace rt::arch {

static bool has(u32 value, u32 bits) { return (value & bits) == bits; }

static CpuInfo ask() {
  CpuInfo info{};
  const Cpuid zero = cpuid(0, 0);
  if (zero.eax == 0) return info;
  info.is_intel = zero.ebx == 0x756e6547 && zero.edx == 0x49656e69 && zero.ecx == 0x6c65746e;  // "GenuineIntel"
  const Cpuid one = cpuid(1, 0);
  info.processor_version_info = one.eax;
  info.aes = has(one.ecx, 1u << 25 | 1u << 9);
  const Cpuid seven = zero.eax >= 7 ? cpuid(7, 0) : Cpuid{};
  const u32 max_extended = cpuid(0x80000000, 0).eax;
  const Cpuid extended = max_extended >= 0x80000001 ? cpuid(0x80000001, 0) : Cpuid{};
  const u64 saved = has(one.ecx, 1u << 27) ? xgetbv() : 0;
  const bool saves_avx = (saved & 6) == 6;
  info.fma = saves_avx && has(one.ecx, 1u << 12);
  info.avx2 = saves_avx && has(seven.ebx, 1u << 5);

  // v2: SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF.
  const u32 v2 = 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23;
  // v3: FMA, MOVBE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT.
  const u32 v3 = 1u << 12 | 1u << 22 | 1u << 28 | 1u << 29;
  const u32 v3_seven = 1u << 3 | 1u << 5 | 1u << 8;
  // v4: AVX-512 F, DQ, CD, BW, VL.
  const u32 v4_seven = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  info.level = 1;
  if (!has(one.ecx, v2) || !has(extended.ecx, 1u << 0)) return info;
  info.level = 2;
  if (!saves_avx || !has(one.ecx, v3) || !has(seven.ebx, v3_seven) || !has(extended.ecx, 1u << 5)) return info;
  info.level = 3;
  if ((saved & 0xe6) == 0xe6 && has(seven.ebx, v4_seven)) info.level = 4;
  return info;
}

const CpuInfo& cpu_info() {
  static constinit CpuInfo info{};
  static constinit Atomic<u32> asked;
  if (asked.load_acquire() == 0) {  // pairs with the release below; two who ask at once write the same
    info = ask();
    asked.store_release(1);
  }
  return info;
}

}  // namespace rt::arch
