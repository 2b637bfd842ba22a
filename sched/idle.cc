// sched/idle.cc - idle Ms and Ps.
//
// Built for speed because of wakep and wake_net_poller, which every spawn, wake-up and timer calls: for size its fence would be
// an mfence, 25 ns more. All else is cold.
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

RT_HOT_BSS constinit NetpollCalls netpoll{};

RT_COLD void wake_sysmon_locked() {
  sched.sysmonwait.store_relaxed(0);
  sched.sysmonnote.wakeup();
}

RT_COLD void pidleput_locked(P* pp) {
  RT_DEBUG_ASSERT(runqempty(pp));
  pp->link = sched.pidle;
  sched.pidle = pp;
  sched.npidle.fetch_add_seq_cst(1);  // pairs with wakep's load: see idle.h
}

RT_COLD P* pidleget_locked() {
  P* pp = sched.pidle;
  if (pp == nullptr) return nullptr;
  sched.pidle = pp->link;
  pp->link = nullptr;
  sched.idle_ends++;
  sched.npidle.fetch_add_seq_cst(static_cast<u32>(-1));
  if (RT_UNLIKELY(sched.sysmonwait.load_relaxed() != 0)) wake_sysmon_locked();
  return pp;
}

RT_COLD P* pidleget() {
  kernel::MutexGuard guard(sched.lock);
  return pidleget_locked();
}

RT_COLD void mput_locked(M* mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
}

RT_COLD M* mget_locked() {
  M* mp = sched.midle;
  if (mp == nullptr) return nullptr;
  sched.midle = mp->schedlink;
  mp->schedlink = nullptr;
  sched.nmidle--;
  return mp;
}

RT_COLD void stop_spinning() {
  if (sched.nmspinning.fetch_add_seq_cst(static_cast<u32>(-1)) == 0) rt_throw("negative nmspinning");
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
    stop_spinning();
    return;
  }
  sched.lock.unlock();
  startm(pp, true);
}

// has_work_for says whether pp should run at once instead of becoming idle.
static RT_COLD bool has_work(P* pp) {
  return !runqempty(pp) || sched.runqsize.load_relaxed() != 0;
}

RT_COLD void handoffp(P* pp) {
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
  // The last P that ran goes idle and its M blocks: nobody would wait for descriptors.
  if (netpoll_any_waiters() && sched.poll_until.load_relaxed() == 0 &&
      sched.npidle.load_relaxed() == gomaxprocs.load_relaxed() - 1) {
    sched.lock.unlock();
    startm(pp, false);
    return;
  }
  i64 when = timers_next(pp);
  pidleput_locked(pp);
  sched.lock.unlock();
  if (when != 0) wake_net_poller(when);  // nobody looks at pp's timers any more
}

RT_COLD void resetspinning() {
  M* mp = getm();
  RT_DEBUG_ASSERT(mp->spinning);
  mp->spinning = false;
  stop_spinning();
  wakep();
}

RT_COLD i64 earliest_timer() {
  i64 earliest = 0;
  const u32 n = nprocs_ever.load_acquire();  // pairs with the release in procresize
  for (u32 i = 0; i < n; i++) {
    const i64 next = timers_next(allp[i]);
    if (next != 0 && (earliest == 0 || next < earliest)) earliest = next;
  }
  return earliest;
}

RT_COLD u32 pending_timers() {
  u32 pending = 0;
  const u32 n = nprocs_ever.load_acquire();  // pairs with the release in procresize
  for (u32 i = 0; i < n; i++) pending += allp[i]->timers.pending.load_relaxed();
  return pending;
}

static RT_COLD void sleep_on_futex(i64 until) {
  for (i64 now = kernel::nanotime(); now < until && sched.poll_break.load_acquire() == 0; now = kernel::nanotime()) {
    // Woken for nothing or by a signal: the conditions are read again.
    (void)kernel::futex_wait(&sched.poll_break, 0, until - now);
  }
}

RT_COLD PollerWait poller_wait(i64 when) {
  if (when == 0) {
    if (!netpoll_any_waiters()) return {false, 0};
    when = kNever;
  }
  if (sched.poller_taken.exchange_acq_rel(1) != 0) return {false, 0};
  sched.poll_break.store_relaxed(0);
  // Published before the timers and netpoll.poll are looked at for the last time: wake_net_poller stores its timer,
  // netpoll_start its function first, and read this or write poll_break then, so one of the two sees the other.
  sched.poll_until.store_seq_cst(when);
  fence_seq_cst();
  const i64 earliest = earliest_timer();
  if (earliest != 0 && earliest < when) when = earliest;
  if (when != kNever) when = timer_calls.wake_at.load_relaxed()(when);
  u32 readied = 0;
  // Acquire: pairs with netpoll_start.
  if (const auto poll = netpoll.poll.load_acquire()) readied = poll(when);
  else sleep_on_futex(when);
  sched.poll_until.store_seq_cst(0);
  // After poll_until: check_dead reads them in the other order, and must not find both gone.
  if (readied != 0) netpoll.waiters.fetch_add_seq_cst(-static_cast<i32>(readied));
  sched.poller_taken.store_release(0);
  return {true, readied};
}

RT_COLD u32 netpoll_look() {
  const u32 readied = netpoll.poll.load_acquire()(0);  // pairs with netpoll_start
  // After they were queued: see idle.h.
  if (readied != 0) netpoll.waiters.fetch_add_seq_cst(-static_cast<i32>(readied));
  return readied;
}

// Wakes the poller, wherever it sleeps: it may be on the futex while netpoll_start is under way.
static RT_COLD void break_poller() {
  // Release: pairs with the acquire in sleep_on_futex.
  if (sched.poll_break.exchange_acq_rel(1) != 0) return;
  if (const auto break_poll = netpoll.break_poll.load_acquire()) break_poll();  // pairs with netpoll_start
  else (void)kernel::futex_wake(&sched.poll_break, 1);
}

RT_COLD void netpoll_start(u32 (*poll)(i64), void (*break_poll)(), bool (*is_overdue)(i64)) {
  netpoll.is_overdue.store_relaxed(is_overdue);
  netpoll.break_poll.store_release(break_poll);
  netpoll.poll.store_release(poll);  // pairs with the loads of poll
  fence_seq_cst();                   // pairs with poller_wait's
  // Both ways: the poller may have chosen either, and a waker the other one.
  sched.poll_break.store_seq_cst(1);
  (void)kernel::futex_wake(&sched.poll_break, 1);
  break_poll();
}

void wake_net_poller(i64 when) {
  fence_seq_cst();  // the timer is stored before poll_until is read
  i64 until = sched.poll_until.load_seq_cst();
  if (until != 0) {
    if (until <= when) return;
    break_poller();
    return;
  }
  // Nobody waits with a limit; a searcher that finds nothing becomes the poller.
  wakep();
}

}  // namespace rt
