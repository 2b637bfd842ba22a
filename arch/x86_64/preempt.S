// arch/x86_64/preempt.S - the call that an interrupted goroutine never made.
//
// Layer: arch.
#include "arch/asm.h"
#include "arch/asm_offsets.h"

// rt_async_preempt - save everything, let other goroutines run, restore everything.
//
// A signal handler makes the interrupted code go on here (ucontext_preempt in preempt_arch.h), between any two of its
// instructions. So every register is in use, also the flags, the x87 stack and the red zone: the 128 bytes
// below the interrupted sp.
//
//    +136  ...the interrupted frame       sp when it was interrupted
//      +8  red zone
//       0  interrupted pc                <- rsp at entry
//      -8  rbp                           <- rbp: a traceback goes on in the interrupted frame
//     -16  flags
//    -128  rax rbx rcx rdx rsi rdi r8 .. r15, downwards
//          the vector state, as XSAVE writes it: rt_xsave_bytes of them, 0 mod 64
//
// rt_preempted begins with an empty x87 stack, as every function does; the control words in force are put
// back with the rest. It may return on another thread.
#define GENERAL_BYTES 120

RT_FUNC_BEGIN(rt_async_preempt)
        pushq   %rbp
        movq    %rsp, %rbp
        pushfq
        cld
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movl    rt_xsave_bytes(%rip), %ecx
        subq    %rcx, %rsp
        andq    $-64, %rsp
        movl    rt_xsave_mask(%rip), %eax
        movl    rt_xsave_mask+4(%rip), %edx
        testl   %eax, %eax
        jz      2f
        leaq    512(%rsp), %rdi                 // the header, of which XSAVE leaves 56 bytes as they are
        xorl    %esi, %esi
        movl    $8, %ecx
1:      movq    %rsi, -8(%rdi,%rcx,8)
        decl    %ecx
        jnz     1b
        xsave64 (%rsp)
        fninit
        testb   $4, %al                         // AVX: what runs next is faster with clean upper halves
        jz      3f
        vzeroupper
        jmp     3f
2:      fxsave64 (%rsp)
        fninit
3:      call    rt_preempted
        movl    rt_xsave_mask(%rip), %eax
        movl    rt_xsave_mask+4(%rip), %edx
        testl   %eax, %eax
        jz      4f
        xrstor64 (%rsp)
        jmp     5f
4:      fxrstor64 (%rsp)
5:      leaq    -GENERAL_BYTES(%rbp), %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rbx
        popq    %rax
        popfq
        popq    %rbp
        ret     $128
RT_FUNC_END(rt_async_preempt)
