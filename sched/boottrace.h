// sched/boottrace.h - the boot, step by step, on standard error: GODEBUG=boottrace=1.
//
// A line is a step of BOOT.md under its name: the time since the first instruction, and what
// became true. Steps before the environment is known are stamped by rt0.S and printed later, in order.
//
//     BootStep("osinit").num("ncpu", ncpu).str("why", why);
//
// Without the option a step is a test of one flag. Layer: sched.
#pragma once
#include <string_view>

#include "base/attributes.h"
#include "base/types.h"
#include "kernel_iface/print.h"

namespace rt {

inline constexpr u32 kBootStamps = 10;
extern "C" u64 rt_boot_ticks[kBootStamps];

// boottrace_begin turns the trace on and prints what happened so far.
void boottrace_begin();
extern bool boottrace_on;

class BootStep {
 public:
  explicit BootStep(const char* name) {
    if (RT_UNLIKELY(boottrace_on)) begin(name, 0);
  }
  ~BootStep() {
    if (RT_UNLIKELY(begun_)) out_.ch('\n');
  }
  // Facts. Their values must be cheap: they are evaluated also without a trace.
  BootStep& num(const char* key, i64 v) {
    if (RT_UNLIKELY(begun_)) fact(key).dec(v);
    return *this;
  }
  BootStep& hex(const char* key, u64 v) {
    if (RT_UNLIKELY(begun_)) fact(key).hex(v);
    return *this;
  }
  BootStep& str(const char* key, const char* v) {
    if (RT_UNLIKELY(begun_)) fact(key).str(v);
    return *this;
  }

 private:
  friend void boottrace_begin();
  BootStep(const char* name, u64 ticks) { begin(name, ticks); }
  RT_COLD void begin(const char* name, u64 ticks);
  RT_COLD kernel::Print& fact(const char* key);

  bool begun_ = false;
  kernel::Print out_;
};

}  // namespace rt
