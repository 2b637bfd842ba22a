// sched/syscall_state.cc - lending the P while a goroutine is in the kernel.
//
// Layer: sched.
#include "sched/syscall_state.h"

#include "base/assert.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/preempt.h"
#include "sched/procresize.h"
#include "sched/sched.h"
#include "sched/schedule.h"
#include "tls_arch.h"

namespace rt {

// leave_p takes the P off this M but leaves the back link, for exitsyscall.
static P* leave_p(M* mp) {
  P* pp = mp->p;
  RT_DEBUG_ASSERT(pp != nullptr);
  mp->oldp = pp;
  mp->p = nullptr;
  mp->mcache = nullptr;
  pp->m.store_relaxed(nullptr);
  return pp;
}

// mark_syscall keeps where a traceback begins meanwhile. The frame of the calling function is gone by then: only
// what it holds is kept. always_inline, so that the frame is the caller's.
static RT_INLINE void mark_syscall() {
  G* gp = getg();
  gp->syscall_pc = reinterpret_cast<uptr>(__builtin_return_address(0));
  gp->syscall_fp = *static_cast<const uptr*>(__builtin_frame_address(0));
  gp->status.store_relaxed(Gstatus::syscall);
}

void entersyscall() {
  M* mp = getm();
  if (RT_UNLIKELY(mp->p == nullptr)) {
    mp->inner_calls++;
    return;
  }
  mark_syscall();
  P* pp = leave_p(mp);
  pp->status.store_release(Pstatus::syscall);  // pairs with the CAS of retake and stop_the_world
}

void entersyscall_block() {
  M* mp = getm();
  if (RT_UNLIKELY(mp->p == nullptr)) {
    mp->inner_calls++;
    return;
  }
  mark_syscall();
  P* pp = leave_p(mp);
  pp->syscalltick.store_relaxed(pp->syscalltick.load_relaxed() + 1);
  pp->status.store_release(Pstatus::idle);
  handoffp(pp);
  preempt_settle(mp);
}

// take_back binds pp, which this M won, as before the call.
static void take_back(M* mp, P* pp) {
  mp->p = pp;
  mp->mcache = pp->mcache;
  pp->m.store_relaxed(mp);
  pp->syscalltick.store_relaxed(pp->syscalltick.load_relaxed() + 1);
}

static RT_COLD bool take_any_idle() {
  if (sched.npidle.load_relaxed() == 0) return false;
  P* pp = pidleget();
  if (pp == nullptr) return false;
  acquirep(pp);
  return true;
}

// exitsyscall0 queues gp, on g0, because there is no P to run it.
static RT_COLD void exitsyscall0(G* gp, void*) {
  M* mp = getm();
  gp->status.store_relaxed(Gstatus::runnable);
  P* pp;
  {
    kernel::MutexGuard guard(sched.lock);
    pp = pidleget_locked();
    if (pp == nullptr) globrunqput_locked(gp);
  }
  if (pp != nullptr) {
    acquirep(pp);
    mp->picked = gp;
    return;
  }
  // Without a P the schedule loop cannot go on: the next P comes with a wake-up.
  // A locked M's schedule loop waits for its goroutine by itself.
  if (mp->lockedg == nullptr) stopm();
}

// exitsyscall_slow is for an M that lost its P meanwhile.
static RT_COLD void exitsyscall_slow(M* mp, G* gp) {
  if (take_any_idle()) {
    gp->status.store_relaxed(Gstatus::running);
    return;
  }
  mp->curg = nullptr;
  rt_switch(gp, mp->g0, exitsyscall0, nullptr);
}

void exitsyscall() {
  M* mp = getm();
  if (RT_UNLIKELY(mp->inner_calls != 0)) {
    mp->inner_calls--;
    return;
  }
  G* gp = getg();
  P* pp = mp->oldp;
  mp->oldp = nullptr;
  Pstatus in_call = Pstatus::syscall;
  // Acquire: what another M did with the P in between is visible. Pairs with the release in entersyscall.
  if (RT_LIKELY(pp->status.load_relaxed() == Pstatus::syscall && pp->status.cas_acquire(in_call, Pstatus::running))) {
    take_back(mp, pp);
    gp->status.store_relaxed(Gstatus::running);
    return;
  }
  exitsyscall_slow(mp, gp);
}

}  // namespace rt
