// arch/x86_64/signal.S - the kernel's way into and out of a signal handler.
//
// Layer: arch.
#include "arch/asm.h"
#include "arch/asm_offsets.h"

#define SYS_RT_SIGRETURN 15

// rt_sigtramp - what the kernel calls for every signal that the runtime handles.
//
//     void rt_sigtramp(int sig, Siginfo* info, Ucontext* context);
//
// On gsignal's stack (sigaltstack), with every register of the interrupted code in *context. The
// direction flag is cleared by the kernel.
RT_FUNC_BEGIN(rt_sigtramp)
        pushq   %rbp
        movq    %rsp, %rbp
        call    rt_sighandler
        popq    %rbp
        ret
RT_FUNC_END(rt_sigtramp)

// rt_sigreturn - where a handler returns to: the kernel restores *context.
RT_FUNC_BEGIN(rt_sigreturn)
        movl    $SYS_RT_SIGRETURN, %eax
        syscall
        ud2
RT_FUNC_END(rt_sigreturn)
