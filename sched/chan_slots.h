// sched/chan_slots.h - buffers of channels whose values move by functions of the program's.
//
// Such a function may allocate, park or use the very channel, so it runs with nothing locked. The
// buffer is therefore not a ring but cap slots, each in one of these states:
//
//   free      on free_slots, or never used yet
//   reserved  a value is being moved in; counted in Hchan::in_flight
//   queued    on the queue; counted in Hchan::count
//   held      its value is being moved out
//
// Sender: reserve, unlock, move in, lock, deliver to the first waiting receiver or queue. Receiver: hold
// the first queued, unlock, move out, lock, refill from the first waiting sender or free. So each takes the
// lock twice.
//
// Invariants, beside those of sched/hchan.h, whenever the lock is free:
//   - senders wait only while no slot is free
//   - what is queued came from sends in the order in which they ended
//   - a closed channel is drained when nothing is queued and nothing is in flight: a send that had begun
//   counts
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/hchan.h"

namespace rt {

// The value follows at Hchan::value_offset.
struct Slot {
  Slot* next;  // in the queue or in free_slots
};

// makechan_moved is makechan for values that move by `move`.
Hchan* makechan_moved(usize elem_bytes, usize elem_align, usize capacity, MoveFn move);

}  // namespace rt
