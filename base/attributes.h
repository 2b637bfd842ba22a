// base/attributes.h - what the compiler is told beyond the language.
//
// Layer: base.
#pragma once

#define RT_NOINLINE __attribute__((noinline))
#define RT_INLINE inline __attribute__((always_inline))
#define RT_COLD __attribute__((cold, noinline))
#define RT_LIKELY(x) __builtin_expect(!!(x), 1)
#define RT_UNLIKELY(x) __builtin_expect(!!(x), 0)

// Where zeroed objects lie (link.ld), because each page that the boot touches costs about a microsecond. Hot: the
// boot's few words. Warm: large, but used from the beginning, right behind them. Cold: big arrays that the boot
// leaves alone. Not in debug builds, where locks hold their rank and so are not zero. Stacks lie behind all.
#define RT_STACKS_BSS __attribute__((section(".bss.rt0_stacks")))
#ifdef RT_DEBUG
#define RT_HOT_BSS
#define RT_WARM_BSS
#define RT_COLD_BSS
#else
#define RT_HOT_BSS __attribute__((section(".bss.rt0_hot")))
#define RT_WARM_BSS __attribute__((section(".bss.rt0_warm")))
#define RT_COLD_BSS __attribute__((section(".bss.rt0_cold")))
#endif
