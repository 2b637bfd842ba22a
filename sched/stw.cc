// sched/stw.cc - stopping the world.
//
// Layer: sched.
#include "sched/stw.h"

#include "base/assert.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/park.h"
#include "sched/preempt.h"
#include "sched/procresize.h"
#include "sched/sched.h"
#include "tls_arch.h"

namespace rt {

static constinit Atomic<u32> stopper;  // 1 while somebody stops the world

void stop_this_p_locked(P* pp) {
  pp->status.store_release(Pstatus::gcstop);
  RT_DEBUG_ASSERT(sched.stopwait > 0);
  if (--sched.stopwait == 0) sched.stopnote.wakeup();
}

// take_stoppable stops what does not run: idle Ps, and Ps whose M is in a system call.
static void take_stoppable_locked() {
  const u32 n = gomaxprocs.load_relaxed();
  for (u32 i = 0; i < n; i++) {
    P* pp = allp[i];
    Pstatus in_call = Pstatus::syscall;
    // Pairs with the CAS of exitsyscall: whoever wins has the P.
    if (pp->status.load_relaxed() == Pstatus::syscall && pp->status.cas_acq_rel(in_call, Pstatus::gcstop)) {
      pp->syscalltick.store_relaxed(pp->syscalltick.load_relaxed() + 1);
      sched.stopwait--;
    }
  }
  while (P* pp = pidleget_locked()) {
    pp->status.store_release(Pstatus::gcstop);
    sched.stopwait--;
  }
}

static void mark_all() {
  const u32 n = gomaxprocs.load_relaxed();
  for (u32 i = 0; i < n; i++) allp[i]->attention.fetch_or_acq_rel(kAttendStop);
}

void stop_the_world() {
  u32 none = 0;
  while (!stopper.cas_acquire(none, 1)) {  // pairs with the release in start_the_world
    none = 0;
    goyield();
  }
  sched.lock.lock();
  sched.stopwait = gomaxprocs.load_relaxed();
  sched.gcwaiting.store_seq_cst(1);
  mark_all();
  P* own = getp();
  own->status.store_release(Pstatus::gcstop);
  sched.stopwait--;
  take_stoppable_locked();
  const bool wait = sched.stopwait > 0;
  sched.lock.unlock();
  if (!wait) return;
  // A P may have entered a system call, or become marked too late: asked again now and then.
  while (!sched.stopnote.timed_sleep(100'000)) {
    preempt_all(kAttendStop);  // those that compute do not come by
    kernel::MutexGuard guard(sched.lock);
    const u32 before = sched.stopwait;
    take_stoppable_locked();
    if (before != 0 && sched.stopwait == 0) break;
  }
  sched.stopnote.clear();
}

void start_the_world(P* runnable) {
  M* mp = getm();
  sched.lock.lock();
  sched.gcwaiting.store_release(0);
  const u32 n = nprocs_ever.load_relaxed();
  for (u32 i = 0; i < n; i++) allp[i]->attention.fetch_and_acq_rel(~kAttendStop);
  if (sched.sysmonwait.load_relaxed() != 0) wake_sysmon_locked();
  sched.lock.unlock();
  while (runnable != nullptr) {
    P* pp = runnable;
    runnable = pp->link;
    pp->link = nullptr;
    startm(pp, false);
  }
  RT_DEBUG_ASSERT(mp->p != nullptr);
  stopper.store_release(0);
  wakep();
}

void gcstopm() {
  M* mp = getm();
  if (mp->spinning) {
    mp->spinning = false;
    stop_spinning();
  }
  P* pp = releasep();
  sched.lock.lock();
  stop_this_p_locked(pp);
  sched.lock.unlock();
  stopm();
}

}  // namespace rt
