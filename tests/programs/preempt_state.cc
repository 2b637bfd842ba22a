// tests/programs/preempt_state.cc - an interrupted goroutine goes on with every register as it was.
//
// Goroutines with different values in all registers spin while they are preempted thousands of times: general registers,
// carry and direction flag, the red zone; SSE, AVX or AVX-512 with its masks; the x87 stack and both control words. What
// the C++ compiler makes of floating point is checked by a sum. After Go's TestAsyncPreempt and its register tests.
//
// stdout: ok preempt_state
// timeout: 60
#include "storm.h"
#include "waiting.h"

#include <cstdint>
#include <cstring>

using u64 = std::uint64_t;

// test_general(seed, out, turns): seed + 1 to seed + 15 in the registers, seed + 100 and seed + 101 in the red zone, where the
// counter is too. out: the registers as pushed, flags, red zone.
asm(R"(
        .section .text.test_general, "ax", @progbits
        .globl test_general
test_general:
        pushq %rbx
        pushq %rbp
        pushq %r12
        pushq %r13
        pushq %r14
        pushq %r15
        pushq %rsi
        movq %rdx, -8(%rsp)
        leaq 100(%rdi), %rax
        movq %rax, -128(%rsp)
        leaq 101(%rdi), %rax
        movq %rax, -64(%rsp)
        leaq 1(%rdi), %r15
        leaq 2(%rdi), %r14
        leaq 3(%rdi), %r13
        leaq 4(%rdi), %r12
        leaq 5(%rdi), %r11
        leaq 6(%rdi), %r10
        leaq 7(%rdi), %r9
        leaq 8(%rdi), %r8
        leaq 9(%rdi), %rbp
        leaq 11(%rdi), %rsi
        leaq 12(%rdi), %rdx
        leaq 13(%rdi), %rcx
        leaq 14(%rdi), %rbx
        leaq 15(%rdi), %rax
        leaq 10(%rdi), %rdi
        stc
        std
1:      decq -8(%rsp)
        jnz 1b
        leaq -128(%rsp), %rsp
        pushfq
        cld
        pushq %rax
        pushq %rbx
        pushq %rcx
        pushq %rdx
        pushq %rsi
        pushq %rdi
        pushq %rbp
        pushq %r8
        pushq %r9
        pushq %r10
        pushq %r11
        pushq %r12
        pushq %r13
        pushq %r14
        pushq %r15
        movq 256(%rsp), %rdi
        movq %rsp, %rsi
        movl $32, %ecx
        rep movsq
        leaq 264(%rsp), %rsp
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rbp
        popq %rbx
        ret

        .macro test_vector name, move, bytes, registers:vararg
        .section .text.test_\name, "ax", @progbits
        .globl test_\name
test_\name:
        .irp i, \registers
        \move \i*\bytes(%rdi), %\name\i
        .endr
1:      decq %rdx
        jnz 1b
        .irp i, \registers
        \move %\name\i, \i*\bytes(%rsi)
        .endr
        .endm
        test_vector xmm, movdqu, 16, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        ret
        test_vector ymm, vmovdqu, 32, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        vzeroupper
        ret

        .section .text.test_zmm, "ax", @progbits
        .globl test_zmm
test_zmm:
        .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        vmovdqu64 \i*64(%rdi), %zmm\i
        .endr
        .irp i, 0,1,2,3,4,5,6,7
        kmovw 2048+\i*2(%rdi), %k\i
        .endr
1:      decq %rdx
        jnz 1b
        .irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        vmovdqu64 %zmm\i, \i*64(%rsi)
        .endr
        .irp i, 0,1,2,3,4,5,6,7
        kmovw %k\i, 2048+\i*2(%rsi)
        .endr
        vzeroupper
        ret

        .section .text.test_x87, "ax", @progbits
        .globl test_x87
test_x87:
        fnstcw -8(%rsp)
        stmxcsr -16(%rsp)
        .irp i, 7,6,5,4,3,2,1,0
        fldl \i*8(%rdi)
        .endr
        fldcw 64(%rdi)
        ldmxcsr 68(%rdi)
1:      decq %rdx
        jnz 1b
        .irp i, 0,1,2,3,4,5,6,7
        fstpl \i*8(%rsi)
        .endr
        fnstcw 64(%rsi)
        stmxcsr 68(%rsi)
        fldcw -8(%rsp)
        ldmxcsr -16(%rsp)
        ret
        .text
)");

extern "C" {
void test_general(u64 seed, u64* out, u64 turns);
void test_xmm(const void* in, void* out, u64 turns);
void test_ymm(const void* in, void* out, u64 turns);
void test_zmm(const void* in, void* out, u64 turns);
void test_x87(const void* in, void* out, u64 turns);
}

static constexpr int kRounds = 100;
static constexpr u64 kTurns = 1'000'000;

// How often a goroutine found that others had got on while it was in one call.
static std::atomic<long> calls{0}, interrupted{0};

template <class F>
static void counted(F call) {
  const long before = calls.load();
  call();
  if (calls.fetch_add(1) != before) interrupted++;
}

static void general(u64 seed) {
  u64 out[32];
  for (int round = 0; round < kRounds; round++) {
    counted([&] { test_general(seed, out, kTurns); });
    for (u64 i = 0; i < 15; i++) CHECK(out[i] == seed + 1 + i);
    CHECK((out[15] & 0x401) == 0x401);  // carry, direction
    CHECK(out[16] == seed + 100 && out[24] == seed + 101);
  }
}

static void vectors(u64 seed, void (*test)(const void*, void*, u64), std::size_t bytes) {
  unsigned char in[2080], out[2080];
  for (std::size_t i = 0; i < bytes; i++) in[i] = static_cast<unsigned char>(seed * 31 + i * 7);
  for (int round = 0; round < kRounds; round++) {
    std::memset(out, 0, bytes);
    counted([&] { test(in, out, kTurns); });
    CHECK(std::memcmp(in, out, bytes) == 0);
  }
}

static void x87(u64 seed) {
  struct state {
    double values[8];
    std::uint32_t control, mxcsr;
  } in{}, out{};
  for (int i = 0; i < 8; i++) in.values[i] = static_cast<double>(seed) + i * 0.25;
  in.control = seed % 2 != 0 ? 0x0f7f : 0x037f;   // rounds towards zero, or to nearest
  in.mxcsr = seed % 2 != 0 ? 0x7f80 : 0x1f80;     // likewise
  for (int round = 0; round < kRounds; round++) {
    std::memset(&out, 0, sizeof out);
    counted([&] { test_x87(&in, &out, kTurns); });
    CHECK(std::memcmp(in.values, out.values, sizeof in.values) == 0);
    CHECK((out.control & 0xffff) == in.control && (out.mxcsr & 0xffc0) == in.mxcsr);
  }
}

// The same in each goroutine, whatever happens in between; long double is the x87's.
static void sums() {
  const auto sum = [] {
    double a = 1;
    long double b = 1;
    for (int i = 1; i < 40'000; i++) {
      a = a * 1.0000001 + 1.0 / i;
      b = b * 1.0000001L + 1.0L / i;
    }
    return static_cast<long double>(a) + b;
  };
  static const long double right = sum();
  for (int round = 0; round < kRounds; round++) {
    counted([&] { CHECK(sum() == right); });
  }
}

static unsigned cpuid_7_ebx() {
  unsigned a = 7, b, c = 0, d;
  asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return b;
}
static unsigned saved_by_kernel() {
  unsigned a = 1, b, c = 0, d;
  asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  if ((c >> 27 & 1) == 0) return 0;
  asm volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
  return a;
}

int main() {
  const unsigned saved = saved_by_kernel();
  const bool avx = (saved & 6) == 6;
  const bool avx512 = avx && (saved & 0xe0) == 0xe0 && (cpuid_7_ebx() >> 16 & 1) != 0;
  {
    storm wind(10'000);
    rt0::wait_group group;
    for (u64 seed = 1; seed <= 2; seed++) {
      group.go(general, seed * 1000);
      group.go(vectors, seed, test_xmm, 16 * 16);
      if (avx) group.go(vectors, seed + 2, test_ymm, 16 * 32);
      if (avx512) group.go(vectors, seed + 4, test_zmm, 32 * 64 + 16);
      group.go(x87, seed);
      group.go(sums);
    }
    group.wait();
  }
  // With one P nobody else can have got on but by a preemption.
  CHECK(rt0::gomaxprocs() > 1 || interrupted > 300);
  if (rt0::args().size() > 1) rt0::println("{} of {} calls were interrupted", interrupted.load(), calls.load());
  rt0::println("ok preempt_state");
}
