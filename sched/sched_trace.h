// sched/sched_trace.h - what the scheduler does, on standard error: GODEBUG=schedtrace=ms[,scheddetail=1].
//
// A report is Go's line (runtime/proc.go, schedtrace), about every ms milliseconds, the first one before sysmon begins:
//
//     SCHED 1003ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=0 idlethreads=1 runqueue=3 [2 0]
//
// runqueue is the length of the global queue, in brackets are those of the Ps. With scheddetail=1 there is a line for each
// P, M and G instead. What puts it together lies beside the symbolizer (symbolizer/sched_report.h), so that no
// program has to load it; a program that was stripped says once that it cannot.
// Layer: sched.
#pragma once
#include "base/attributes.h"
#include "base/types.h"

namespace rt {

// schedtrace prints a report if it is time for one. On g0, nothing locked; by one thread at a time.
RT_COLD void schedtrace(i64 now);

}  // namespace rt
