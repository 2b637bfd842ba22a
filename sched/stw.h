// sched/stw.h - stopping the world: no goroutine runs but the one that asked.
//
// stop_the_world sets gcwaiting, marks every P's attention, takes the idle Ps and those in system
// calls, and waits for the rest, which come by at their next park, yield or return from a system call:
// stopwait counts them down under sched.lock and the last one wakes stopnote. One stopper at a time: a
// second one parks. Rank: sched.lock only, never held while waiting.
// Layer: sched.
#pragma once
#include "sched/p.h"

namespace rt {

// On a goroutine. Between the two the caller must not park.
void stop_the_world();

// start_the_world wakes Ms for the Ps that have work (from procresize, or null), and one more to look around.
void start_the_world(P* runnable);

// gcstopm gives this M's P to the stop and sleeps. On g0.
void gcstopm();

// stop_this_p_locked counts a P that nobody runs as stopped. Holds sched.lock.
void stop_this_p_locked(P* pp);

}  // namespace rt
