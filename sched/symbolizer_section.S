// sched/symbolizer_section.S - the symbolizer, as a section of the program that is not loaded.
//
// Its name begins with .debug, so that strip takes it away together with what it reads, and does not go on with an
// underscore, so that nobody compresses it. link.ld names the symbol, and so every program has it.
// Layer: sched.
#include "arch/asm.h"

        .section .debug.rt0, "", @progbits
        .balign 16                              // kSymbolizerAlign
        .globl  rt_symbolizer
        .hidden rt_symbolizer
rt_symbolizer:
        .incbin RT_SYMBOLIZER
