// sched/symbolizer/sched_report.h - the scheduler in a line, or every P, M and G of it, as Go's schedtrace prints them.
//
// It reads the runtime's structures where they are, while everything goes on: what it prints are hints. Each value is
// one word; Ps, Ms and Gs are never unmapped, and the caller holds the lock of the list of Gs.
// What is there in Go and not in rt0 is 0, or empty: needspinning; an M's mallocing, throwing, preemptoff, locks, dying.
// A report is one write, save when it is above kSchedReportBytes.
// Source: Go runtime/proc.go, schedtrace. Layer: sched.
#pragma once
#include "sched/symbolizer/symbolizer.h"

namespace rt {

void print_sched(const FramesRequest& request);

}  // namespace rt
