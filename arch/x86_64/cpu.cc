// arch/x86_64/cpu.cc - which CPU this is, and whether it can run this program.
//
// rt_cpu_check runs before the thread register is set: no locks, no TLS, nothing but its stack.
// The levels are those of the x86-64 psABI, 3.1.1 "Processor Architecture".
// Layer: arch.
#include "base/atomic.h"
#include "cpuid_arch.h"
#include "cpuinfo_arch.h"
#include "syscall_arch.h"

// From link.ld: the highest level that any object of this program was compiled for.
extern "C" const rt::u8 rt_isa_level;

namespace rt::arch {

// Bits of xgetbv: the kernel saves these registers.
static constexpr u32 kSavesAvx = 3 << 1;
static constexpr u32 kSavesAvx512 = 7 << 5;

// What a level demands of four words: ecx of leaf 1, ebx of leaf 7, ecx of leaf 0x80000001, and the saved states.
struct Demand {
  u32 words[4];
};
static constexpr Demand kLevels[] = {
    // v2: SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF.
    {{1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23, 0, 1u << 0, 0}},
    // v3: FMA, MOVBE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT.
    {{1u << 12 | 1u << 22 | 1u << 28 | 1u << 29, 1u << 3 | 1u << 5 | 1u << 8, 1u << 5, kSavesAvx}},
    // v4: AVX-512 F, DQ, CD, BW, VL.
    {{0, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31, 0, kSavesAvx | kSavesAvx512}}};

static bool has(const Demand& cpu, const Demand& demand) {
  bool all = true;
  for (int i = 0; i < 4; i++) all = all && (cpu.words[i] & demand.words[i]) == demand.words[i];
  return all;
}

static CpuInfo ask() {
  CpuInfo info{};
  const Cpuid zero = cpuid(0, 0);
  if (zero.eax == 0) return info;
  info.is_intel = zero.ebx == 0x756e6547 && zero.edx == 0x49656e69 && zero.ecx == 0x6c65746e;  // "GenuineIntel"
  const Cpuid one = cpuid(1, 0);
  const Cpuid seven = zero.eax >= 7 ? cpuid(7, 0) : Cpuid{};
  const Cpuid extended = cpuid(0x80000000, 0).eax >= 0x80000001 ? cpuid(0x80000001, 0) : Cpuid{};
  const u32 saved = (one.ecx & 1u << 27) != 0 ? static_cast<u32>(xgetbv()) : 0;
  const Demand cpu{{one.ecx, seven.ebx, extended.ecx, saved}};
  info.processor_version_info = one.eax;
  info.aes = has(cpu, {{1u << 25 | 1u << 9, 0, 0, 0}});
  info.fma = has(cpu, {{1u << 12, 0, 0, kSavesAvx}});
  info.avx2 = has(cpu, {{0, 1u << 5, 0, kSavesAvx}});
  info.level = 1;
  for (const Demand& demand : kLevels) {
    if (!has(cpu, demand)) break;
    info.level++;
  }
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

// Row 5: on a CPU below the build's level the first unknown instruction would be a SIGILL somewhere in
// the program. One line and status 1 instead.
extern "C" void rt_cpu_check() {
  const u8 wanted = rt_isa_level;
  if (wanted <= 1 || cpu_info().level >= wanted) return;
  char message[] = "rt0: this program needs a CPU with x86-64-v0 instructions, which this one has not\n";
  constexpr usize kDigit = 43;
  message[kDigit] = static_cast<char>('0' + wanted);
  (void)syscall(rt_sys_write, 2, message, sizeof message - 1);
  (void)syscall(rt_sys_exit_group, 1);
}

}  // namespace rt::arch
