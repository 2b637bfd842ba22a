// sched/procresize.h - Ps come and go; binding a P to an M.
//
// Row 25 of the boot, and gomaxprocs(n) with the world stopped. Ps are made when first needed and never
// freed: an M that comes back from a system call may still look at the P it had.
// Layer: sched.
#pragma once
#include "sched/p.h"

namespace rt {

// procresize makes 0 .. n-1 the Ps in use. The caller keeps a P (its own, or P 0); the others go to
// the idle list, but for those with work, which are returned, linked. With the world stopped.
P* procresize(u32 n);

// acquirep binds an idle P to this M; releasep unbinds and returns it, idle.
void acquirep(P* pp);
P* releasep();

// set_gomaxprocs changes the number of Ps of a running program, to at most kMaxProcs, and returns the former one.
u32 set_gomaxprocs(u32 n);

}  // namespace rt
