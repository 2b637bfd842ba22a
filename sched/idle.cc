// sched/idle.cc - idle Ms and Ps.
//
// Layer: sched.
#include "sched/idle.h"

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/futex.h"
#include "sched/mstart.h"
#include "sched/runq.h"
#include "sched/stw.h"
#include "tls_arch.h"

namespace rt {

void wake_sysmon_locked() {
  sched.sysmonwait.store_relaxed(0);
  sched.sysmonnote.wakeup();
}

void pidleput_locked(P* pp) {
  RT_DEBUG_ASSERT(runqempty(pp));
  pp->link = sched.pidle;
  sched.pidle = pp;
  sched.npidle.fetch_add_seq_cst(1);  // pairs with wakep's load: see idle.h
}

P* pidleget_locked() {
  P* pp = sched.pidle;
  if (pp == nullptr) return nullptr;
  sched.pidle = pp->link;
  pp->link = nullptr;
  sched.npidle.fetch_add_seq_cst(static_cast<u32>(-1));
  if (RT_UNLIKELY(sched.sysmonwait.load_relaxed() != 0)) wake_sysmon_locked();
  return pp;
}

void mput_locked(M* mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
}

M* mget_locked() {
  M* mp = sched.midle;
  if (mp == nullptr) return nullptr;
  sched.midle = mp->schedlink;
  mp->schedlink = nullptr;
  sched.nmidle--;
  return mp;
}

void wakep() {
  // The full barrier of the maker's side: what was queued before is visible to a spinner that
  // this look misses.
  fence_seq_cst();
  if (sched.npidle.load_relaxed() == 0 || sched.nmspinning.load_relaxed() != 0) return;
  if (!sched.init_done) return;  // the boot's few goroutines are no work for a second thread
  u32 none = 0;
  if (!sched.nmspinning.cas_seq_cst(none, 1)) return;  // one searcher at a time is begun here
  sched.lock.lock();
  P* pp = pidleget_locked();
  if (pp == nullptr) {
    sched.lock.unlock();
    if (sched.nmspinning.fetch_add_seq_cst(static_cast<u32>(-1)) == 0) rt_throw("wakep: negative nmspinning");
    return;
  }
  sched.lock.unlock();
  startm(pp, true);
}

// has_work_for says whether pp should run at once instead of becoming idle.
static bool has_work(P* pp) {
  return !runqempty(pp) || sched.runqsize.load_relaxed() != 0;
}

void handoffp(P* pp) {
  if (has_work(pp)) {
    startm(pp, false);
    return;
  }
  // Nobody spins and no P is idle: all others are busy, so a searcher is worth it.
  u32 none = 0;
  if (sched.nmspinning.load_relaxed() + sched.npidle.load_relaxed() == 0 && sched.nmspinning.cas_seq_cst(none, 1)) {
    startm(pp, true);
    return;
  }
  sched.lock.lock();
  if (sched.gcwaiting.load_relaxed() != 0) {
    stop_this_p_locked(pp);
    sched.lock.unlock();
    return;
  }
  if (!sched.runq.empty()) {
    sched.lock.unlock();
    startm(pp, false);
    return;
  }
  i64 when = timers_next(pp);
  pidleput_locked(pp);
  sched.lock.unlock();
  if (when != 0) wake_net_poller(when);  // nobody looks at pp's timers any more
}

void resetspinning() {
  M* mp = getm();
  RT_DEBUG_ASSERT(mp->spinning);
  mp->spinning = false;
  if (sched.nmspinning.fetch_add_seq_cst(static_cast<u32>(-1)) == 0) rt_throw("resetspinning: negative nmspinning");
  wakep();
}

i64 earliest_timer() {
  i64 earliest = 0;
  const u32 n = nprocs_ever.load_acquire();  // pairs with the release in procresize
  for (u32 i = 0; i < n; i++) {
    const i64 next = timers_next(allp[i]);
    if (next != 0 && (earliest == 0 || next < earliest)) earliest = next;
  }
  return earliest;
}

bool poller_wait(i64 when) {
  if (sched.poller_taken.exchange_acq_rel(1) != 0) return false;
  sched.poll_break.store_relaxed(0);
  // Published before the timers are looked at for the last time: wake_net_poller stores
  // its timer first and reads this then, so one of the two sees the other.
  sched.poll_until.store_seq_cst(when);
  const i64 earliest = earliest_timer();
  if (earliest != 0 && earliest < when) when = earliest;
  for (i64 now = kernel::nanotime(); now < when && sched.poll_break.load_acquire() == 0; now = kernel::nanotime()) {
    // Woken for nothing or by a signal: the conditions are read again.
    (void)kernel::futex_wait(&sched.poll_break, 0, when - now);
  }
  sched.poll_until.store_seq_cst(0);
  sched.poller_taken.store_release(0);
  return true;
}

void wake_net_poller(i64 when) {
  fence_seq_cst();  // the timer is stored before poll_until is read
  i64 until = sched.poll_until.load_seq_cst();
  if (until != 0) {
    if (until <= when) return;
    if (sched.poll_break.exchange_acq_rel(1) == 0) (void)kernel::futex_wake(&sched.poll_break, 1);
    return;
  }
  // Nobody waits with a limit; a searcher that finds nothing becomes the poller.
  wakep();
}

}  // namespace rt
