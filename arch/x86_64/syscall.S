// arch/x86_64/syscall.S - one stub per system call: long rt_sys_<name>(word, ...).
//
// The kernel takes the number in rax and words in rdi rsi rdx r10 r8 r9, and returns in rax;
// it changes rcx and r11 (AMD64 psABI, A.2). C passes its fourth word in rcx, so that one moves.
// Each stub has a section of its own, .text.rt_sys.<name>: --gc-sections leaves a binary with the
// calls that it can make, and link.ld keeps those together between two symbols.
// Layer: arch.
#include "sysnum_arch.h"

#define RT_SYSCALL_STUB_(name, Name, number)              \
        .section .text.rt_sys.name, "ax", @progbits;      \
        .globl rt_sys_##name;                             \
        .hidden rt_sys_##name;                            \
        .type rt_sys_##name, @function;                   \
        rt_sys_##name: ;                                  \
        movl $number, %eax;                               \
        movq %rcx, %r10;                                  \
        syscall;                                          \
        ret;                                              \
        .size rt_sys_##name, . - rt_sys_##name;

RT_SYSCALLS(RT_SYSCALL_STUB_)

        .section .note.GNU-stack, "", @progbits
