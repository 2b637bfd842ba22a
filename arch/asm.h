// arch/asm.h - how a routine begins and ends in a .S file.
//
// Each routine has a section of its own, so that the linker can leave it out. It begins anywhere: one that is
// entered millions of times says .p2align itself.
// Layer: arch.
#pragma once

#define RT_FUNC_BEGIN(name)                  \
        .section .text.name, "ax", @progbits; \
        .globl name;                         \
        .hidden name;                        \
        .type name, @function;               \
        name:

#define RT_FUNC_END(name) .size name, . - name

// No code here needs an executable stack.
        .section .note.GNU-stack, "", @progbits
