// sched/symbolizer_section.S - the symbolizer, and the script for gdb, as sections of the program that are not loaded.
//
// The first one's name begins with .debug, so that strip takes it away together with what it reads, and does not go on with an
// underscore, so that nobody compresses it. link.ld names the symbol, and so every program has it.
// Layer: sched.
#include "arch/asm.h"

        .section .debug.rt0, "", @progbits
        .balign 16                              // kSymbolizerAlign
        .globl  rt_symbolizer
        .hidden rt_symbolizer
rt_symbolizer:
        .incbin RT_SYMBOLIZER

// Gdb runs what it finds here if the user lets it (tools/rt0-gdb.py): 4 is Python, then a name and a line end, the text, 0.
        .section .debug_gdb_scripts, "", @progbits
        .globl  rt_gdb_script
        .hidden rt_gdb_script
rt_gdb_script:
        .byte   4
        .ascii  "rt0-gdb.py\n"
        .incbin "tools/rt0-gdb.py"
        .byte   0
