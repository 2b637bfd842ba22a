// arch/x86_64/cpu.cc - which CPU this is, and whether it can run this program.
//
// rt_cpu_check runs before the thread register is set: no locks, no TLS, nothing but its stack.
// The levels are those of the x86-64 psABI, 3.1.1 "Processor Architecture".
// Layer: arch.
#include "cpu_features_arch.h"
#include "syscall_arch.h"

extern "C" {
constinit rt::u8 rt_is_intel = 0;
constinit rt::u32 rt_processor_version_info = 0;
constinit rt::u32 rt_processor_features = 0;
}

// From link.ld: the highest level that any object of this program was compiled for.
extern "C" const rt::u8 rt_isa_level;

namespace rt::arch {

struct Cpuid {
  u32 eax, ebx, ecx, edx;
};

static Cpuid cpuid(u32 leaf, u32 subleaf) {
  Cpuid r;
  asm volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
  return r;
}

// Which register states the kernel saves: bits 1 and 2 for AVX, 5 to 7 for AVX-512.
static u64 xgetbv() {
  u32 lo, hi;
  asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return static_cast<u64>(hi) << 32 | lo;
}

static bool has(u32 value, u32 bits) { return (value & bits) == bits; }

CpuFeatures cpu_features() {
  CpuFeatures f{};
  const u32 max_leaf = cpuid(0, 0).eax;
  if (max_leaf == 0) return f;
  const Cpuid one = cpuid(1, 0);
  const Cpuid seven = max_leaf >= 7 ? cpuid(7, 0) : Cpuid{};
  const u32 max_extended = cpuid(0x80000000, 0).eax;
  const Cpuid extended = max_extended >= 0x80000001 ? cpuid(0x80000001, 0) : Cpuid{};
  const u64 saved = has(one.ecx, 1u << 27) ? xgetbv() : 0;
  const bool saves_avx = (saved & 6) == 6;
  const bool saves_avx512 = (saved & 0xe6) == 0xe6;
  f.aes = has(one.ecx, 1u << 25);

  // v2: SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF.
  const u32 v2 = 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23;
  f.level = 1;
  if (!has(one.ecx, v2) || !has(extended.ecx, 1u << 0)) return f;
  f.level = 2;
  // v3: FMA, MOVBE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT.
  const u32 v3 = 1u << 12 | 1u << 22 | 1u << 28 | 1u << 29;
  f.fma = saves_avx && has(one.ecx, 1u << 12);
  f.avx2 = saves_avx && has(seven.ebx, 1u << 5);
  if (!saves_avx || !has(one.ecx, v3) || !has(seven.ebx, 1u << 3 | 1u << 5 | 1u << 8) || !has(extended.ecx, 1u << 5)) return f;
  f.level = 3;
  // v4: AVX-512 F, DQ, CD, BW, VL.
  const u32 v4 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  if (saves_avx512 && has(seven.ebx, v4)) f.level = 4;
  return f;
}

// Row 5: on a CPU below the build's level the first unknown instruction would be a SIGILL
// somewhere in the program. One line and status 1 instead.
extern "C" void rt_cpu_check() {
  const u8 wanted = rt_isa_level;
  if (wanted <= 1 || cpu_features().level >= wanted) return;
  char message[] = "rt0: this program needs a CPU with x86-64-v0 instructions, which this one has not\n";
  constexpr usize kDigit = 43;
  static_assert(sizeof message > kDigit);
  message[kDigit] = static_cast<char>('0' + wanted);
  (void)syscall(rt_sys_write, 2, message, sizeof message - 1);
  (void)syscall(rt_sys_exit_group, 1);
}

}  // namespace rt::arch
