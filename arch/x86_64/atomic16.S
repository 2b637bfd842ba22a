// arch/x86_64/atomic16.S - compare and swap of 16 bytes.
//
//     bool rt_cas16(void* p, u64 expected[2], u64 low, u64 high);
//                   rdi      rsi              rdx      rcx
//
// If the 16 bytes at p, which are aligned, are *expected, stores low and high there and returns true.
// Otherwise stores what it found to *expected and returns false. A full barrier.
// Layer: arch.
#include "arch/asm.h"

        .text
RT_FUNC_BEGIN(rt_cas16)
        pushq   %rbx                            // cmpxchg16b wants rbx; the caller wants it back
        movq    %rdx, %rbx
        movq    (%rsi), %rax
        movq    8(%rsi), %rdx
        lock cmpxchg16b (%rdi)                  // rdx:rax with memory, rcx:rbx the new value
        sete    %cl
        je      1f
        movq    %rax, (%rsi)
        movq    %rdx, 8(%rsi)
1:      movzbl  %cl, %eax
        popq    %rbx
        ret
RT_FUNC_END(rt_cas16)
