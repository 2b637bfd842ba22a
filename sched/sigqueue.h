// sched/sigqueue.h - signals as events: from the handler to the channels that asked for them.
//
//     handler                    a goroutine of the runtime's              channels
//     pending |= sig             takes all of pending, and sends           NotifyChan: each with the set
//     wake the word `asleep`     each to every channel that wants it       of signals that it wants
//
// The handler only sets a bit and perhaps makes a futex call: it never waits. So several signals of one kind that come
// before the goroutine has run are one, as several pending ones are for the kernel. The two sides cannot miss each
// other: each stores (pending; asleep), has a full barrier, then looks at the other's word.
//
// The goroutine sleeps in a system call, with a thread of its own: so its M counts as running, and no deadlock is
// reported any more, since a signal may come at any time (Go's rule too). Signals that were blocked when the
// process began are let through on that thread while it sleeps there, and nowhere else: threads inherit masks.
//
// A channel is on the list without a handle: the last handle takes it off (SourceOp::forget). All but `pending` and `asleep`
// is under signal_lock. Source of the protocol: Go 1.24 runtime/sigqueue.go.
// Layer: sched.
#pragma once
#include "kernel_iface/signal.h"
#include "sched/hchan.h"

namespace rt {

// So many signals of one kind wait in a channel; more are dropped. The channel has room for so many of each kind, so
// that a storm of one leaves the others' room alone.
inline constexpr u32 kSignalsOfOneKind = 16;

// notify_signals makes a channel of ints, with one handle, that gets the signals of `wanted`. Panics without memory.
Hchan* notify_signals(kernel::Sigset wanted);

// notify_stop: nothing is sent to c any more. What came before is in it. A channel of other origin is left alone.
void notify_stop(Hchan* c);

// notify_cancel takes the signals from all channels: they do again what they did at first, or are ignored.
void notify_cancel(kernel::Sigset signals, bool ignore);

// signal_is_ignored: by notify_cancel, or since the process began.
bool signal_is_ignored(u32 sig);

}  // namespace rt
