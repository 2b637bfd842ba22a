// sched/schedule.cc - the schedule loop and the search for work.
//
// Layer: sched.
#include "sched/schedule.h"

#include <utility>

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/locked.h"
#include "sched/mstart.h"
#include "sched/procresize.h"
#include "sched/sched.h"
#include "sched/steal.h"
#include "sched/stw.h"
#include "tls_arch.h"

namespace rt {

// Every 61st time slice of a P begins with a look at the global queue. A prime, so that it does
// not fall into step with periods of the program. Go runtime/proc.go.
static constexpr u32 kGlobrunqTurn = 61;
// With timers pending, every 8th switch reads the clock (18 ns); sysmon covers slices that are long.
static constexpr u32 kTimerTurn = 8;

void mark_running(M* mp, G* gp) {
  gp->m = mp;
  gp->status.store_relaxed(Gstatus::running);  // read by others only as a hint or with the world stopped
  mp->curg = gp;
}

// Only the owner writes schedtick.
static void begin_slice(P* pp) { pp->schedtick.store_relaxed(pp->schedtick.load_relaxed() + 1); }

// may_run is the rule of locked threads: an M with a locked goroutine runs that one alone, a locked goroutine
// runs on that M alone. While the runtime itself has main locked, during init, m0 also runs the runtime's own
// goroutines: otherwise the boot would need a second thread and two hand-overs (some 100 us) to start them.
static bool may_run(const M* mp, const G* gp) {
  if (gp->lockedm != nullptr) return gp->lockedm == mp;
  return mp->lockedg == nullptr || (gp->system && mp->lockedg->locked_ext == 0);
}

G* next_fast(M* mp, P* pp) {
  const u32 tick = pp->schedtick.load_relaxed() + 1;
  if (RT_UNLIKELY(pp->attention.load_relaxed() != 0 || tick % kGlobrunqTurn == 0)) return nullptr;
  if (RT_UNLIKELY(timers_next(pp) != 0 && tick % kTimerTurn == 0)) return nullptr;
  Picked next = runqget(pp);
  if (!next) return nullptr;
  if (RT_UNLIKELY((mp->lockedg != nullptr || next.g->lockedm != nullptr) && !may_run(mp, next.g))) {
    mp->picked = next.g;
    return nullptr;
  }
  if (!next.inherit_time) pp->schedtick.store_relaxed(tick);
  mark_running(mp, next.g);
  return next.g;
}

void switch_away(G* gp, ParkAfter after, void* arg) {
  M* mp = getm();
  G* next = next_fast(mp, getp());
  if (next == nullptr) {
    mp->curg = nullptr;
    next = mp->g0;
  }
  rt_switch(gp, next, after, arg);
}

// poll_global is the look at the global queue on every 61st turn.
static G* poll_global(P* pp) {
  if (pp->schedtick.load_relaxed() % kGlobrunqTurn != 0 || sched.runqsize.load_relaxed() == 0) return nullptr;
  kernel::MutexGuard guard(sched.lock);
  return globrunqget_locked(pp, 1);
}

// attend does what others asked this P for, other than to stop.
static RT_COLD void attend(P* pp) {
  u32 bits = pp->attention.fetch_and_acq_rel(kAttendStop);  // pairs with the fetch_or of sysmon
  if ((bits & kAttendPreempt) == 0) return;
  runq_end_slice(pp);
  begin_slice(pp);
}

// look_around is the part of the search that needs a P: own queues, then everybody else's.
static Picked look_around(M* mp, P* pp) {
  bool ran = false;
  if (timers_next(pp) != 0) timer_calls.check.load_relaxed()(pp, 0, &ran);
  if (G* gp = poll_global(pp)) return {gp, false};
  if (Picked p = runqget(pp)) return p;
  if (sched.runqsize.load_relaxed() != 0) {
    kernel::MutexGuard guard(sched.lock);
    if (G* gp = globrunqget_locked(pp, 0)) return {gp, false};
  }
  if (RT_UNLIKELY(netpoll_any_waiters()) && netpoll_look() != 0) return runqget(pp);
  // Half of the busy Ps may be looked for work by as many Ms; more would only burn cycles.
  const u32 busy = gomaxprocs.load_relaxed() - sched.npidle.load_relaxed();
  if (mp->spinning || 2 * sched.nmspinning.load_relaxed() < busy) {
    if (!mp->spinning) {
      mp->spinning = true;
      sched.nmspinning.fetch_add_seq_cst(1);
    }
    if (G* gp = steal_work(pp)) return {gp, false};
  }
  return {};
}

// acquire_idle_p takes an idle P for an M that saw work. As a spinning M, because others may be needed too.
static RT_COLD bool acquire_idle_p(M* mp, bool spinning) {
  P* pp = pidleget();
  if (pp == nullptr) return false;
  acquirep(pp);
  if (spinning) {
    mp->spinning = true;
    sched.nmspinning.fetch_add_seq_cst(1);
  }
  return true;
}

// look_again is the second look of an M that gave up its P and, if it searched, was subtracted from nmspinning. True
// when it has a P again because there is work.
static RT_COLD bool look_again(M* mp) {
  const u32 n = nprocs_ever.load_acquire();  // pairs with the release in procresize
  for (u32 i = 0; i < n; i++) {
    if (!runqempty(allp[i])) return acquire_idle_p(mp, true);
  }
  return sched.runqsize.load_relaxed() != 0 && acquire_idle_p(mp, true);
}

// sleep_until_work gives up the P and sleeps. It comes back with a P, or with a G as well when one came
// in at the last moment.
static RT_COLD G* sleep_until_work(M* mp, P* pp) {
  {
    kernel::MutexGuard guard(sched.lock);
    if (sched.gcwaiting.load_relaxed() != 0) return nullptr;
    if (G* gp = globrunqget_locked(pp, 0)) return gp;
    RT_DEBUG_ASSERT(runqempty(pp));
    releasep();
    pidleput_locked(pp);
  }

  const bool was_spinning = mp->spinning;
  if (was_spinning) {
    mp->spinning = false;
    stop_spinning();
  }
  // Also when this M did not search, because others did: they may have been done before a maker found no idle P.
  if (look_again(mp)) return nullptr;
  // A timer that was added to a P after this M looked at it is seen here, by the barrier above, or
  // its adder saw the idle P and woke somebody. Several goroutines at once are work for others too.
  const PollerWait waited = poller_wait(earliest_timer());
  if (waited.was_poller && acquire_idle_p(mp, was_spinning || waited.readied > 1)) return nullptr;
  stopm();
  return nullptr;
}

// findrunnable asks the cheapest source of work first and sleeps last. On g0.
static RT_COLD Picked findrunnable(M* mp) {
  for (;;) {
    P* pp = getp();
    if (sched.gcwaiting.load_acquire() != 0) {  // pairs with the store in stop_the_world
      gcstopm();
      continue;
    }
    if (pp->attention.load_relaxed() != 0) attend(pp);
    if (Picked p = look_around(mp, pp)) return p;
    if (G* gp = sleep_until_work(mp, pp)) return {gp, false};
  }
}

void schedule() {
  M* mp = getm();
  for (;;) {
    if (RT_UNLIKELY(mp->ending)) return;
    // Back from a system call with a P, its locked goroutine is picked already.
    if (RT_UNLIKELY(mp->lockedg != nullptr && mp->picked != mp->lockedg)) {
      if (G* other = std::exchange(mp->picked, nullptr)) globrunqput(other);
      stoplockedm();
      mark_running(mp, mp->lockedg);
      rt_switch(mp->g0, mp->lockedg, nullptr, nullptr);
      continue;
    }
    Picked next{std::exchange(mp->picked, nullptr), false};
    if (!next) next = findrunnable(mp);
    if (mp->spinning) resetspinning();
    if (RT_UNLIKELY(next.g->lockedm != nullptr && next.g->lockedm != mp)) {
      startlockedm(next.g);
      continue;
    }
    if (!next.inherit_time) begin_slice(getp());
    mark_running(mp, next.g);
    rt_switch(mp->g0, next.g, nullptr, nullptr);
  }
}

}  // namespace rt
