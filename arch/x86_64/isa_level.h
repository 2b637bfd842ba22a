// arch/x86_64/isa_level.h - which level of x86-64 an object was compiled for, left in the object.
//
// rt0-c++ and the Makefile include it by force in every object, C++ and assembly. Code for a
// level above the first leaves one byte in a section that link.ld collects, highest first, at
// rt_isa_level; row 5 of the boot compares it with the CPU, by a function that the reference from
// here, which takes no room, brings into the program. A single feature of a level counts
// as the level. Levels: System V AMD64 psABI 1.0, 3.1.1.
// Layer: arch.
#if defined(__AVX512F__) || defined(__AVX512BW__) || defined(__AVX512VL__)
#define RT_ISA_LEVEL_ 4
#elif defined(__AVX__) || defined(__AVX2__) || defined(__BMI__) || defined(__BMI2__) || defined(__F16C__) || \
    defined(__FMA__) || defined(__LZCNT__) || defined(__MOVBE__)
#define RT_ISA_LEVEL_ 3
#elif defined(__SSE3__) || defined(__SSSE3__) || defined(__SSE4_1__) || defined(__SSE4_2__) || \
    defined(__POPCNT__) || defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16)
#define RT_ISA_LEVEL_ 2
#endif

#ifdef RT_ISA_LEVEL_
#ifdef __ASSEMBLER__
#define RT_ISA_NOTE_(level)                                        \
  .pushsection .rt0_isa_level_##level, "a", @progbits; .byte level; \
  .globl rt_cpu_check; .reloc ., R_X86_64_NONE, rt_cpu_check; .popsection
#else
#define RT_ISA_NOTE_(level) \
  __asm__(".pushsection .rt0_isa_level_" #level ", \"a\", @progbits; .byte " #level "; " \
          ".globl rt_cpu_check; .reloc ., R_X86_64_NONE, rt_cpu_check; .popsection");
#endif
#define RT_ISA_NOTE(level) RT_ISA_NOTE_(level)
RT_ISA_NOTE(RT_ISA_LEVEL_)
#undef RT_ISA_NOTE
#undef RT_ISA_NOTE_
#undef RT_ISA_LEVEL_
#endif
