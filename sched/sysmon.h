// sched/sysmon.h - the watcher: an M without a P that looks after those that have one.
//
// It takes Ps back from long system calls, ends time slices of over 10 ms, has overdue timers looked
// at, drives the scavenger, and prints the reports of schedtrace. It sleeps 20 us at first, then ever longer up to 10 ms, and until it is woken
// when nothing runs. Source: Go runtime/proc.go, sysmon.
// Layer: sched.
#pragma once

namespace rt {

// sysmon never returns. On the g0 of its own M.
void sysmon();

}  // namespace rt
