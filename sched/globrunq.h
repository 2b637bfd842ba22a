// sched/globrunq.h - the queue of runnable Gs that no P owns.
//
// What overflows a P's ring, yields, or comes from an M without a P lands here; every P looks
// here on each 61st turn, so that nothing starves. Guarded by sched.lock; sched.runqsize mirrors its
// length for those who only want to know whether a look is worth the lock.
// Layer: sched.
#pragma once
#include "sched/sched.h"

namespace rt {

void globrunqput(G* gp);            // at the end; takes sched.lock
void globrunqput_batch(GQueue& b);  // all of b, in order; takes sched.lock

// With sched.lock held.
void globrunqput_locked(G* gp);
void globrunqput_head_locked(G* gp);
// globrunqget takes a fair share of the queue (length / gomaxprocs + 1, at most max; 0: no limit),
// puts all but the first into pp's ring and returns the first, or null.
G* globrunqget_locked(P* pp, u32 max);

}  // namespace rt
