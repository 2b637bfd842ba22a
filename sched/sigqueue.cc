// sched/sigqueue.cc - signals as events.
//
// rt_sigprocmask cannot fail with the arguments here; futex_wait may come back early, then the words are looked at again.
// Layer: sched.
#include "sched/sigqueue.h"

#include <bit>
#include <new>

#include "base/assert.h"
#include "base/panic.h"
#include "kernel_iface/futex.h"
#include "mem/malloc.h"
#include "sched/newproc.h"
#include "sched/sched.h"
#include "sched/signal.h"
#include "sched/syscall_state.h"

namespace rt {

// NotifyChan is a channel with what it wants, and its buffer behind it: one piece of memory.
struct NotifyChan {
  Hchan chan;  // first: chan_release frees its address
  kernel::Sigset wanted;
  NotifyChan* next;
};

// Under signal_lock.
static constinit NotifyChan* channels = nullptr;
static constinit kernel::Sigset touched;        // signals whose first disposition is known
static constinit kernel::Sigset first_ignored;  // of those, the ones that were ignored
static constinit bool receiver_started = false;

static constinit Atomic<u64> pending;  // as Sigset::bits
static constinit Atomic<u32> asleep;   // 1: the goroutine is on its way into futex_wait, or there

// ---- from the handler to the goroutine ----

static void wake_receiver() {
  fence_seq_cst();  // pairs with the one in wait_for_signals
  if (asleep.load_relaxed() != 0 && asleep.exchange_relaxed(0) != 0) (void)kernel::futex_wake(&asleep, 1);
}

// queue_signal runs in the handler, on any thread, whatever that held.
static void queue_signal(u32 sig) {
  pending.fetch_or_relaxed(kernel::Sigset::of(sig).bits);
  wake_receiver();
}

// sleep_open waits with those signals let through that are wanted and were blocked when the process began.
static void sleep_open() {
  const kernel::Sigset open{signal_hooks.wanted.load_relaxed() & m0.sigmask.bits};
  if (open.bits != 0) must(kernel::rt_sigprocmask(kernel::kSigUnblock, &open, nullptr), "sigqueue: rt_sigprocmask");
  (void)kernel::futex_wait(&asleep, 1, kernel::kForever);
  if (open.bits != 0) must(kernel::rt_sigprocmask(kernel::kSigBlock, &open, nullptr), "sigqueue: rt_sigprocmask");
}

static void wait_for_signals() {
  asleep.store_relaxed(1);
  fence_seq_cst();  // pairs with the one in wake_receiver
  if (pending.load_relaxed() == 0) {
    entersyscall_block();
    sleep_open();
    exitsyscall();
  }
  asleep.store_relaxed(0);
}

// ---- from the goroutine to the channels ----

static u32 queued(const Hchan* c, i32 sig) {
  const i32* values = reinterpret_cast<const i32*>(c->buf);
  u32 n = 0;
  usize at = c->recvx;
  for (usize left = c->count.load_relaxed(); left > 0; left--) {
    if (values[at] == sig) n++;
    if (++at == c->cap) at = 0;
  }
  return n;
}

static void offer(Hchan* c, i32 sig) {
  Deal deal{nullptr, DealKind::blocked};
  c->lock.lock();
  if (c->closed.load_relaxed() == 0 && queued(c, sig) < kSignalsOfOneKind) deal = chan_send_begin(c, &sig);
  c->lock.unlock();
  if (deal.kind == DealKind::partner) chan_send_finish(c, deal, &sig);
}

// deliver sends all that is pending. Holds signal_lock. Needs a P.
static void deliver() {
  kernel::Sigset sent{pending.exchange_relaxed(0)};
  while (sent.bits != 0) {
    const u32 sig = static_cast<u32>(std::countr_zero(sent.bits)) + 1;
    sent.remove(sig);
    for (NotifyChan* n = channels; n != nullptr; n = n->next) {
      if (n->wanted.has(sig)) offer(&n->chan, static_cast<i32>(sig));
    }
  }
}

static void receive_signals(void*) {
  for (;;) {
    wait_for_signals();
    kernel::MutexGuard guard(signal_lock);
    deliver();
  }
}

// ---- who wants what ----

static u64 wanted_by_all() {
  u64 wanted = 0;
  for (const NotifyChan* n = channels; n != nullptr; n = n->next) wanted |= n->wanted.bits;
  return wanted;
}


// note_first keeps what sig did before this file changed it for the first time.
static void note_first(u32 sig, uptr before) {
  if (touched.has(sig)) return;
  touched.add(sig);
  if (before == kernel::kSigIgn) first_ignored.add(sig);
}

// One that was blocked at the start keeps the handler: it may still get in where the goroutine sleeps, and must not
// do then what the program has it blocked for.
static void restore(u32 sig) {
  if (!touched.has(sig)) return;
  if (first_ignored.has(sig)) set_disposition(sig, kernel::kSigIgn);
  else if (is_caught(sig) || m0.sigmask.has(sig)) install_handler(sig);
  else set_disposition(sig, kernel::kSigDfl);
}

// SIGKILL and SIGSTOP cannot be had.
template <class F>
static void for_each(kernel::Sigset set, F f) {
  for (u32 sig = 1; sig < kernel::kSigCount; sig++) {
    if (set.has(sig) && sig != kernel::kSigKill && sig != kernel::kSigStop) f(sig);
  }
}

// change_wanted follows a change of the list. Holds signal_lock.
static void change_wanted() {
  const u64 before = signal_hooks.wanted.load_relaxed();
  const u64 now = wanted_by_all();
  // First: what the handler finds unwanted may end the process. Release: pairs with signal_is_wanted.
  signal_hooks.wanted.store_release(now);
  for_each({now & ~before}, [](u32 sig) { note_first(sig, install_handler(sig)); });
  for_each({before & ~now}, restore);
  if (now != before) wake_receiver();  // to sleep again with other signals let through
}

static void start_receiver() {
  signal_hooks.queue.store_relaxed(queue_signal);
  go_system(receive_signals, nullptr, "signals");
  receiver_started = true;
}

static void take_off(Hchan* c) {
  kernel::MutexGuard guard(signal_lock);
  deliver();
  for (NotifyChan** link = &channels; *link != nullptr; link = &(*link)->next) {
    if (&(*link)->chan != c) continue;
    *link = (*link)->next;
    change_wanted();
    return;
  }
}

static bool notify_operation(Hchan* c, SourceOp op) {
  if (op == SourceOp::forget) take_off(c);
  return true;
}

Hchan* notify_signals(kernel::Sigset wanted) {
  const usize capacity = kSignalsOfOneKind * static_cast<usize>(std::popcount(wanted.bits));
  void* memory = malloc_bytes(sizeof(NotifyChan) + capacity * sizeof(i32));
  if (memory == nullptr) rt_panic("notify: out of memory");
  NotifyChan* n = ::new (memory) NotifyChan{{sizeof(i32), capacity, nullptr}, wanted, nullptr};
  n->chan.buf = reinterpret_cast<u8*>(n + 1);
  n->chan.sendx = n->chan.recvx = 0;
  n->chan.source_fn = notify_operation;
  kernel::MutexGuard guard(signal_lock);
  catch_remaining_signals_locked();
  if (!receiver_started) start_receiver();
  n->next = channels;
  channels = n;
  change_wanted();
  return &n->chan;
}

void notify_stop(Hchan* c) {
  if (c != nullptr && c->source_fn == notify_operation) take_off(c);
}

void notify_cancel(kernel::Sigset signals, bool ignore) {
  kernel::MutexGuard guard(signal_lock);
  catch_remaining_signals_locked();
  deliver();
  for (NotifyChan* n = channels; n != nullptr; n = n->next) n->wanted.bits &= ~signals.bits;
  change_wanted();
  for_each(signals, [ignore](u32 sig) {
    // Faults keep their handler. So does an urgent signal, which does nothing anyway: it may be needed for preemption.
    if (!ignore || is_fault(sig) || sig == kernel::kSigUrg) return restore(sig);
    note_first(sig, set_disposition(sig, kernel::kSigIgn));
  });
}

bool signal_is_ignored(u32 sig) {
  kernel::Sigaction now{};
  return kernel::rt_sigaction(sig, nullptr, &now) == Errno::ok && now.handler == kernel::kSigIgn;
}

}  // namespace rt
