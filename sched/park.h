// sched/park.h - how a goroutine stops and goes on.
//
// Parking publishes the G to its waker before it is off its stack, so what makes it
// findable (usually: the release of a lock) is done after the switch, by `after`, which runs on
// the stack of whoever runs next. Between gopark's call and `after` nobody else touches the G.
//
//     lock(&c->lock);  enqueue(&c->recvq, &my_sudog);
//     gopark(unlock_hchan, c, WaitReason::chan_receive);     // c->lock is released after the switch
//     // here: some waker dequeued my_sudog under c->lock and called goready
//
// Layer: sched.
#pragma once
#include "sched/g.h"

namespace rt {

// Runs after gp is off its CPU, on another stack of the same M, which holds a P. It may take
// and release locks and ready goroutines, also gp itself; it must not park.
using ParkAfter = void (*)(G* gp, void* arg);

// gopark puts the running goroutine to sleep until goready(gp). On a goroutine's stack,
// holding nothing but what `after` releases. Back from it, the goroutine may be on another M and P.
// after may be null: then somebody that already knows the G wakes it, ordered otherwise.
void gopark(ParkAfter after, void* arg, WaitReason reason);

// gopark_unlock is gopark with the commonest `after`: release one kernel::Mutex.
namespace kernel { class Mutex; }
void gopark_unlock(kernel::Mutex* lock, WaitReason reason);

// goready makes a parked G runnable: next on this P, so that a hand-over stays on one core.
// The caller is the only one who can ready it (it took the Sudog off its queue). Needs a P.
void goready(G* gp);

// yield_globally goes to the end of the global queue, whoever else waits.
void yield_globally();

// goyield goes to the end of the local queue; gosched to the global queue's.
void goyield();
void gosched();

}  // namespace rt
