// sched/boottrace.cc - the boot on standard error.
//
// Layer: sched.
#include "sched/boottrace.h"

#include <cstdarg>

#include "cpu_arch.h"
#include "cpuinfo_arch.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/print.h"
#include "sched/sched.h"

// From link.ld: where the program's hook of row 6 is; 0 without one.
extern "C" const rt::i32 rt_foreign_init_offset;

namespace rt {

extern "C" {
RT_HOT_BSS constinit u64 rt_boot_ticks[kBootStamps + 1]{};
}
constinit bool boottrace_on = false;

static i64 ns_at_begin;      // nanotime() when the trace began
static u64 ticks_at_begin;   // the cycle counter then
static u64 ticks_per_ms;

// calibrate finds the counter's rate, in 200 us: exact enough for a trace.
static void calibrate() {
  ns_at_begin = kernel::nanotime();
  ticks_at_begin = arch::cputicks();
  i64 now = ns_at_begin;
  while (now - ns_at_begin < 200'000) now = kernel::nanotime();
  ticks_per_ms = (arch::cputicks() - ticks_at_begin) * 1'000'000 / static_cast<u64>(now - ns_at_begin);
}

static i64 ns_between(u64 from, u64 to) {
  return ticks_per_ms == 0 ? 0 : static_cast<i64>((to - from) * 1'000'000 / ticks_per_ms);
}

void boot_words(const char* format, ...) {
  if (!boottrace_on) return;
  va_list words;
  va_start(words, format);
  const bool earlier = *format == '@';
  const u64 ticks = earlier ? va_arg(words, u64) : arch::cputicks();
  kernel::Print out;
  out.str("boottrace: ").micros(ns_between(rt_boot_ticks[0], ticks), 9).str(" us  ");
  out.words(format + earlier, words).ch('\n');
  va_end(words);
}

void boottrace_begin() {
  boottrace_on = true;
  calibrate();
  const u64* t = rt_boot_ticks;
  const arch::CpuInfo& cpu = arch::cpu_info();
  boot_step("@_rt0_amd64_linux", t[0]);
  boot_step("@_rt0_amd64", t[0]);
  boot_step("@rt0_go sp=%x", t[1], g0.stack.hi);
  boot_step("@g0_stack lo=%x hi=%x stackguard0=%x", t[2], g0.stack.lo, g0.stack.hi, g0.stackguard0);
  boot_step("@cpuid is_intel=%d processor_version_info=%x level=%d", t[3], cpu.is_intel,
            cpu.processor_version_info, cpu.level);
  boot_step("@foreign_init hook=%s", t[4], rt_foreign_init_offset != 0 ? "present" : "absent");
  boot_step("@settls tls=%x", t[5], &m0.self);
  boot_step("@tls_check", t[6]);
  boot_step("@g0_m0 g0=%x m0=%x", t[7], &g0, &m0);
  boot_step("@check", t[8]);
}

}  // namespace rt
