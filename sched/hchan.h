// sched/hchan.h - Hchan, a channel: values on their way between goroutines.
//
// Go's channel: a lock, a ring of values, and two queues of parked goroutines. A sender that
// finds a parked receiver gives it the value directly; so does the reverse. Values that are
// trivially copyable are copied under the lock or straight between two stacks.
//
// Other values move by functions of the program's, which run with nothing locked. An operation
// therefore has two halves: `begin`, under the lock, decides and takes hold of a partner or of a
// slot (sched/chan_slots.h); `finish`, without it, moves the value. A partner is a Sudog that was taken
// off its queue: it is ours alone until we ready its G.
//
// Invariants, whenever the lock is free:
//   - receivers wait only while nothing is queued
//   - senders wait only while the buffer has no room
//   - no sender waits on a closed channel, no receiver on one that is drained as well
// Algorithm: Go 1.24 runtime/chan.go.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "sched/g.h"

namespace rt {

struct ChanTimer;
struct Slot;

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

// What sched/chan_slots.cc does for its channels, and what the runtime does for those that it sends on itself: timers'
// (sched/user_timer.cc) and notify's (sched/sigqueue.cc). Called through a pointer that the maker of such a
// channel sets, so that a program without them does not link them.
enum class SlotOp { begin_send, begin_recv, finish_send, finish_recv, clear };
using SlotFn = Deal (*)(Hchan* c, SlotOp op, Slot* slot, void* elem);
enum class SourceOp { poll, forget };
using SourceFn = bool (*)(Hchan* c, SourceOp op);

struct Hchan {
  Hchan(u32 elem_bytes, usize capacity, MoveFn move_fn)
      : elem_size(elem_bytes), cap(capacity), move(move_fn) {}

  // drained says that nothing will ever come out again. Holds lock.
  bool drained() const { return closed.load_relaxed() != 0 && count.load_relaxed() == 0 && in_flight == 0; }

  // What every operation reads comes first.
  kernel::Mutex lock{LockRank::hchan};
  Atomic<u32> refs{1};  // handles
  Atomic<u32> closed;   // 0 or 1; never goes back. This and all that follows: lock
  WaitQ recvq;
  WaitQ sendq;
  const u32 elem_size;         // bytes
  u32 in_flight = 0;           // slots that are reserved
  const usize cap;             // values
  Atomic<usize> count;         // values queued
  const MoveFn move;           // null when values are trivially copyable
  SlotFn slots = nullptr;      // set together with move
  SourceFn source_fn = nullptr;  // poll: before a receive; forget: the last handle is gone, false when it is freed later
  ChanTimer* timer = nullptr;  // what sends on it, if it is a timer's channel; written before it is shared

  union {
    struct {  // trivially copyable values: a ring
      u8* buf;
      usize sendx, recvx;
    };
    struct {  // others: sched/chan_slots.h
      Slot* queue_head;
      Slot* queue_tail;
      Slot* free_slots;
      u8* fresh;  // slots from here to fresh_end were never used
      u8* fresh_end;
      u32 value_offset;  // bytes from a slot to its value
      u32 slot_bytes;
    };
  };
};

// makechan makes a channel of trivially copyable values, with one handle; it panics when capacity of them do
// not fit in memory. makechan_moved in sched/chan_slots.h makes the others.
Hchan* makechan(usize elem_bytes, usize elem_align, usize capacity);

// chan_memory is room for an Hchan and, at buffer_offset, capacity pieces of stride bytes; it panics as
// makechan.
void* chan_memory(usize buffer_offset, usize stride, usize align, usize capacity);

// chan_release gives a handle back; with the last one the channel goes. On a goroutine, unless the
// values are trivially copyable.
void chan_release(Hchan* c);

// The operations of a program; c may be null: a nil channel. On a goroutine.
//   elem  what is sent; moved from, or only read when it is trivially copyable
//   into  raw memory for the value; null, where the type is trivially copyable, drops it
void chansend(Hchan* c, void* elem);
// chan_wait_closed is a receive from a channel that nothing is ever sent on: it waits for the close.
void chan_wait_closed(Hchan* c);

bool chanrecv(Hchan* c, void* into);  // false: closed and drained
enum class TryRecv { would_block, value, closed };
bool chan_try_send(Hchan* c, void* elem);  // false: would block
TryRecv chan_try_recv(Hchan* c, void* into);
RT_COLD void closechan(Hchan* c);
usize chan_len(Hchan* c);
usize chan_cap(Hchan* c);

// chan_send_ready and chan_recv_ready tell without the lock whether an operation could go on. False is
// exact at one moment; true may be out of date when it arrives.
bool chan_send_ready(Hchan* c);
bool chan_recv_ready(Hchan* c);

// The two halves of an operation, for select and timers. Begin: holds c->lock. Finish: nothing is
// locked; only after partner, copied or slot.
Deal chan_send_begin(Hchan* c, void* elem);
Deal chan_recv_begin(Hchan* c, void* into);
void chan_send_finish(Hchan* c, Deal deal, void* elem);
void chan_recv_finish(Hchan* c, Deal deal, void* into);

// For chan_slots.cc. chan_wake readies the G of a Sudog that was popped; success: by a communication. A chain
// of Sudogs goes through waitlink.
void chan_wake(Sudog* s, bool success);
Sudog* chan_pop_all(WaitQ& q, Sudog* rest);  // in front of rest
RT_COLD void chan_wake_all_closed(Sudog* chain);

[[noreturn]] void panic_send_on_closed();
[[noreturn]] void park_for_ever(WaitReason reason);

}  // namespace rt
