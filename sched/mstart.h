// sched/mstart.h - birth, idling and death of Ms.
//
// newm: a block of memory (g0's stack with the M, its G structures and the thread's TLS above it), then
// clone. stopm: an M without work sleeps on its note. startm: a P gets an M, asleep or new. mexit: a
// thread ends because the goroutine locked to it ended.
//
// When the kernel refuses a thread (EAGAIN: RLIMIT_NPROC, a cgroup's pids.max, or 10,000 Ms here)
// the program cannot go on as promised: a fatal error says so.
// Layer: sched.
#pragma once
#include "sched/m.h"
#include "sched/p.h"

namespace rt {

// newm starts an M that runs fn (if any) and then, unless it is the system's, goroutines on pp.
void newm(void (*fn)(), P* pp, bool system);

// startm finds an M for pp. spinning: the caller has raised sched.nmspinning for it. Without a P
// given, it takes an idle one, or does nothing. Needs a P or g0; may be called by sysmon.
void startm(P* pp, bool spinning);

// stopm sleeps until somebody has a P for this M. On g0, without a P.
void stopm();

// sleep_for_p sleeps until somebody hands this M a P.
void sleep_for_p(M* mp);

// mcommoninit gives an M its id, random state and signal stack, and puts it on allm. Row 18 for m0.
void mcommoninit(M* mp);

// use_signal_stack: from here on handlers of this thread run on gsignal, not on the stack that they interrupt.
void use_signal_stack(M* mp);

// checkmcount is fatal when there are more Ms than sched.maxmcount. Holds sched.lock.
void checkmcount_locked();

// What each new thread runs first, on its g0; m0 comes here at the end of rt0_go.
extern "C" [[noreturn]] void rt_mstart();

i64 mcount();

}  // namespace rt
