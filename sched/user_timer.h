// sched/user_timer.h - the timers that a program holds: those with a channel, those with a function.
//
// Stopping one must be final even while it fires on another M. So every change goes through one
// lock (of a channel timer: its channel's), and a firing that was already taken out of
// the heap when somebody stopped it is counted as stale and does nothing when it gets the lock.
// The meaning of stop and reset is Go's since 1.23: what was sent and not received is taken back.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "sched/hchan.h"
#include "sched/timers.h"

namespace rt {

// UserTimer is what both kinds share. All fields: the lock of the timer.
struct UserTimer {
  Timer timer;
  bool armed = false;  // in a heap, or out of it and about to fire
  u32 stale = 0;       // firings under way that are to be ignored; each holds a reference
};

// ChanTimer is one block with its channel of one nanotime() value. The channel's handles keep it alive;
// with the last of them it is stopped.
struct ChanTimer : UserTimer {
  ChanTimer() : chan(sizeof(i64), 1, nullptr) {}

  i64 period_ns = 0;  // 0: fires once
  Hchan chan;
  i64 value;  // the channel's buffer
};

Hchan* chan_timer_make(i64 ns, i64 period_ns);

// Both return whether it was still to be noticed: it was armed, or what it sent had not been received. When
// they are back, nothing sent before will be received. reset keeps the period when period_ns is 0.
bool chan_timer_stop(Hchan* c);
bool chan_timer_reset(Hchan* c, i64 ns, i64 period_ns);

// FuncTimer starts a goroutine that calls run(block). References: the holder's, one while it is
// armed, one for each goroutine that runs. With the last one, drop(block) is called, on a goroutine.
struct FuncTimer : UserTimer {
  FuncTimer(void (*run_fn)(void*), void (*drop_fn)(void*), void* arg)
      : run(run_fn), drop(drop_fn), block(arg) {}

  kernel::Mutex lock{LockRank::hchan};  // stands where a channel's lock stands for a ChanTimer
  Atomic<u32> refs{1};
  void (*const run)(void*);
  void (*const drop)(void*);
  void* const block;
};

bool func_timer_stop(FuncTimer* t);           // whether it had not fired
bool func_timer_reset(FuncTimer* t, i64 ns);  // the same; also the first start
void func_timer_release(FuncTimer* t);        // on a goroutine

}  // namespace rt
