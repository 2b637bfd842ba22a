// sched/locked.cc - goroutines that are locked to a thread.
//
// Layer: sched.
#include "sched/locked.h"

#include "base/assert.h"
#include "sched/check_dead.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/procresize.h"
#include "sched/sched.h"
#include "tls_arch.h"

namespace rt {

static void bind() {
  G* gp = getg();
  M* mp = getm();
  gp->lockedm = mp;
  mp->lockedg = gp;
}

static void unbind_if_free() {
  G* gp = getg();
  if (gp->locked_ext != 0 || gp->locked_int != 0) return;
  getm()->lockedg = nullptr;
  gp->lockedm = nullptr;
}

void lock_os_thread() {
  getg()->locked_ext++;
  bind();
}

void unlock_os_thread() {
  G* gp = getg();
  if (gp->locked_ext == 0) return;
  gp->locked_ext--;
  unbind_if_free();
}

void lock_os_thread_internal() {
  getg()->locked_int++;
  bind();
}

void unlock_os_thread_internal() {
  RT_DEBUG_ASSERT(getg()->locked_int > 0);
  getg()->locked_int--;
  unbind_if_free();
}

void unlock_for_exit(G* gp) {
  gp->locked_ext = gp->locked_int = 0;
  gp->lockedm->lockedg = nullptr;
  gp->lockedm = nullptr;
}

void count_locked_idle(i32 delta) {
  kernel::MutexGuard guard(sched.lock);
  sched.nmidlelocked += delta;
  if (delta > 0) check_dead_locked();
}

void stoplockedm() {
  M* mp = getm();
  if (getp() != nullptr) handoffp(releasep());  // it comes without one from a system call
  count_locked_idle(1);
  sleep_for_p(mp);
}

void startlockedm(G* gp) {
  M* target = gp->lockedm;
  RT_DEBUG_ASSERT(target != getm() && target->nextp == nullptr);
  // By the waker: between the wake-up and the sleeper's return both would count as asleep.
  count_locked_idle(-1);
  target->nextp = releasep();
  target->park.wakeup();
  stopm();
}

}  // namespace rt
