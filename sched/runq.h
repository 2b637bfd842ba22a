// sched/runq.h - the queue of runnable Gs that each P owns.
//
// A fixed ring with one producer (the P's own M) and many consumers (thieves), and before
// it runnext: one G that was readied by the running one and inherits its time slice, so that two
// goroutines that hand work to and fro stay on one core.
// Algorithm: Vyukov, "Scalable Go Scheduler Design Doc" (2012); the ring follows
// Go 1.24 runtime/proc.go, runqput and runqgrab.
//
// Invariants: head <= tail <= head + kRunqLen, as differences of 32-bit counters; slots in
// [head, tail) hold Gs in order of arrival. Only the owner moves tail. Who moves head with a CAS owns
// what lay between. A slot is rewritten only after head has passed it, so a thief that
// reads a stale slot fails its CAS.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/p.h"
#include "sched/sched.h"

namespace rt {

struct Picked {
  G* g = nullptr;
  bool inherit_time = false;  // g came from runnext: it goes on with the slice of its waker
  explicit operator bool() const { return g != nullptr; }
};

// runqput makes gp runnable on pp; with next it takes runnext's place and runnext's G goes to the
// tail. A full ring sheds its older half to the global queue. Only on the M that owns pp.
void runqput(P* pp, G* gp, bool next);

// runqget takes the next G of pp, or none. Only on the M that owns pp.
Picked runqget(P* pp);

// runqsteal moves half of victim's Gs to pp and returns one of them, or null. steal_next also
// takes the victim's runnext, when nothing else is left and it has been there for some microseconds.
G* runqsteal(P* pp, P* victim, bool steal_next);

// runq_take_all empties the queue of a P that nobody owns any more, in order.
GQueue runq_take_all(P* pp);

// runqempty may be asked by anybody. It does not miss a G that moves from runnext to the ring.
bool runqempty(P* pp);

u32 runq_len(P* pp);

}  // namespace rt
