// arch/asm_offsets.h - numbers that C++ and assembly share.
//
// sched/asm_offsets.cc proves each of them with a static_assert.
// Layer: arch.
#pragma once

// ThreadBlock, relative to the thread register.
#define RT_THREAD_G -8
#define RT_THREAD_SELF 0
#define RT_THREAD_G0 8
#define RT_THREAD_M 16
#define RT_THREAD_P 24
#define RT_THREAD_MCACHE 32

// M, which begins with its ThreadBlock.
#define RT_M_TLS0 0  // g
#define RT_M_TLS1 8  // self: where the thread register points
#define RT_M_G0 16
#define RT_M_M 24

// G
#define RT_G_SCHED_SP 0
#define RT_G_ENTRY 8
#define RT_G_CLOSURE 16
#define RT_G_FRESH 24
#define RT_G_M 32
#define RT_G_STACK_LO 40
#define RT_G_STACK_HI 48
#define RT_G_STACKGUARD0 56
#define RT_G_STACKGUARD1 64

// Row 4 of the boot: how much of the kernel's stack g0 may use.
#define RT_G0_STACK_BYTES (64 * 1024)
#define RT_G0_STACK_SLACK 104
#define RT_STACK_GUARD 928
