// sched/hchan.h - Hchan, a channel: values on their way between goroutines.
//
// Go's channel: a lock, a ring of values, and two queues of parked goroutines. A sender that
// finds a parked receiver gives it the value directly; so does the reverse. Values that are
// trivially copyable are copied under the lock or straight between two stacks.
//
// Other values move by functions of the program's, which may allocate, park or use this very channel, so
// they run with nothing locked. An operation therefore has two halves: `begin`, under the
// lock, decides and takes hold of a partner or a slot; `finish`, without it, moves the value:
//
//   partner  a Sudog that was taken off its queue is ours alone until we ready its G
//   slot     a buffer of cap slots, each one of: free, reserved (a value is being moved in, counted in
//            in_flight), queued, or held (its value is being moved out)
//
// Invariants, whenever the lock is free:
//   - receivers wait only while nothing is queued
//   - senders wait only while no slot is free; who empties a slot refills it from the first waiting sender
//   - what is queued came from sends in the order in which they ended
//   - a closed channel is drained when nothing is queued and nothing is in flight; no receiver waits then
//   - no sender waits on a closed channel
// Algorithm: Go 1.24 runtime/chan.go; the slots are ours.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "sched/g.h"

namespace rt {

struct ChanTimer;

// WaitQ is a first in, first out queue of parked goroutines. Changed under the channel's lock; head
// is also read without it, as a hint.
struct WaitQ {
  Atomic<Sudog*> head;
  Sudog* tail = nullptr;

  bool empty() const { return head.load_relaxed() == nullptr; }
  void push(Sudog* s);
  // pop takes the first whose goroutine is ours to wake: of a select only one Sudog can win.
  Sudog* pop();
  // remove takes s out if it is still there.
  void remove(Sudog* s);

 private:
  void unlink(Sudog* s);
};

// to != null: construct *to from *from by a move. to == null: destroy *from.
using MoveFn = void (*)(void* to, void* from);

// A slot of the buffer of a channel with a MoveFn; the value follows at Hchan::value_offset.
struct Slot {
  Slot* next;  // in the list of queued or of free slots
};

struct Hchan {
  Hchan(u32 elem_bytes, usize capacity, MoveFn move_fn) : elem_size(elem_bytes), cap(capacity), move(move_fn) {}

  // What every operation reads comes first.
  kernel::Mutex lock{LockRank::hchan};
  Atomic<u32> refs{1};      // handles
  Atomic<u32> closed;       // 0 or 1; never goes back. This and all that follows: lock
  WaitQ recvq;
  WaitQ sendq;
  const u32 elem_size;      // bytes
  u32 in_flight = 0;        // slots that are reserved
  const usize cap;          // values
  Atomic<usize> count;      // values queued
  const MoveFn move;        // null when values are trivially copyable
  ChanTimer* timer = nullptr;  // what sends on it, if it is a timer's channel; written before it is shared

  union {
    struct {                // trivially copyable values: a ring
      u8* buf;
      usize sendx, recvx;
    };
    struct {                // others: slots
      Slot* queue_head;
      Slot* queue_tail;
      Slot* free_slots;
      u8* fresh;            // slots from here to fresh_end were never used
      u8* fresh_end;
      u32 value_offset;     // bytes
      u32 slot_bytes;
    };
  };
};

// makechan makes a channel with one handle; it panics when capacity values do not fit in memory.
Hchan* makechan(usize elem_bytes, usize elem_align, usize capacity, MoveFn move);

// chan_release gives a handle back; with the last one the channel goes. On a goroutine, unless the
// values are trivially copyable.
void chan_release(Hchan* c);

// The operations of a program; c may be null: a nil channel. On a goroutine.
//   elem  what is sent; moved from, or only read when it is trivially copyable
//   into  raw memory for the value; null, where the type is trivially copyable, drops it
void chansend(Hchan* c, void* elem);
bool chanrecv(Hchan* c, void* into);  // false: closed and drained
enum class TryRecv { would_block, value, closed };
bool chan_try_send(Hchan* c, void* elem);  // false: would block
TryRecv chan_try_recv(Hchan* c, void* into);
void closechan(Hchan* c);
usize chan_len(Hchan* c);
usize chan_cap(Hchan* c);

// chan_send_ready and chan_recv_ready tell without the lock whether an operation could go on. False is
// exact at one moment; true may be out of date when it arrives.
bool chan_send_ready(Hchan* c);
bool chan_recv_ready(Hchan* c);

// How an operation will go on, decided by its first half.
enum class DealKind : u32 {
  blocked,  // nothing was done
  closed,   // the channel is closed, and for a receiver drained
  partner,  // with is the Sudog to exchange the value with
  copied,   // the value is through the ring; with is a Sudog to wake, or null
  slot,     // with is the Slot, reserved or held
};
struct Deal {
  void* with;
  DealKind kind;
};

// The two halves of an operation, for select and timers. Begin: holds c->lock. Finish: nothing is
// locked; only after partner, copied or slot.
Deal chan_send_begin(Hchan* c, void* elem);
Deal chan_recv_begin(Hchan* c, void* into);
void chan_send_finish(Hchan* c, Deal deal, void* elem);
void chan_recv_finish(Hchan* c, Deal deal, void* into);

[[noreturn]] void panic_send_on_closed();
[[noreturn]] void park_for_ever(WaitReason reason);

}  // namespace rt
