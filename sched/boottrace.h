// sched/boottrace.h - the boot, step by step, on standard error: GODEBUG=boottrace=1.
//
// A line is a step of BOOT.md under its name: the time since the first instruction, and what
// became true. Steps before the environment is known are stamped by rt0.S and printed later, in order.
//
//     RT_BOOT_STEP("osinit ncpu=%d why=%s", ncpu, why);
//
// Without the option a step is a test of one flag; its facts are not even computed. Layer: sched.
#pragma once
#include <type_traits>

#include "base/attributes.h"
#include "base/types.h"

namespace rt {

inline constexpr u32 kBootStamps = 10;
extern "C" u64 rt_boot_ticks[kBootStamps];

// boottrace_begin turns the trace on and prints what happened so far.
void boottrace_begin();
extern bool boottrace_on;

// boot_step prints a step that is reached now. In format: %d a number, %x in hexadecimal, %s a string; each
// of the words is one of these.
RT_COLD void boot_step(const char* format, ...);

template <class T>
u64 boot_word(T v) {
  if constexpr (std::is_pointer_v<T>) return reinterpret_cast<u64>(v);
  else return static_cast<u64>(static_cast<i64>(v));
}

}  // namespace rt

#define RT_BOOT_WORDS_0(f) f
#define RT_BOOT_WORDS_1(f, a) f, ::rt::boot_word(a)
#define RT_BOOT_WORDS_2(f, a, b) RT_BOOT_WORDS_1(f, a), ::rt::boot_word(b)
#define RT_BOOT_WORDS_3(f, a, b, c) RT_BOOT_WORDS_2(f, a, b), ::rt::boot_word(c)
#define RT_BOOT_WORDS_4(f, a, b, c, d) RT_BOOT_WORDS_3(f, a, b, c), ::rt::boot_word(d)
#define RT_BOOT_WORDS_5(f, a, b, c, d, e) RT_BOOT_WORDS_4(f, a, b, c, d), ::rt::boot_word(e)
#define RT_BOOT_WORDS_6(f, a, b, c, d, e, g) RT_BOOT_WORDS_5(f, a, b, c, d, e), ::rt::boot_word(g)
#define RT_BOOT_PICK(f, a, b, c, d, e, g, name, ...) name
#define RT_BOOT_STEP(...)                                                                                           \
  do {                                                                                                              \
    if (RT_UNLIKELY(::rt::boottrace_on))                                                                            \
      ::rt::boot_step(RT_BOOT_PICK(__VA_ARGS__, RT_BOOT_WORDS_6, RT_BOOT_WORDS_5, RT_BOOT_WORDS_4, RT_BOOT_WORDS_3,  \
                                   RT_BOOT_WORDS_2, RT_BOOT_WORDS_1, RT_BOOT_WORDS_0)(__VA_ARGS__));                \
  } while (0)
