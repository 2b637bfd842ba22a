// sched/schedule.h - which G runs next: the policy, in one place.
//
// Each M has a schedule loop on its g0. A goroutine that stops does not go there if it need not:
// next_fast picks the next G on the spot and rt_switch goes straight to it. The loop is for everything
// that may take long: fairness, timers, stealing, sleeping, locked threads, a stopping world.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/park.h"
#include "sched/runq.h"

namespace rt {

extern "C" void rt_switch(G* from, G* to, ParkAfter after, void* arg);
extern "C" void rt_systemstack(void (*fn)(void*), void* arg);

// schedule runs goroutines on this M until a goroutine that is locked to it ends. On g0.
void schedule();

// switch_away leaves gp, the running goroutine, for the best next G. The caller has set gp's status;
// `after` does what must be done once gp is off its stack.
void switch_away(G* gp, ParkAfter after, void* arg);

// next_fast takes the next G of the local queue, ready to be switched to, or null when the
// schedule loop has to decide.
G* next_fast(M* mp, P* pp);

// mark_running binds gp to mp, just before a switch to it.
void mark_running(M* mp, G* gp);

}  // namespace rt
