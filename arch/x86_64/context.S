// arch/x86_64/context.S - leaving one stack and going on on another.
//
// Layer: arch.
#include "arch/asm.h"
#include "arch/asm_offsets.h"

// rt_switch - leave the running G and go on in another one.
//
//     void rt_switch(G* from, G* to, void (*after)(G* from, void* arg), void* arg);
//                    rdi      rsi    rdx                                rcx
//
// Saves the callee-saved registers (System V AMD64 psABI, 3.2.1) on from's stack, publishes
// the result in from->sched_sp and goes to to's stack. There, unless after is null, it calls
// after(from, arg): from here on from is off its stack and may be run by anybody. Then the call that
// once left `to` returns, perhaps on another M than it was made on.
// A fresh G has no such call: its entry(closure) is called, at the very top of its stack.
//
//     +56  return address                entry rsp = 8 mod 16
//     +48  rbp                           frame pointers stay walkable for traceback
//     +40  rbx
//      +8  r15 r14 r13 r12, upwards
//       0  mxcsr | x87 control word      <- from->sched_sp, 0 mod 16
//
// The two control words are the thread's, and callee-saved. Loading them is slow and they
// hardly ever differ, so they are loaded only then; the low 6 bits of mxcsr, sticky flags, are
// nobody's to keep. It ends in `ret`: all parking calls come through the same few call sites, so that
// the return predictor, which still has from's frames, is right about this return more often than not.
        .section .text.rt_switch, "ax", @progbits
        .p2align 4
RT_FUNC_BEGIN(rt_switch)
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        stmxcsr -8(%rsp)
        fnstcw  -4(%rsp)
        movl    -8(%rsp), %eax                  // each with the size of its store, so that
        movzwl  -4(%rsp), %ebx                  // the loads are forwarded
        shlq    $32, %rbx
        orq     %rax, %rbx                      // rbx = the control words in force
        pushq   %rbx
        movq    %rsp, RT_G_SCHED_SP(%rdi)
        movq    RT_G_SCHED_SP(%rsi), %rsp
        movq    %rsi, %fs:RT_THREAD_G           // from here on getg() == to
        movq    %rsi, %r12
        testq   %rdx, %rdx
        jz      1f
        movq    %rcx, %rsi
        call    *%rdx
1:      cmpb    $0, RT_G_FRESH(%r12)
        jne     3f
        xorq    (%rsp), %rbx
        shrq    $6, %rbx
        jnz     4f
2:      addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret

3:      movb    $0, RT_G_FRESH(%r12)
        movabsq $0x37f00001f80, %rax            // the psABI's defaults
        xorq    %rbx, %rax
        shrq    $6, %rax
        jnz     6f
5:      movq    RT_G_CLOSURE(%r12), %rdi
        xorl    %ebp, %ebp                      // traceback ends here
        call    *RT_G_ENTRY(%r12)
        call    rt_goexit0                      // does not return
        ud2

4:      ldmxcsr (%rsp)
        fldcw   4(%rsp)
        jmp     2b

6:      movabsq $0x37f00001f80, %rax
        pushq   %rax
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $8, %rsp
        jmp     5b
RT_FUNC_END(rt_switch)

// rt_systemstack - run fn(arg) on this M's g0 stack and come back. fn must not park.
//
//     void rt_systemstack(void (*fn)(void*), void* arg);       rdi = fn, rsi = arg
//
// Called on g0 it is an ordinary call.
RT_FUNC_BEGIN(rt_systemstack)
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        pushq   %r12
        movq    %fs:RT_THREAD_G, %rbx
        movq    %fs:RT_THREAD_G0, %rax
        cmpq    %rax, %rbx
        je      1f
        movq    %rsp, RT_G_SCHED_SP(%rbx)       // where a traceback of this G begins
        movq    %rax, %fs:RT_THREAD_G
        movq    RT_G_SCHED_SP(%rax), %rsp       // 0 mod 16: rt_switch left it there
1:      movq    %rdi, %rax
        movq    %rsi, %rdi
        call    *%rax
        movq    %rbx, %fs:RT_THREAD_G
        leaq    -16(%rbp), %rsp
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
RT_FUNC_END(rt_systemstack)
