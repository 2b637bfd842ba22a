// base/attributes.h - what the compiler is told beyond the language.
//
// Layer: base.
#pragma once

#define RT_NOINLINE __attribute__((noinline))
#define RT_INLINE inline __attribute__((always_inline))
#define RT_COLD __attribute__((cold, noinline))
#define RT_LIKELY(x) __builtin_expect(!!(x), 1)
#define RT_UNLIKELY(x) __builtin_expect(!!(x), 0)

// For big zeroed objects that boot does not touch: the end of .bss. Not in debug builds, where locks hold
// their rank and so are not zero.
#ifdef RT_DEBUG
#define RT_COLD_BSS
#else
#define RT_COLD_BSS __attribute__((section(".bss.rt0_cold")))
#endif
