// sched/netpoll.h - goroutines that wait for a descriptor: who waits for what, and epoll that tells.
//
// A PollDesc for each descriptor number, in chunks that are never freed, so that a late event or timer always
// finds one; an event carries the descriptor and the generation it was registered for, and what does not
// match any more is ignored. Registered once for both directions, edge-triggered: each change of the socket is
// one event, and nobody has to say again what he waits for.
//
// Each direction has a word, `waiter`, with Go's states (runtime/netpoll.go, 1.24):
//
//     kPollNil ---- event ----> kPollReady       the next wait returns at once and makes it kPollNil
//         |                         ^
//       wait                        | event
//         v                         |
//     kPollWait --- park ---> the G itself       readied by the event, or by a deadline or close (then kPollNil)
//
// One goroutine at a time waits for one direction: poll_fd.h sees to that. That an event was for what has
// been read since is possible (kPollReady is a hint), that one is missed is not: the word is looked at after the
// call said EAGAIN, and every change after that call comes as a new event.
//
// Who polls: sched/idle.h. Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "kernel_iface/result.h"
#include "sched/sema.h"
#include "sched/timers.h"

namespace rt {

enum class PollMode : u32 { read, write };

inline constexpr uptr kPollNil = 0;
inline constexpr uptr kPollReady = 1;
inline constexpr uptr kPollWait = 2;  // about to park; above: the G that is parked

// Bits of PollDesc::info.
inline constexpr u32 kPollClosing = 1;       // close was called
inline constexpr u32 kPollReadExpired = 2;   // the deadline for reading has passed
inline constexpr u32 kPollWriteExpired = 4;  // for writing
// An event said that the other end stopped writing, that there is urgent data or an error: from here on a read
// that got less than it asked for does not mean that nothing more is there.
inline constexpr u32 kPollHangup = 8;

struct PollClosing;

struct PollDesc {
  explicit PollDesc(i32 number) : fd(number) {}

  // The hot line: what reads, writes and events touch.
  Atomic<u64> state{1};     // who uses it: sched/poll_fd.cc has the layout; bit 0: closed
  Atomic<uptr> waiter[2];   // by PollMode; the picture above
  Atomic<u32> info;         // kPoll bits; changed under lock, save for kPollHangup, which the poller sets
  const i32 fd;
  Atomic<u32> generation;   // of the registration that events are for; written while nobody uses it
  bool drained = false;     // the last read took all there was; owned by who has the turn to read

  struct Deadline {
    Timer timer;      // first: its fire gets a pointer to it
    i64 at = 0;       // nanotime(); 0: none
  };
  // Under lock.
  kernel::Mutex lock{LockRank::hchan};
  Deadline deadline[2];  // by PollMode

  Sema turn[2];                // who waits to read, to write
  PollClosing* closing = nullptr;  // in the frame of poll_close, which waits for close(2)
};

// poll_desc is the PollDesc of fd, made when it is asked for the first time.
//   returns  emfile  fd is 2^20 or more
//            enomem
Result<PollDesc*> poll_desc_make(i32 fd);
// The same for a descriptor that has one.
PollDesc* poll_desc(i32 fd);

// poll_register tells epoll of pd's descriptor and generation; the first call makes epoll itself.
//   returns  ok, eperm (this kind of file is always ready), emfile, enfile, enomem, enospc
[[nodiscard]] Errno poll_register(PollDesc* pd);
void poll_unregister(PollDesc* pd);

// poll_block parks the caller until its direction is ready, or is unblocked for another reason. True: ready. On
// a goroutine that alone waits for this direction.
bool poll_block(PollDesc* pd, PollMode mode);

// poll_unblock ends the wait of whoever waits, or is about to, and returns the G to be readied, or null.
//   is_ready  because of an event: remembered if nobody waits
G* poll_unblock(PollDesc* pd, PollMode mode, bool is_ready);

// poll_goready readies what poll_unblock returned. Needs a P; nothing locked.
void poll_goready(G* gp);

}  // namespace rt
