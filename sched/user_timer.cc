// sched/user_timer.cc - arming, firing and stopping the timers that a program holds.
//
// Layer: sched.
#include "sched/user_timer.h"

#include <new>

#include "kernel_iface/clock.h"
#include "mem/malloc.h"
#include "rt0/abi.h"
#include "sched/newproc.h"

namespace rt {

// The lock of t is held in arm, disarm and take_stale.

static void arm(UserTimer* t, i64 ns) {
  const i64 now = kernel::nanotime();
  t->armed = true;
  timers_add(&t->timer, ns <= 0 ? now : deadline_after(now, ns));
}

enum class Disarm {
  idle,      // it was not armed
  removed,   // it will not fire
  in_flight  // it is being fired and will do nothing: the caller hands that firing a reference
};

static Disarm disarm(UserTimer* t) {
  if (!t->armed) return Disarm::idle;
  t->armed = false;
  if (timers_remove(&t->timer)) return Disarm::removed;
  t->stale++;
  return Disarm::in_flight;
}

static bool take_stale(UserTimer* t) {
  if (t->stale == 0) return false;
  t->stale--;
  return true;
}

// Timers with a channel

// send_time arms a periodic timer again and begins the send. Holds the channel's lock; the caller
// finishes the deal without it.
static Deal send_time(ChanTimer* t, i64* fired_at) {
  t->armed = false;
  if (t->period_ns != 0) {
    // The next multiple of the period that lies ahead: ticks that nobody could see are dropped.
    const i64 missed = (*fired_at - t->timer.when) / t->period_ns;
    i64 ahead;
    if (__builtin_mul_overflow(t->period_ns, missed + 1, &ahead)) ahead = kNever;
    t->armed = true;
    timers_add(&t->timer, deadline_after(t->timer.when, ahead));
  }
  return chan_send_begin(&t->chan, fired_at);
}

static void finish_send(ChanTimer* t, Deal deal, i64* fired_at) {
  if (deal.kind == DealKind::partner) chan_send_finish(&t->chan, deal, fired_at);
}

static void fire_chan(Timer* timer, i64 now) {
  ChanTimer* t = static_cast<ChanTimer*>(reinterpret_cast<UserTimer*>(timer));  // its first member
  Hchan* c = &t->chan;
  c->lock.lock();
  if (take_stale(t)) {
    c->lock.unlock();
    chan_release(c);
    return;
  }
  // After a reset this may be an older firing that comes in place of the newer, whose time has come too.
  i64 fired_at = now > t->timer.when ? now : t->timer.when;
  const Deal deal = send_time(t, &fired_at);
  c->lock.unlock();
  finish_send(t, deal, &fired_at);
}

// Holds the channel's lock.
static bool silence(ChanTimer* t) {
  const Disarm how = disarm(t);
  if (how == Disarm::in_flight) t->chan.refs.fetch_add_relaxed(1);
  bool to_be_noticed = how != Disarm::idle;
  Hchan* c = &t->chan;
  if (c->count.load_relaxed() != 0) {
    c->count.store_relaxed(0);
    to_be_noticed = true;
  }
  return to_be_noticed;
}

bool chan_timer_stop(Hchan* c) {
  kernel::MutexGuard guard(c->lock);
  return silence(c->timer);
}

// start arms t, or sends at once when the time is over: then the value is there when the caller is back, whatever other
// Ms do. Holds the channel's lock; the caller finishes the deal without it.
static Deal start(ChanTimer* t, i64 ns, i64* fired_at) {
  if (ns > 0) {
    arm(t, ns);
    return {nullptr, DealKind::blocked};
  }
  *fired_at = t->timer.when = kernel::nanotime();
  return send_time(t, fired_at);
}

bool chan_timer_reset(Hchan* c, i64 ns, i64 period_ns) {
  i64 fired_at = 0;
  c->lock.lock();
  ChanTimer* t = c->timer;
  const bool to_be_noticed = silence(t);
  if (period_ns != 0) t->period_ns = period_ns;
  const Deal deal = start(t, ns, &fired_at);
  c->lock.unlock();
  finish_send(t, deal, &fired_at);
  return to_be_noticed;
}

// poll fires a timer that is due and that no M has got to yet, so that a receive without waiting sees it.
static void poll(Hchan* c) {
  ChanTimer* t = c->timer;
  c->lock.lock();
  i64 now = t->armed ? kernel::nanotime() : 0;
  if (!t->armed || t->timer.when > now || !timers_remove(&t->timer)) {
    c->lock.unlock();
    return;
  }
  const Deal deal = send_time(t, &now);
  c->lock.unlock();
  finish_send(t, deal, &now);
}

// forget stops the timer of a channel that has no handles. False: a firing is under way, which frees the
// channel when it is done.
static bool forget(Hchan* c) {
  kernel::MutexGuard guard(c->lock);
  if (disarm(c->timer) != Disarm::in_flight) return true;
  c->refs.store_relaxed(1);
  return false;
}

static bool timer_operation(Hchan* c, SourceOp op) {
  if (op == SourceOp::forget) return forget(c);
  poll(c);
  return true;
}

Hchan* chan_timer_make(i64 ns, i64 period_ns) {
  void* memory = malloc_bytes(sizeof(ChanTimer));
  if (memory == nullptr) rt_throw("out of memory");
  ChanTimer* t = ::new (memory) ChanTimer;
  Hchan* c = &t->chan;
  t->timer.fire = fire_chan;
  t->period_ns = period_ns;
  c->timer = t;
  c->source_fn = timer_operation;
  c->buf = reinterpret_cast<u8*>(&t->value);
  c->sendx = c->recvx = 0;
  i64 fired_at = 0;
  kernel::MutexGuard guard(c->lock);
  static_cast<void>(start(t, ns, &fired_at));  // nobody waits on it yet, so there is nothing to finish
  return c;
}

// Timers with a function

// run_goroutine is the goroutine that a firing starts. It owns the reference that the armed timer had, and
// gives it back also when the function calls goexit.
static void run_goroutine(void* arg) {
  struct Reference : rt0::abi::defer_node {
    FuncTimer* t;
  };
  FuncTimer* t = static_cast<FuncTimer*>(arg);
  Reference held;
  held.run = [](rt0::abi::defer_node* node) { func_timer_release(static_cast<Reference*>(node)->t); };
  held.t = t;
  rt0::abi::defer_push(&held);
  t->run(t->block);
  rt0::abi::defer_pop(&held);
  func_timer_release(t);
}

static void drop_goroutine(void* arg) {
  FuncTimer* t = static_cast<FuncTimer*>(arg);
  t->drop(t->block);
}

void func_timer_release(FuncTimer* t) {
  // Release what this holder did, acquire what the others did: pairs with itself.
  if (t->refs.fetch_add_acq_rel(static_cast<u32>(-1)) == 1) t->drop(t->block);
}

static void fire_func(Timer* timer, i64) {
  FuncTimer* t = static_cast<FuncTimer*>(reinterpret_cast<UserTimer*>(timer));  // its first member
  t->lock.lock();
  const bool stale = take_stale(t);
  if (!stale) t->armed = false;
  t->lock.unlock();
  if (!stale) {
    go_func(run_goroutine, t);
  } else if (t->refs.fetch_add_acq_rel(static_cast<u32>(-1)) == 1) {  // pairs with func_timer_release
    go_func(drop_goroutine, t);  // the function's destructor is the program's: not on this stack
  }
}

// Holds t->lock. The reference of an armed timer goes to nobody, or to the firing under way.
static bool silence(FuncTimer* t) {
  const Disarm how = disarm(t);
  if (how == Disarm::removed) t->refs.fetch_add_relaxed(static_cast<u32>(-1));  // the holder's is left
  return how != Disarm::idle;
}

bool func_timer_stop(FuncTimer* t) {
  kernel::MutexGuard guard(t->lock);
  return silence(t);
}

bool func_timer_reset(FuncTimer* t, i64 ns) {
  kernel::MutexGuard guard(t->lock);
  const bool had_not_fired = silence(t);
  t->timer.fire = fire_func;
  t->refs.fetch_add_relaxed(1);  // the armed timer's
  arm(t, ns);
  return had_not_fired;
}

}  // namespace rt
