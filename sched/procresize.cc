// sched/procresize.cc - Ps come and go.
//
// Layer: sched.
#include "sched/procresize.h"

#include <algorithm>
#include <iterator>
#include <new>

#include "base/assert.h"
#include "mem/mcache.h"
#include "mem/persistentalloc.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/newproc.h"
#include "sched/runq.h"
#include "sched/sched.h"
#include "sched/schedule.h"
#include "sched/steal.h"
#include "sched/stw.h"
#include "tls_arch.h"

namespace rt {

// Most programs run on few processors, and the boot on one: P 0 is there from the start.
static constinit P p0{};

void acquirep(P* pp) {
  M* mp = getm();
  RT_DEBUG_ASSERT(mp->p == nullptr && pp->m.load_relaxed() == nullptr && pp->status.load_relaxed() == Pstatus::idle);
  mp->p = pp;
  mp->mcache = pp->mcache;
  pp->m.store_relaxed(mp);
  pp->status.store_release(Pstatus::running);  // read by sysmon and stop_the_world
}

P* releasep() {
  M* mp = getm();
  P* pp = mp->p;
  RT_DEBUG_ASSERT(pp != nullptr && pp->m.load_relaxed() == mp && pp->status.load_relaxed() == Pstatus::running);
  mp->p = nullptr;
  mp->mcache = nullptr;
  pp->m.store_relaxed(nullptr);
  pp->status.store_release(Pstatus::idle);
  return pp;
}

void AllP::grow(u32 capacity) {
  static constinit P* first[4];  // most machines the boot sees need no other
  P** bigger = first;
  if (capacity > std::size(first)) {
    capacity = std::min(std::max(capacity, 2 * capacity_), kMaxProcs);
    bigger = static_cast<P**>(persistentalloc(capacity * sizeof(P*), alignof(P*)));
  }
  for (u32 i = 0; i < capacity_; i++) bigger[i] = table_.load_relaxed()[i];
  capacity_ = std::max<u32>(capacity, std::size(first));
  table_.store_release(bigger);  // pairs with operator[]
}

// The bump allocator's memory is zero, as an empty P is: its queue is not touched here. Not so in debug builds, where
// locks hold their rank.
static P* make_p(u32 id) {
  if (id == 0) return &p0;
  void* memory = persistentalloc(sizeof(P), alignof(P));
  return kDebug ? new (memory) P{} : static_cast<P*>(memory);
}

static void init_p(P* pp, u32 id) {
  pp->id = id;
  pp->status.store_relaxed(Pstatus::gcstop);
  pp->rand.state = m0.rand.state + id * 0x9e3779b97f4a7c15ull;
  if (pp->mcache == nullptr) pp->mcache = mcache_alloc();
}

// destroy_p takes everything of value from a P that goes out of use.
static void destroy_p(P* pp, P* heir) {
  GQueue rest = runq_take_all(pp);
  if (!rest.empty()) {
    kernel::MutexGuard guard(sched.lock);
    while (G* gp = rest.pop_front()) globrunqput_locked(gp);
  }
  if (timers_next(pp) != 0) timer_calls.take_over.load_relaxed()(pp, heir);
  gfree_flush(pp);
  mcache_free(pp->mcache);
  pp->mcache = nullptr;
  pp->status.store_release(Pstatus::dead);
}

// keep_own_p binds this M to a P below n, and to P 0 if it had none or a higher one.
static void keep_own_p(u32 n) {
  P* own = getp();
  if (own != nullptr) {
    own->status.store_release(Pstatus::running);  // stop_the_world had counted it as stopped
    if (own->id < n) return;
    releasep();
  }
  P* first = allp[0];
  first->m.store_relaxed(nullptr);
  first->status.store_relaxed(Pstatus::idle);
  acquirep(first);
}

P* procresize(u32 n) {
  const u32 old = gomaxprocs.load_relaxed();
  RT_DEBUG_ASSERT(n > 0 && n <= kMaxProcs);
  {
    kernel::MutexGuard guard(allp_lock);  // against sysmon, which looks at allp while the world stands
    if (n > allp.capacity()) allp.grow(n);
    for (u32 i = old; i < n; i++) {
      if (i >= nprocs_ever.load_relaxed()) allp.set(i, make_p(i));
      init_p(allp[i], i);
    }
    if (n > nprocs_ever.load_relaxed()) nprocs_ever.store_release(n);
  }
  keep_own_p(n);
  P* own = getp();
  for (u32 i = n; i < old; i++) destroy_p(allp[i], own);

  kernel::MutexGuard guard(sched.lock);
  // The stop is over before an idle P can be taken: an M that took one and still saw it would stop that P again.
  sched.gcwaiting.store_release(0);
  P* runnable = nullptr;
  for (u32 i = n; i-- > 0;) {
    P* pp = allp[i];
    if (pp == own) continue;
    pp->status.store_release(Pstatus::idle);
    if (runqempty(pp)) {
      pidleput_locked(pp);
    } else {
      pp->link = runnable;
      runnable = pp;
    }
  }
  steal_order.reset(n);
  gomaxprocs.store_release(n);
  return runnable;
}

static u32 wanted;  // written and read under the stop of the world

static void resize_stopped(void*) { start_the_world(procresize(wanted)); }

u32 set_gomaxprocs(u32 n) {
  const u32 former = gomaxprocs.load_acquire();
  n = std::min(n, kMaxProcs);
  if (n == former) return former;
  stop_the_world();
  const u32 before = gomaxprocs.load_relaxed();
  wanted = n;
  rt_systemstack(resize_stopped, nullptr);
  return before;
}

}  // namespace rt
