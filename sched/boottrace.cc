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
RT_HOT_BSS constinit u64 rt_boot_ticks[kBootStamps]{};
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

// print_step prints one line: the time of `ticks`, the name, the facts.
static void print_step(u64 ticks, const char* format, va_list words) {
  kernel::Print out;
  out.str("boottrace: ").micros(ns_between(rt_boot_ticks[0], ticks), 9).str(" us  ");
  for (const char* c = format; *c != 0; c++) {
    if (*c != '%') {
      out.ch(*c);
      continue;
    }
    const u64 word = va_arg(words, u64);
    switch (*++c) {
      case 'd': out.dec(static_cast<i64>(word)); break;
      case 'x': out.hex(word); break;
      default: out.str(reinterpret_cast<const char*>(word)); break;
    }
  }
  out.ch('\n');
}

void boot_step(const char* format, ...) {
  const u64 now = arch::cputicks();
  va_list words;
  va_start(words, format);
  print_step(now, format, words);
  va_end(words);
}

// early_step is a step that was stamped before anything could be printed.
static void early_step(u64 ticks, const char* format, ...) {
  va_list words;
  va_start(words, format);
  print_step(ticks, format, words);
  va_end(words);
}

void boottrace_begin() {
  boottrace_on = true;
  calibrate();
  const u64* t = rt_boot_ticks;
  const arch::CpuInfo& cpu = arch::cpu_info();
  early_step(t[0], "_rt0_amd64_linux");
  early_step(t[0], "_rt0_amd64");
  early_step(t[1], "rt0_go sp=%x", g0.stack.hi);
  early_step(t[2], "g0_stack lo=%x hi=%x stackguard0=%x", g0.stack.lo, g0.stack.hi, g0.stackguard0);
  early_step(t[3], "cpuid is_intel=%d processor_version_info=%x level=%d", u64{cpu.is_intel},
             u64{cpu.processor_version_info}, u64{cpu.level});
  early_step(t[4], "foreign_init hook=%s", rt_foreign_init_offset != 0 ? "present" : "absent");
  early_step(t[5], "settls tls=%x", boot_word(&m0.self));
  early_step(t[6], "tls_check");
  early_step(t[7], "g0_m0 g0=%x m0=%x", boot_word(&g0), boot_word(&m0));
  early_step(t[8], "check");
}

}  // namespace rt
