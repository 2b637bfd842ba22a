// sched/select.cc - choosing, locking and parking of a select.
//
// Three passes. The first looks at the channels one by one in random order, without locks where
// nothing is to be had, and does what it can: a case that was ready at that moment may be chosen. Only if
// that finds nothing are all channels locked, so that "none is ready" is true of one moment; then the
// goroutine parks on all of them. The third, after the wake-up, takes the losing Sudogs off their queues.
// Algorithm: Go 1.24 runtime/select.go; the first pass and the unlocking one by one in the third are ours.
// Layer: sched.
#include "sched/select.h"

#include <algorithm>

#include "base/assert.h"
#include "sched/p.h"
#include "sched/park.h"
#include "tls_arch.h"

namespace rt {

static_assert(sizeof(Scase) == 112, "rt0/abi.h gives each case this much room");

// shuffle writes a random order of the cases that can be ready, and says how many they are.
// Algorithm: Durstenfeld (1964), inside out.
static u32 shuffle(Scase* cases, usize n) {
  u32 m = 0;
  Rand& rand = getp()->rand;  // nothing below parks
  for (u32 i = 0; i < n; i++) {
    if (cases[i].c == nullptr) continue;
    const u32 j = m == 0 ? 0 : rand.below(m + 1);
    cases[m].poll_order = cases[j].poll_order;
    cases[j].poll_order = i;
    m++;
  }
  return m;
}

static bool looks_ready(const Scase& k) {
  return k.kind == SelectKind::recv ? chan_recv_ready(k.c) : chan_send_ready(k.c);
}

static Deal begin(Scase& k) {
  return k.kind == SelectKind::recv ? chan_recv_begin(k.c, k.elem) : chan_send_begin(k.c, k.elem);
}

// finish completes a case after its begin. Nothing locked.
static void finish(Scase& k, Deal deal) {
  if (k.kind == SelectKind::send) {
    if (RT_UNLIKELY(deal.kind == DealKind::closed)) panic_send_on_closed();
    chan_send_finish(k.c, deal, k.elem);
    return;
  }
  k.received = deal.kind != DealKind::closed;
  if (k.received) chan_recv_finish(k.c, deal, k.elem);
}

// try_one_by_one returns the index of a case that it ran, or kSelectNone.
static usize try_one_by_one(Scase* cases, u32 m) {
  for (u32 i = 0; i < m; i++) {
    Scase& k = cases[cases[i].poll_order];
    if (!looks_ready(k)) continue;
    k.c->lock.lock();
    const Deal deal = begin(k);
    k.c->lock.unlock();
    if (deal.kind == DealKind::blocked) continue;
    finish(k, deal);
    return cases[i].poll_order;
  }
  return kSelectNone;
}

// sort_by_address fills lock_order by heap sort: no memory, and no bad case.
static void sort_by_address(Scase* cases, u32 m) {
  auto address = [&](u32 i) { return reinterpret_cast<uptr>(cases[i].c); };
  auto sift = [&](u32 root, u32 end, u32 value) {
    for (u32 child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end && address(cases[child].lock_order) < address(cases[child + 1].lock_order)) child++;
      if (address(cases[child].lock_order) <= address(value)) break;
      cases[root].lock_order = cases[child].lock_order;
    }
    cases[root].lock_order = value;
  };
  for (u32 i = 0; i < m; i++) cases[i].lock_order = cases[i].poll_order;
  for (u32 i = m / 2; i-- > 0;) sift(i, m, cases[i].lock_order);
  for (u32 end = m; end-- > 1;) {
    const u32 last = cases[end].lock_order;
    cases[end].lock_order = cases[0].lock_order;
    sift(0, end, last);
  }
}

static Hchan* nth_lock(Scase* cases, u32 i) { return cases[cases[i].lock_order].c; }

static void lock_all(Scase* cases, u32 m) {
  Hchan* previous = nullptr;
  for (u32 i = 0; i < m; i++) {
    Hchan* c = nth_lock(cases, i);
    if (c != previous) c->lock.lock();  // a channel may occur in several cases
    previous = c;
  }
}

// unlock_all releases in the order of locking, and reads nothing of the cases after the last
// unlock: as `after` of a park it runs while the goroutine may already have been woken. Until then the
// cases stay, since the woken select has to lock the last channel too (see leave_queues).
static void unlock_all(Scase* cases, u32 m) {
  for (u32 i = 0; i < m;) {
    Hchan* c = nth_lock(cases, i);
    do i++;
    while (i < m && nth_lock(cases, i) == c);
    c->lock.unlock();
  }
}

struct Parked {
  Scase* cases;
  u32 m;
};

static void release_channels(G*, void* arg) {
  const Parked parked = *static_cast<Parked*>(arg);
  unlock_all(parked.cases, parked.m);
}

// park_on_all queues a Sudog per case and parks. All channels are locked; they are released.
// Returns the index of the case that a waker chose.
static u32 park_on_all(Scase* cases, u32 m) {
  G* gp = getg();
  gp->select_done.store_relaxed(0);  // the channels' locks publish it
  for (u32 i = 0; i < m; i++) {
    const u32 index = cases[i].lock_order;
    Scase& k = cases[index];
    Sudog* s = &k.waiter;
    s->g = gp;
    s->elem = k.elem;
    s->ticket = index;
    s->is_select = true;
    (k.kind == SelectKind::recv ? k.c->recvq : k.c->sendq).push(s);
  }
  Parked parked{cases, m};
  gopark(release_channels, &parked, WaitReason::select);
  return gp->fired->ticket;
}

// leave_queues takes the losers off their queues, one channel at a time in lock order: the
// winner has been decided, so nobody else can be chosen meanwhile. Each channel is locked, the winner's
// only if other cases are on it; its waker held that lock. So release_channels is over.
static void leave_queues(Scase* cases, u32 m, u32 winner) {
  for (u32 i = 0; i < m;) {
    Hchan* c = nth_lock(cases, i);
    u32 end = i + 1;
    while (end < m && nth_lock(cases, end) == c) end++;
    if (end - i > 1 || cases[i].lock_order != winner) {
      kernel::MutexGuard guard(c->lock);
      for (u32 j = i; j < end; j++) {
        Scase& k = cases[cases[j].lock_order];
        if (cases[j].lock_order != winner)
          (k.kind == SelectKind::recv ? c->recvq : c->sendq).remove(&k.waiter);
      }
    }
    i = end;
  }
}

static usize try_all_at_once(Scase* cases, u32 m, bool block) {
  sort_by_address(cases, m);
  lock_all(cases, m);
  for (u32 i = 0; i < m; i++) {
    const u32 index = cases[i].poll_order;
    const Deal deal = begin(cases[index]);
    if (deal.kind == DealKind::blocked) continue;
    unlock_all(cases, m);
    finish(cases[index], deal);
    return index;
  }
  if (!block) {
    unlock_all(cases, m);
    return kSelectNone;
  }
  const u32 winner = park_on_all(cases, m);
  leave_queues(cases, m, winner);
  Scase& k = cases[winner];
  if (k.kind == SelectKind::send && !k.waiter.success) panic_send_on_closed();
  k.received = k.waiter.success;
  return winner;
}

usize selectgo(Scase* cases, usize n, bool block) {
  if (RT_UNLIKELY(n >= UINT32_MAX)) rt_throw("selectgo: too many cases");
  const u32 m = shuffle(cases, n);
  if (RT_UNLIKELY(m == 0)) {
    if (!block) return kSelectNone;
    park_for_ever(n == 0 ? WaitReason::select_no_cases : WaitReason::select);
  }
  if (usize index = try_one_by_one(cases, m); index != kSelectNone) return index;
  // One channel that had nothing to give had nothing at one moment.
  if (m == 1 && !block) return kSelectNone;
  return try_all_at_once(cases, m, block);
}

}  // namespace rt
