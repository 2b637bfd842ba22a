// sched/boottrace.h - the boot, step by step, on standard error: GODEBUG=boottrace=1.
//
// A line is a step of BOOT.md under its name: the time since the first instruction, and what
// became true. Steps before the environment is known are stamped by rt0.S and printed later, in order.
//
//     boot_step("osinit ncpu=%d why=%s", ncpu, why);
//
// Without the option a step is a call that comes back at once; facts that cost something are asked for under
// `if (boottrace_on)`. Layer: sched.
#pragma once
#include "base/attributes.h"
#include "base/types.h"
#include "kernel_iface/print.h"

namespace rt {

// When rt0.S reached each of its steps, and how many there are.
inline constexpr u32 kBootStamps = 9;
extern "C" u64 rt_boot_ticks[kBootStamps + 1];

// boottrace_begin turns the trace on and prints what happened so far.
void boottrace_begin();
extern bool boottrace_on;

// boot_words is boot_step, of words (kernel_iface/print.h).
RT_COLD void boot_words(const char* format, ...);

// boot_step is a step that is reached now, with its facts as in kernel::print. A format that begins with @ takes
// when it was reached as its first word.
template <class... Words>
RT_INLINE void boot_step(const char* format, Words... words) {
  boot_words(format, kernel::print_word(words)...);
}

}  // namespace rt
