// sched/poll_fd.h - a descriptor that several goroutines share: one reads, one writes, anybody may close it.
//
// A PollFd names one opening of a descriptor. Copies are equal; one that is out of date, because the descriptor was
// closed and perhaps opened anew, is told by its generation, and every call on it says ebadf. So nothing in it is
// ever written, and it can be used from all sides while somebody closes it.
//
// Each operation runs between poll_begin and poll_end. Readers go one after another, writers likewise; a close
// makes all that wait return ebadf, and close(2) is called when the last operation has ended, so that no
// number is reused under somebody's hands. Algorithm: Go 1.24 internal/poll, fd_mutex.go and fd_unix.go.
// Layer: sched.
#pragma once
#include "base/attributes.h"
#include "sched/netpoll.h"

namespace rt {

struct PollFd {
  i32 fd = -1;
  u32 generation = 0;
};

// poll_open takes a non-blocking descriptor over.
//   returns  its PollFd, or eperm (a kind of file that cannot be waited for), emfile, enfile, enomem, enospc: then the
//            descriptor is still the caller's
Result<PollFd> poll_open(i32 fd);

// poll_begin begins an operation: waits for its turn, and keeps the descriptor open until poll_end.
//   returns  the PollDesc, or ebadf (closed). Panics when 2^17 goroutines use one descriptor.
Result<PollDesc*> poll_begin(PollFd h, PollMode mode);
void poll_end(PollDesc* pd, PollMode mode);

// poll_hold and poll_drop are the same for an operation that excludes no other.
Result<PollDesc*> poll_hold(PollFd h);
void poll_drop(PollDesc* pd);

// poll_expired is what a call in that direction has to say before it tries: ok, etimedout (deadline passed).
inline Errno poll_expired(const PollDesc* pd, PollMode mode) {
  const u32 expired = mode == PollMode::read ? kPollReadExpired : kPollWriteExpired;
  return RT_UNLIKELY((pd->info.load_relaxed() & expired) != 0) ? Errno::etimedout : Errno::ok;
}

// poll_wait parks until the direction may be ready.
//   returns  ok, ebadf (it was closed), etimedout (its deadline passed). Between poll_begin and poll_end.
[[nodiscard]] Errno poll_wait(PollDesc* pd, PollMode mode);

// poll_set_deadline makes operations, present and future, fail with etimedout from `at` on.
//   at       nanotime(); 0: never
//   returns  ok, ebadf
[[nodiscard]] Errno poll_set_deadline(PollFd h, bool read, bool write, i64 at);

// poll_close wakes all that use it, and comes back when the descriptor is closed.
//   returns  ok, ebadf (it is closed already), or what close(2) said
[[nodiscard]] Errno poll_close(PollFd h);

// poll_release is poll_close without close(2): the descriptor is the caller's again, still non-blocking.
[[nodiscard]] Errno poll_release(PollFd h);

// poll_is_open: whether it was not closed so far.
bool poll_is_open(PollFd h);

// poll_transfer makes one call that moves bytes, again while it says eagain, with the goroutine parked in between.
//   call     Result<usize> call(i32 fd), on a non-blocking descriptor
template <class Call>
Result<usize> poll_transfer(PollDesc* pd, PollMode mode, Call call) {
  if (const Errno e = poll_expired(pd, mode); e != Errno::ok) return e;
  for (;;) {
    const Result<usize> r = call(pd->fd);
    if (RT_LIKELY(r.ok())) return r;
    if (r.error() == Errno::eintr) continue;
    if (r.error() != Errno::eagain) return r;
    if (const Errno e = poll_wait(pd, mode); e != Errno::ok) return e;
  }
}

}  // namespace rt
