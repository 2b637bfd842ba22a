// sched/gc.h - the driver of memory: background goroutines, and when they work.
//
// Row 24 and 32 of the boot. The sweeper waits for a collection to hand it spans; the scavenger gives idle
// pages back to the kernel, a bounded step at a time, when sysmon finds that there are too many.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

// gcinit sets up the collector's state: GOGC, GOMEMLIMIT.
void gcinit();

// gcenable starts the background sweeper and scavenger and waits until both run.
void gcenable();

// scavenge_tick is sysmon's call: wakes the scavenger when its turn has come, and once for the Ps to follow the CPU
// quota, for which the scavenger's goroutine serves as well. Without a P.
void scavenge_tick(i64 now);

// scavenge_nap is how long sysmon may sleep while nothing runs: until the next scavenge_tick if memory is to be given
// back before long, else for ever (kNever).
i64 scavenge_nap();

// gc gives all free pages back to the kernel at once.
void gc();

struct GcController {
  i32 percent = 0;       // GOGC; negative: off
  i64 memory_limit = 0;  // GOMEMLIMIT, bytes
};
extern GcController gc_controller;

}  // namespace rt
