// arch/x86_64/rt0.S - from the kernel's jump to the first call of C++: rows 1 to 9 of the boot.
//
// The kernel enters with rsp at argc and every other register undefined for us:
//
//     +8(argc+1)   envp[0] ... NULL, then the auxiliary vector
//     +8           argv[0] ... NULL
//      0           argc                             <- rsp, 0 mod 16
//
// rt_boot_ticks gets the cycle counter at each step; GODEBUG=boottrace=1 prints the differences.
// Steps and their order are those of Go 1.18 runtime/asm_amd64.s, rt0_go. Layer: arch.
#include "arch/asm.h"
#include "arch/asm_offsets.h"

#define ARCH_SET_FS 0x1002
#define SYS_ARCH_PRCTL 158
#define R_X86_64_RELATIVE 8

// STAMP n - remember when step n was reached; each takes its turn. Clobbers rax, rcx and rdx.
#define STAMP(n) call rt_stamp
#define STAMPS 9

RT_FUNC_BEGIN(rt_stamp)
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        leaq    rt_boot_ticks(%rip), %rdx
        movq    8 * STAMPS(%rdx), %rcx          // how many there are
        movq    %rax, (%rdx, %rcx, 8)
        incq    8 * STAMPS(%rdx)
        ret
RT_FUNC_END(rt_stamp)

// Row 1: the entry point, named by link.ld.
RT_FUNC_BEGIN(_rt0_amd64_linux)
        STAMP(0)
        jmp     _rt0_amd64
RT_FUNC_END(_rt0_amd64_linux)

// Row 2: argc and argv become arguments.
RT_FUNC_BEGIN(_rt0_amd64)
        movq    0(%rsp), %rdi                   // argc
        leaq    8(%rsp), %rsi                   // argv
        jmp     rt0_go
RT_FUNC_END(_rt0_amd64)

// rt0_go - make this thread m0 on g0, then hand over to C++. Never returns.
//
//     rdi = argc, rsi = argv
//
// Its frame, which is the bottom of g0's stack for ever:
//     +32  argv
//     +24  argc
//       0  (room)                              <- rsp, 0 mod 16
RT_FUNC_BEGIN(rt0_go)
        // Row 3: the arguments on an even stack; frame pointers end here.
        movq    %rdi, %r12
        movq    %rsi, %r13
        subq    $40, %rsp
        andq    $~15, %rsp
        movq    %r12, 24(%rsp)
        movq    %r13, 32(%rsp)
        xorl    %ebp, %ebp
        STAMP(1)

        // A static-PIE is linked at 0 and relocated by the address of its own header. Only
        // R_X86_64_RELATIVE can occur: there is nobody to look up a symbol with.
        leaq    rt_image_begin(%rip), %r8
        leaq    rt_rela_begin(%rip), %rsi
        leaq    rt_rela_end(%rip), %rdi
.Lrelocate:
        cmpq    %rdi, %rsi
        jae     .Lrelocated
        cmpl    $R_X86_64_RELATIVE, 8(%rsi)     // r_info's type
        jne     .Labort
        movq    0(%rsi), %rcx                   // r_offset
        movq    16(%rsi), %rdx                  // r_addend
        addq    %r8, %rdx
        movq    %rdx, (%r8, %rcx)
        addq    $24, %rsi
        jmp     .Lrelocate
.Lrelocated:

        // Row 4: g0 runs on the kernel's stack.
        STAMP(2)
        leaq    rt_g0(%rip), %r14
        leaq    (-RT_G0_STACK_BYTES + RT_G0_STACK_SLACK)(%rsp), %rbx
        movq    %rbx, RT_G_STACKGUARD0(%r14)
        movq    %rbx, RT_G_STACKGUARD1(%r14)
        movq    %rbx, RT_G_STACK_LO(%r14)
        movq    %rsp, RT_G_STACK_HI(%r14)

        // Row 5: can this CPU run this program at all?
        STAMP(3)
        leaq    rt_cpu_check_offset(%rip), %rcx
        movslq  (%rcx), %rax                    // link.ld: rt_cpu_check relative to here, or 0
        testq   %rax, %rax
        jz      .Lcpu_will_do
        addq    %rcx, %rax
        call    *%rax                           // does not return on a lesser CPU
.Lcpu_will_do:

        // Row 6: whoever embeds rt0 may set up the thread himself; absent by default.
        STAMP(4)
        leaq    rt_foreign_init_offset(%rip), %rcx
        movslq  (%rcx), %rax                    // link.ld: the hook relative to here, or 0
        testq   %rax, %rax
        jz      .Lneed_tls
        addq    %rcx, %rax
        movq    %r14, %rdi                      // g0
        leaq    rt_setg(%rip), %rsi
        call    *%rax
        movq    RT_G_STACK_LO(%r14), %rax       // it may have moved g0's stack
        addq    $RT_STACK_GUARD, %rax
        movq    %rax, RT_G_STACKGUARD0(%r14)
        movq    %rax, RT_G_STACKGUARD1(%r14)

        // Row 7: the thread register.
.Lneed_tls:
        STAMP(5)
        leaq    rt_m0(%rip), %r15
        leaq    RT_M_TLS1(%r15), %rdi
        movq    %rdi, RT_M_TLS1(%r15)           // the psABI: 0(%fs) holds its own address
        call    rt_settls

        // Row 8: store through the register, read from memory.
        STAMP(6)
        movq    $0x123, %fs:RT_THREAD_G
        cmpq    $0x123, RT_M_TLS0(%r15)
        jne     .Labort

        // Row 9: g0 and m0 know each other.
        STAMP(7)
        movq    %r14, %fs:RT_THREAD_G
        movq    %r14, RT_M_G0(%r15)
        movq    %r15, RT_M_M(%r15)
        movq    %r15, RT_G_M(%r14)
        cld

        // Rows 10 to 27.
        STAMP(8)
        call    rt_check
        movl    %r12d, %edi
        movq    %r13, %rsi
        call    rt_args
        call    rt_osinit
        call    rt_schedinit
        call    rt_newproc_main
        call    rt_mstart                       // never returns
.Labort:
        call    rt_abort
RT_FUNC_END(rt0_go)

// rt_setg - make g the running one, for _rt0_foreign_init.
//
//     void rt_setg(G* g);                           rdi = g
RT_FUNC_BEGIN(rt_setg)
        movq    %rdi, %fs:RT_THREAD_G
        ret
RT_FUNC_END(rt_setg)

// rt_settls - set the thread register of the calling thread; crashes at address 0xf1 when
// the kernel refuses, because without it nothing can be reported.
//
//     void rt_settls(void* tp);                     rdi = tp
RT_FUNC_BEGIN(rt_settls)
        movq    %rdi, %rsi
        movl    $ARCH_SET_FS, %edi
        movl    $SYS_ARCH_PRCTL, %eax
        syscall
        cmpq    $-4095, %rax
        jb      1f
        movl    $0xf1, 0xf1
1:      ret
RT_FUNC_END(rt_settls)

// rt_abort - stop here, visibly: a breakpoint, and if that is handled, for ever.
RT_FUNC_BEGIN(rt_abort)
        int3
        jmp     rt_abort
RT_FUNC_END(rt_abort)

// A thread's TLS block ends with g's word, at -8(%fs), below which link.ld puts a program's
// thread_local objects. This empty section makes the segment exist in programs that have none.
        .section .tbss.rt0, "awT", @nobits
        .p2align 3

// GCC refers to this one weakly (from the table of an abstract class), which does not load it from an
// archive. The section is dropped from every program; what it names has been loaded by then.
        .section .text.rt_load, "ax", @progbits
        .long   __cxa_pure_virtual - .
