// sched/main_g.h - the first goroutine: rows 28 to 38 of the boot, and the end of the process.
//
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

extern i64 runtime_init_time;  // nanotime() when the world started

// runtime_main is what main_pc points at, the first goroutine's function.
void runtime_main(void*) asm("rt_runtime_main");

// rt_exit runs destructors of globals and atexit functions, flushes rt0::out and ends the process. Called from
// one of those it runs the rest of them and ends with the new status; another goroutine that calls it parks. On
// a goroutine.
extern "C" [[noreturn]] void rt_exit(int status);

}  // namespace rt
