// sched/boottrace.cc - the boot on standard error.
//
// Layer: sched.
#include "sched/boottrace.h"

#include "cpu_arch.h"
#include "kernel_iface/clock.h"
#include "sched/cpuinfo.h"
#include "sched/sched.h"

// Row 6: absent unless the program brings one.
extern "C" [[gnu::weak]] void _rt0_foreign_init(rt::G* g0, void (*setg)(rt::G*));

namespace rt {

extern "C" {
__attribute__((section(".bss.rt0_hot"))) constinit u64 rt_boot_ticks[kBootStamps]{};
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

void BootStep::begin(const char* name, u64 ticks) {
  begun_ = true;
  if (ticks == 0) ticks = arch::cputicks();
  out_.str("boottrace: ").micros(ns_between(rt_boot_ticks[0], ticks), 9).str(" us  ").str(name);
}

kernel::Print& BootStep::fact(const char* key) { return out_.str(" ").str(key).str("="); }

void boottrace_begin() {
  boottrace_on = true;
  calibrate();
  const u64* t = rt_boot_ticks;
  BootStep("_rt0_amd64_linux", t[0]);
  BootStep("_rt0_amd64", t[0]);
  BootStep("rt0_go", t[1]).hex("sp", g0.stack.hi);
  BootStep("g0_stack", t[2]).hex("lo", g0.stack.lo).hex("hi", g0.stack.hi).hex("stackguard0", g0.stackguard0);
  BootStep("cpuid", t[3]).num("is_intel", is_intel).hex("processor_version_info", processor_version_info);
  BootStep("foreign_init", t[4]).str("hook", &_rt0_foreign_init != nullptr ? "present" : "absent");
  BootStep("settls", t[5]).hex("tls", reinterpret_cast<uptr>(&m0.self));
  BootStep("tls_check", t[6]);
  BootStep("g0_m0", t[7]).hex("g0", reinterpret_cast<uptr>(&g0)).hex("m0", reinterpret_cast<uptr>(&m0));
  BootStep("check", t[8]);
}

}  // namespace rt
