// arch/x86_64/clone.S - a new thread, which begins on a stack of its own.
//
// Layer: arch.
#include "arch/asm.h"
#include "arch/asm_offsets.h"

#define SYS_CLONE 56
#define SYS_EXIT 60

// rt_clone - start a thread in fn(arg) on the given stack.
//
//     long rt_clone(unsigned long flags, void* stack_hi, u32* tid, void* tp, void (*fn)(void*), void* arg);
//                   rdi                  rsi             rdx       rcx       r8                 r9
//
// Returns the thread's id in the parent, or -errno. tid is both where the kernel stores the id
// (CLONE_PARENT_SETTID) and what it clears when the thread is gone (CLONE_CHILD_CLEARTID). The child
// starts with tp in its thread register, so a signal finds its M at once. When fn returns the
// thread exits; its stack is free when *tid is 0.
RT_FUNC_BEGIN(rt_clone)
        andq    $~15, %rsi
        pushq   %r12
        pushq   %r13
        movq    %r8, %r12                       // fn and arg survive the call in both threads
        movq    %r9, %r13
        movq    %rdx, %r10                      // ctid is tid
        movq    %rcx, %r8                       // tls
        movl    $SYS_CLONE, %eax
        syscall
        testq   %rax, %rax
        jz      1f
        popq    %r13
        popq    %r12
        ret
1:      xorl    %ebp, %ebp                      // the child: traceback ends here
        movq    %r13, %rdi
        call    *%r12
        xorl    %edi, %edi
        movl    $SYS_EXIT, %eax
        syscall
        ud2
RT_FUNC_END(rt_clone)
