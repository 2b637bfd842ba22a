// sched/sysmon.cc - the watcher.
//
// Layer: sched.
#include "sched/sysmon.h"

#include <algorithm>
#include <utility>

#include "kernel_iface/clock.h"
#include "sched/check_dead.h"
#include "sched/debug_vars.h"
#include "sched/gc.h"
#include "sched/idle.h"
#include "sched/locked.h"
#include "sched/mstart.h"
#include "sched/preempt.h"
#include "sched/runq.h"
#include "sched/sched.h"
#include "sched/sched_trace.h"
#include "sched/signal.h"
#include "tls_arch.h"

namespace rt {

static constexpr i64 kForcePreemptNs = 10'000'000;
static constexpr i64 kMinDelayNs = 20'000;
static constexpr i64 kMaxDelayNs = 10'000'000;
// A process that has just begun, or has just woken, is not watched closely: most short programs, and most of
// what a timer or a request sets off, are over by then.
static constexpr i64 kFirstDelayNs = 1'000'000;
static constexpr u32 kPatience = 50;  // quiet rounds before the delay grows

// somebody_waits says whether an end of pp's slice would let anything else run. What waits on another P's queue needs
// no look: that P's own slice ends, and its goroutine goes to the global queue.
static bool somebody_waits(P* pp, i64 now) {
  const i64 when = timers_next(pp);
  return !runqempty(pp) || sched.runqsize.load_relaxed() != 0 || (when != 0 && when <= now);
}

// end_long_slice asks for a preemption when pp has been in one slice for too long; again every round until it happens.
static void end_long_slice(P* pp, i64 now) {
  const u32 tick = pp->schedtick.load_relaxed();
  if (pp->sysmon_schedtick != tick) {
    pp->sysmon_schedtick = tick;
    pp->sysmon_schedwhen = now;
  } else if (pp->sysmon_schedwhen + kForcePreemptNs <= now && somebody_waits(pp, now)) {
    preempt_one(pp, kAttendPreempt);
  }
}

// A call was seen that was not under way in the round before: the next round comes soon, to see whether it lasts.
static constinit bool saw_new_call = false;

// retake_from_call takes pp away from a system call that has lasted for a whole round of sysmon, if
// somebody could use it.
static bool retake_from_call(P* pp, i64 now) {
  const u32 tick = pp->syscalltick.load_relaxed();
  if (pp->sysmon_syscalltick != tick) {
    pp->sysmon_syscalltick = tick;
    pp->sysmon_syscallwhen = now;
    saw_new_call = true;
    return false;
  }
  const bool others_can = sched.nmspinning.load_relaxed() + sched.npidle.load_relaxed() > 0;
  if (runqempty(pp) && timers_next(pp) == 0 && others_can && pp->sysmon_syscallwhen + kForcePreemptNs > now) return false;
  // One more M counts as running until the P is in somebody's hands: the M that loses it may come back, find no
  // P and go to sleep in between, and would be the last one.
  count_locked_idle(-1);
  Pstatus in_call = Pstatus::syscall;
  const bool taken = pp->status.cas_acq_rel(in_call, Pstatus::idle);  // pairs with exitsyscall's
  if (taken) {
    pp->syscalltick.store_relaxed(tick + 1);
    handoffp(pp);
  }
  count_locked_idle(1);
  return taken;
}

// retake looks at all Ps; returns how many it took back.
static u32 retake(i64 now) {
  u32 taken = 0;
  kernel::Mutex& lock = allp_lock;
  lock.lock();
  const u32 n = gomaxprocs.load_acquire();
  for (u32 i = 0; i < n; i++) {
    P* pp = allp[i];
    const Pstatus s = pp->status.load_acquire();
    if (s == Pstatus::running) end_long_slice(pp, now);
    const i64 when = timers_next(pp);
    if (when != 0 && when <= now && s == Pstatus::running) pp->attention.fetch_or_acq_rel(kAttendTimer);
    if (s != Pstatus::syscall) continue;
    // handoffp takes locks of its own: not under this one. Ps are never freed.
    lock.unlock();
    if (retake_from_call(pp, now)) taken++;
    lock.lock();
  }
  lock.unlock();
  return taken;
}

// look_at_network polls in place of Ms that are all busy. One more M counts as running meanwhile, as above.
static RT_COLD void look_at_network() {
  count_locked_idle(-1);
  for (u32 n = netpoll_look(); n > 0 && sched.npidle.load_relaxed() != 0; n--) startm(nullptr, false);
  count_locked_idle(1);
}

static bool all_idle() {
  return sched.gcwaiting.load_relaxed() != 0 || sched.npidle.load_relaxed() == gomaxprocs.load_relaxed();
}

// sleep_while_idle sleeps until a P leaves the idle list, when all are on it and were for a whole round, of the
// longest. So an M that wakes for a moment every few milliseconds, or for each request, does not have to wake sysmon
// each time.
// True when it slept.
static bool sleep_while_idle() {
  static constinit u32 seen_idle_ends = 0;
  sched.lock.lock();
  const bool all_round = std::exchange(seen_idle_ends, sched.idle_ends) == sched.idle_ends;
  if (!all_round || !all_idle()) {
    sched.lock.unlock();
    return false;
  }
  sched.sysmonwait.store_seq_cst(1);  // pairs with the loads in entersyscall and acquire paths, which take the lock
  sched.lock.unlock();
  // A timer needs no sysmon: the poller has it. But a poller that became busy is woken from here.
  const i64 when = earliest_timer();
  i64 nap = scavenge_nap();
  if (when != 0) nap = std::min(nap, std::max<i64>(when - kernel::nanotime(), kMaxDelayNs));
  if (nap == kNever) sched.sysmonnote.sleep();
  else sched.sysmonnote.timed_sleep(nap);
  kernel::MutexGuard guard(sched.lock);
  sched.sysmonwait.store_relaxed(0);
  sched.sysmonnote.clear();
  return true;
}

void sysmon() {
  {
    kernel::MutexGuard guard(sched.lock);
    sched.nmsys++;
    check_dead_locked();
  }
  i64 delay_ns = kFirstDelayNs;
  (void)kernel::nanosleep(delay_ns);
  use_signal_stack(getm());
  catch_remaining_signals();
  bool soon = false;
  for (u32 quiet = 0;; (void)kernel::nanosleep(soon ? kMinDelayNs : delay_ns)) {
    if (debug.schedtrace == 0 && all_idle()) {
      const bool slept = delay_ns == kMaxDelayNs && sleep_while_idle();
      if (slept) quiet = 0;
      delay_ns = slept ? kFirstDelayNs : std::clamp(2 * delay_ns, kFirstDelayNs, kMaxDelayNs);
    }
    const i64 now = kernel::nanotime();
    // The poller may let a crowd of timers wait for kTimerCrowdNs.
    if (const i64 when = earliest_timer(); when != 0 && when <= now - kTimerCrowdNs) startm(nullptr, false);
    if (retake(now) != 0) {
      quiet = 0;
      delay_ns = kMinDelayNs;
    } else if (++quiet > kPatience) {
      delay_ns = std::min(delay_ns * 2, kMaxDelayNs);
    }
    soon = std::exchange(saw_new_call, false) && !soon;
    if (netpoll_any_waiters() && netpoll.is_overdue.load_relaxed()(now)) look_at_network();
    scavenge_tick(now);
    if (RT_UNLIKELY(debug.schedtrace != 0)) schedtrace(now);
  }
}

}  // namespace rt
