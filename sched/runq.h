// sched/runq.h - the queue of runnable Gs that each P owns.
//
// A fixed ring with one producer (the P's own M) and many consumers (thieves), and before
// it runnext: one G that was readied by the running one and inherits its time slice, so that two
// goroutines that hand work to and fro stay on one core.
// Algorithm: Vyukov, "Scalable Go Scheduler Design Doc" (2012); the ring follows
// Go 1.24 runtime/proc.go, runqput and runqgrab.
//
// Unlike Go's, the ring is taken from at both ends. Goroutines that never ran leave it newest first: a tree of
// goroutines is then walked depth first, with as many alive as the tree is deep instead of as it is wide, each on the
// stack that the one before left warm (Blumofe and Leiserson, "Scheduling Multithreaded Computations by Work Stealing",
// 1999). Nobody waits behind newcomers for ever: the oldest has each 1024th turn of its P, and the next one after a
// slice of 10 ms. Thieves take from the old end, where the large subtrees are. All others leave in order of arrival.
//
// Invariants: head <= tail <= head + kRunqLen, as differences of 32-bit counters; slots in
// [head, tail) hold Gs in order of arrival. Only the owner moves tail. Who moves head with a CAS owns
// what lay between. A slot is rewritten only after head has passed it, or after the owner took it from the tail, which
// changes head's upper half with a CAS: so a thief that reads a stale slot or a stale tail fails its CAS.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/p.h"
#include "sched/sched.h"

namespace rt {

// RunqHead is P::runq_head taken apart: the index of the oldest slot, and how often the newest was taken.
struct RunqHead {
  u64 word;
  u32 index() const { return static_cast<u32>(word); }
  u64 advanced(u32 n) const { return (word & ~u64{UINT32_MAX}) | static_cast<u32>(index() + n); }
  u64 taken_newest() const { return word + (u64{1} << 32); }
};

struct Picked {
  G* g = nullptr;
  bool inherit_time = false;  // g came from runnext: it goes on with the slice of its waker
  explicit operator bool() const { return g != nullptr; }
};

// runqput makes gp runnable on pp; with next it takes runnext's place and runnext's G goes to the
// tail. A full ring sheds its older half to the global queue. Only on the M that owns pp.
void runqput(P* pp, G* gp, bool next);

// runqput_newborn puts a G that never ran into runnext's place.
void runqput_newborn(P* pp, G* gp);

// runq_end_slice lets the oldest run next: runnext, which would inherit the slice that is over, goes to the end. Only on the
// M that owns pp.
void runq_end_slice(P* pp);

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
