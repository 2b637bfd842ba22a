// sched/locked.h - goroutines that are locked to a thread.
//
// gp->lockedm == mp and mp->lockedg == gp hold together, from lock_os_thread until its last
// unlock. Such an M runs nothing else: while its goroutine waits it sleeps without a P; whoever finds the
// goroutine runnable gives it his P and wakes it.
// Layer: sched.
#pragma once
#include "sched/g.h"
#include "sched/m.h"

namespace rt {

void lock_os_thread();
void unlock_os_thread();
// The runtime's own lock on main during init, which nests apart from the program's.
void lock_os_thread_internal();
void unlock_os_thread_internal();

// unlock_for_exit drops all locks of a goroutine that ends.
void unlock_for_exit(G* gp);

// count_locked_idle changes the number of Ms that wait for their goroutine: for the program they are as good as
// asleep. Below zero it stands for an M that is about to run. Takes sched.lock.
void count_locked_idle(i32 delta);

// stoplockedm sleeps until the locked goroutine is runnable and came with a P. On g0.
void stoplockedm();
// startlockedm gives this M's P to the M that gp is locked to, and then looks for other work. On g0.
void startlockedm(G* gp);

}  // namespace rt
