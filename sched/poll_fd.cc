// sched/poll_fd.cc - turns, deadlines and the end of a shared descriptor.
//
// PollDesc::state, one word, changed by compare and swap only:
//
//     bit 0      closed: no operation begins any more
//     bit 1, 2   somebody has the turn to read, to write
//     3 .. 19    operations under way, and the opening itself until close
//     20 .. 36   how many wait for the turn to read
//     37 .. 53   to write
//     54 .. 63   generation
//
// Acquire when an operation begins and release when it ends: they pair with each other, so that one turn sees what the one
// before it did, and who calls close(2) sees all.
// Layer: sched.
#include "sched/poll_fd.h"

#include "base/assert.h"
#include "base/panic.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/file.h"
#include "sched/idle.h"
#include "sched/syscall_state.h"

namespace rt {

static constexpr u64 kClosed = 1;
static constexpr u64 kTurn[2] = {2, 4};
static constexpr u64 kRef = u64{1} << 3;
static constexpr u64 kCountMask = (u64{1} << 17) - 1;
static constexpr u64 kRefMask = kCountMask << 3;
static constexpr u32 kWaitShift[2] = {20, 37};
static constexpr u32 kGenerationShift = 54;
static constexpr u32 kGenerationMask = (1u << 10) - 1;

static u64 generation_of(u64 state) { return state >> kGenerationShift; }
static bool is_of(u64 state, PollFd h) { return (state & kClosed) == 0 && generation_of(state) == h.generation; }
static u64 waiting(u64 state, u32 mode) { return state >> kWaitShift[mode] & kCountMask; }

[[noreturn]] static RT_COLD void too_many() {
  rt_panic("too many concurrent operations on a single file or socket (max 131071)");
}

static u64 add_ref(u64 state) {
  if (RT_UNLIKELY((state & kRefMask) == kRefMask)) too_many();
  return state + kRef;
}

Result<PollFd> poll_open(i32 fd) {
  const Result<PollDesc*> made = poll_desc_make(fd);
  if (!made.ok()) return made.error();
  PollDesc* pd = made.value();
  // The descriptor is new to us, so nobody uses pd: it is as it was left, closed and without references.
  const u32 generation = (pd->generation.load_relaxed() + 1) & kGenerationMask;
  pd->generation.store_relaxed(generation);
  pd->waiter[0].store_relaxed(kPollNil);
  pd->waiter[1].store_relaxed(kPollNil);
  pd->info.store_relaxed(0);
  pd->drained = false;
  if (const Errno e = poll_register(pd); e != Errno::ok) return e;
  // Release: pairs with the acquires below.
  pd->state.store_release(u64{generation} << kGenerationShift | kRef);
  return PollFd{fd, generation};
}

Result<PollDesc*> poll_hold(PollFd h) {
  if (h.fd < 0) return Errno::ebadf;
  PollDesc* pd = poll_desc(h.fd);
  u64 state = pd->state.load_relaxed();
  do {
    if (!is_of(state, h)) return Errno::ebadf;
  } while (!pd->state.cas_acquire(state, add_ref(state)));
  return pd;
}

// wait_for_turn takes the turn when it is free, and waits while it is not: with a reference, so that pd is not used
// for another opening meanwhile.
static RT_COLD Result<PollDesc*> wait_for_turn(PollDesc* pd, PollFd h, u32 mode) {
  bool holds = false;
  u64 state = pd->state.load_relaxed();
  for (;;) {
    if (!is_of(state, h)) {
      if (holds) poll_drop(pd);
      return Errno::ebadf;
    }
    const bool taken = (state & kTurn[mode]) != 0;
    const u64 held = holds ? state : add_ref(state);
    if (!pd->state.cas_acquire(state, taken ? held + (u64{1} << kWaitShift[mode]) : held | kTurn[mode])) continue;
    if (!taken) return pd;
    holds = true;
    sema_acquire(&pd->turn[mode]);  // who gives it has taken this waiter off the count
    state = pd->state.load_relaxed();
  }
}

Result<PollDesc*> poll_begin(PollFd h, PollMode mode) {
  if (RT_UNLIKELY(h.fd < 0)) return Errno::ebadf;
  PollDesc* pd = poll_desc(h.fd);
  const u32 m = static_cast<u32>(mode);
  u64 state = pd->state.load_relaxed();
  for (;;) {
    if (RT_UNLIKELY(!is_of(state, h))) return Errno::ebadf;
    if (RT_UNLIKELY((state & kTurn[m]) != 0)) return wait_for_turn(pd, h, m);
    if (RT_LIKELY(pd->state.cas_acquire(state, add_ref(state) | kTurn[m]))) return pd;
  }
}

struct PollClosing {
  bool keeps_open;
  Errno error = Errno::ok;
  Sema done{};
};

// finish closes the descriptor: the last reference is gone. From close(2) on pd belongs to the next who gets the number.
static RT_COLD void finish(PollDesc* pd) {
  PollClosing* closing = pd->closing;
  poll_unregister(pd);
  if (!closing->keeps_open) {
    entersyscall();  // a socket may linger
    const Errno e = kernel::close(pd->fd);
    exitsyscall();
    closing->error = e == Errno::eintr ? Errno::ok : e;  // it is closed all the same
  }
  sema_release(&closing->done, 1);
}

static bool is_last(u64 state) { return (state & (kClosed | kRefMask)) == kClosed; }

void poll_drop(PollDesc* pd) {
  u64 state = pd->state.load_relaxed();
  while (!pd->state.cas_acq_rel(state, state - kRef)) {
  }
  if (RT_UNLIKELY(is_last(state - kRef))) finish(pd);
}

void poll_end(PollDesc* pd, PollMode mode) {
  const u32 m = static_cast<u32>(mode);
  u64 state = pd->state.load_relaxed();
  u64 next;
  do {
    next = (state - kRef) & ~kTurn[m];
    if (RT_UNLIKELY(waiting(state, m) != 0)) next -= u64{1} << kWaitShift[m];
  } while (!pd->state.cas_acq_rel(state, next));
  if (RT_UNLIKELY(waiting(state, m) != 0)) sema_release(&pd->turn[m], 1);
  if (RT_UNLIKELY(is_last(next))) finish(pd);
}

Errno poll_wait(PollDesc* pd, PollMode mode) {
  const u32 expired = mode == PollMode::read ? kPollReadExpired : kPollWriteExpired;
  for (;;) {
    const u32 info = pd->info.load_acquire();
    if ((info & kPollClosing) != 0) return Errno::ebadf;
    if ((info & expired) != 0) return Errno::etimedout;
    // False without a reason in info: a deadline passed and was moved before this goroutine ran.
    if (poll_block(pd, mode)) return Errno::ok;
  }
}

bool poll_is_open(PollFd h) { return h.fd >= 0 && is_of(poll_desc(h.fd)->state.load_relaxed(), h); }

// ---- deadlines ----

static void set_info(PollDesc* pd, u32 bits) { pd->info.fetch_or_acq_rel(bits); }

// expire makes the direction fail. Holds pd->lock; returns the goroutine to be readied after it.
static G* expire(PollDesc* pd, PollMode mode) {
  set_info(pd, mode == PollMode::read ? kPollReadExpired : kPollWriteExpired);
  return poll_unblock(pd, mode, false);
}

template <PollMode mode>
static void fire_deadline(Timer* timer, i64 now) {
  // timer is a member of the array in a PollDesc, which is never freed.
  static constexpr usize kOffset = offsetof(PollDesc, deadline) + static_cast<u32>(mode) * sizeof(PollDesc::Deadline);
  PollDesc* pd = reinterpret_cast<PollDesc*>(reinterpret_cast<uptr>(timer) - kOffset);
  G* gp = nullptr;
  pd->lock.lock();
  // A timer that was stopped while it fired finds another deadline here, or none.
  const i64 at = pd->deadline[static_cast<u32>(mode)].at;
  if (at != 0 && at <= now) gp = expire(pd, mode);
  pd->lock.unlock();
  if (gp != nullptr) poll_goready(gp);
}

// move_deadline stops the old timer and starts the new one. Holds pd->lock; returns a goroutine to be readied.
static G* move_deadline(PollDesc* pd, PollMode mode, i64 at) {
  PollDesc::Deadline& d = pd->deadline[static_cast<u32>(mode)];
  (void)timers_remove(&d.timer);
  d.at = at;
  const bool past = at != 0 && at <= kernel::nanotime();
  if (past) return expire(pd, mode);
  pd->info.fetch_and_acq_rel(~(mode == PollMode::read ? kPollReadExpired : kPollWriteExpired));
  if (at == 0 || at == kNever) return nullptr;
  d.timer.fire = mode == PollMode::read ? fire_deadline<PollMode::read> : fire_deadline<PollMode::write>;
  timers_add(&d.timer, at);
  return nullptr;
}

Errno poll_set_deadline(PollFd h, bool read, bool write, i64 at) {
  const Result<PollDesc*> held = poll_hold(h);
  if (!held.ok()) return held.error();
  PollDesc* pd = held.value();
  pd->lock.lock();
  G* reader = read ? move_deadline(pd, PollMode::read, at) : nullptr;
  G* writer = write ? move_deadline(pd, PollMode::write, at) : nullptr;
  pd->lock.unlock();
  if (reader != nullptr) poll_goready(reader);
  if (writer != nullptr) poll_goready(writer);
  poll_drop(pd);
  return Errno::ok;
}

// ---- close ----

// evict wakes the goroutines that are parked in a call, and stops the deadlines.
static void evict(PollDesc* pd) {
  pd->lock.lock();
  set_info(pd, kPollClosing);
  G* parked[2];
  for (PollMode mode : {PollMode::read, PollMode::write}) {
    const u32 m = static_cast<u32>(mode);
    (void)timers_remove(&pd->deadline[m].timer);
    pd->deadline[m].at = 0;
    parked[m] = poll_unblock(pd, mode, false);
  }
  pd->lock.unlock();
  for (G* gp : parked) {
    if (gp != nullptr) poll_goready(gp);
  }
}

static Errno end_opening(PollFd h, bool keeps_open) {
  if (h.fd < 0) return Errno::ebadf;
  PollDesc* pd = poll_desc(h.fd);
  const u64 kWaiting = kCountMask << kWaitShift[0] | kCountMask << kWaitShift[1];
  u64 state = pd->state.load_relaxed();
  u64 next;
  do {
    if (!is_of(state, h)) return Errno::ebadf;
    // The opening's reference goes to this call. Who waits for a turn is woken and sees the closed bit.
    next = (state | kClosed) & ~kWaiting;
  } while (!pd->state.cas_acq_rel(state, next));
  for (u32 m = 0; m < 2; m++) {
    if (const u64 n = waiting(state, m); n != 0) sema_release(&pd->turn[m], n);
  }
  PollClosing closing{keeps_open};
  pd->closing = &closing;  // read by who drops the last reference: not before this one is dropped
  evict(pd);
  poll_drop(pd);
  sema_acquire(&closing.done);
  return closing.error;
}

Errno poll_close(PollFd h) { return end_opening(h, false); }
Errno poll_release(PollFd h) { return end_opening(h, true); }

}  // namespace rt
