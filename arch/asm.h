// arch/asm.h - how a routine begins and ends in a .S file.
//
// Each routine has a section of its own, so that the linker can leave it out.
// Layer: arch.
#pragma once

#define RT_FUNC_BEGIN(name)                  \
        .section .text.name, "ax", @progbits; \
        .globl name;                         \
        .hidden name;                        \
        .type name, @function;               \
        .p2align 4;                          \
        name:

#define RT_FUNC_END(name) .size name, . - name

// No code here needs an executable stack.
        .section .note.GNU-stack, "", @progbits
