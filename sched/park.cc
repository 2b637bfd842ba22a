// sched/park.cc - stopping and going on.
//
// Layer: sched.
#include "sched/park.h"

#include "base/assert.h"
#include "kernel_iface/mutex.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/runq.h"
#include "sched/schedule.h"
#include "tls_arch.h"

namespace rt {

void gopark(ParkAfter after, void* arg, WaitReason reason) {
  G* gp = getg();
  RT_DEBUG_ASSERT(gp->status.load_relaxed() == Gstatus::running);
  gp->wait_reason = reason;
  gp->status.store_relaxed(Gstatus::waiting);  // published to the waker by what `after` releases
  switch_away(gp, after, arg);
}

static void release_mutex(G*, void* lock) { static_cast<kernel::Mutex*>(lock)->unlock(); }

void gopark_unlock(kernel::Mutex* lock, WaitReason reason) { gopark(release_mutex, lock, reason); }

void goready(G* gp) {
  RT_DEBUG_ASSERT(gp->status.load_relaxed() == Gstatus::waiting);
  gp->status.store_relaxed(Gstatus::runnable);
  runqput(getp(), gp, true);
  wakep();
}

static void requeue_local(G* gp, void*) { runqput(getp(), gp, false); }

static void requeue_global(G* gp, void*) {
  globrunqput(gp);
  wakep();
}

// nobody_waits says that a yield would come straight back: no other goroutine, timer or request.
static bool nobody_waits(P* pp) {
  return pp->attention.load_relaxed() == 0 && timers_next(pp) == 0 && sched.runqsize.load_relaxed() == 0 &&
         runqempty(pp);
}

void yield_globally() {
  G* gp = getg();
  M* mp = getm();
  gp->status.store_relaxed(Gstatus::runnable);
  mp->curg = nullptr;
  rt_switch(gp, mp->g0, requeue_global, nullptr);
}

void goyield() {
  G* gp = getg();
  P* pp = getp();
  if (nobody_waits(pp)) return;
  gp->status.store_relaxed(Gstatus::runnable);
  if (G* next = next_fast(getm(), pp)) {
    rt_switch(gp, next, requeue_local, nullptr);
    return;
  }
  // The loop looks at everything, the global queue too: gp goes there, so that it cannot be the
  // first that the loop finds. A locked thread's goroutine has to be found by another M.
  yield_globally();
}

void gosched() { goyield(); }

}  // namespace rt
