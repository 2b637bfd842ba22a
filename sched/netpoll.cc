// sched/netpoll.cc - descriptors and their waiters, and the poll itself.
//
// epoll and its eventfd are made once and stay. Layer: sched.
#include "sched/netpoll.h"

#include <algorithm>
#include <new>

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/epoll.h"
#include "kernel_iface/file.h"
#include "kernel_iface/process.h"
#include "mem/persistentalloc.h"
#include "sched/globrunq.h"
#include "sched/idle.h"
#include "sched/park.h"
#include "sched/runq.h"
#include "tls_arch.h"

namespace rt {

// ---- PollDescs, by number ----

static constexpr u32 kChunkDescs = 64;
static constexpr u32 kMaxFds = 1 << 20;  // the kernel's own default limit, fs.nr_open

static constinit RT_COLD_BSS Atomic<PollDesc*> chunks[kMaxFds / kChunkDescs];
static constinit kernel::Mutex grow_lock{LockRank::hchan};

static RT_COLD PollDesc* make_chunk(u32 index) {
  kernel::MutexGuard guard(grow_lock);
  if (PollDesc* made = chunks[index].load_relaxed()) return made;
  void* memory = persistentalloc_try(kChunkDescs * sizeof(PollDesc), 64);
  if (memory == nullptr) return nullptr;
  PollDesc* first = static_cast<PollDesc*>(memory);
  for (u32 i = 0; i < kChunkDescs; i++) new (first + i) PollDesc(static_cast<i32>(index * kChunkDescs + i));
  chunks[index].store_release(first);  // pairs with the acquire in poll_desc
  return first;
}

PollDesc* poll_desc(i32 fd) {
  const u32 n = static_cast<u32>(fd);
  return chunks[n / kChunkDescs].load_acquire() + n % kChunkDescs;  // pairs with make_chunk
}

Result<PollDesc*> poll_desc_make(i32 fd) {
  const u32 n = static_cast<u32>(fd);
  if (n >= kMaxFds) return Errno::emfile;
  if (chunks[n / kChunkDescs].load_acquire() == nullptr && make_chunk(n / kChunkDescs) == nullptr)
    return Errno::enomem;
  return poll_desc(fd);
}

// ---- waiting ----

// publish_parked is gopark's `after`: gp is off its stack, so an event may have it. Counted before it can be
// found, so that the count never misses a waiter.
static void publish_parked(G* gp, void* arg) {
  auto* word = static_cast<Atomic<uptr>*>(arg);
  netpoll.waiters.fetch_add_release(1);  // pairs with netpoll_any_waiters
  uptr expected = kPollWait;
  // Release: pairs with the acquire in poll_unblock.
  if (word->cas_acq_rel(expected, reinterpret_cast<uptr>(gp))) return;
  poll_goready(gp);  // the event came in between
}

bool poll_block(PollDesc* pd, PollMode mode) {
  Atomic<uptr>* word = &pd->waiter[static_cast<u32>(mode)];
  uptr found = word->load_relaxed();
  for (;;) {
    // Acquire: pairs with poll_unblock, for kPollHangup.
    if (found == kPollReady && word->cas_acquire(found, kPollNil)) return true;
    if (found == kPollNil && word->cas_seq_cst(found, kPollWait)) break;
    if (found > kPollReady) rt_throw("poll_block: two wait for one direction");
  }
  // Close and deadlines set info, then a fence, then look at the word; here the word was set first, in the same
  // total order. At least one of the two sees the other.
  const u32 expired = mode == PollMode::read ? kPollReadExpired : kPollWriteExpired;
  if ((pd->info.load_seq_cst() & (kPollClosing | expired)) == 0) gopark(publish_parked, word, WaitReason::io_wait);
  const uptr last = word->exchange_acquire(kPollNil);  // pairs with poll_unblock
  if (last > kPollWait) rt_throw("poll_block: woken while parked");
  return last == kPollReady;
}

G* poll_unblock(PollDesc* pd, PollMode mode, bool is_ready) {
  Atomic<uptr>& word = pd->waiter[static_cast<u32>(mode)];
  if (!is_ready) fence_seq_cst();  // info was written before: see poll_block
  uptr found = word.load_relaxed();
  for (;;) {
    if (found == kPollReady || (found == kPollNil && !is_ready)) return nullptr;
    // Acquire: pairs with publish_parked. Release: pairs with poll_block.
    if (word.cas_acq_rel(found, is_ready ? kPollReady : kPollNil)) break;
  }
  return found > kPollWait ? reinterpret_cast<G*>(found) : nullptr;
}

void poll_goready(G* gp) {
  goready(gp);
  netpoll.waiters.fetch_add_seq_cst(-1);  // after: see idle.h
}

// ---- epoll ----

static constinit i32 epoll_fd = -1;
static constinit i32 break_fd = -1;  // an eventfd: ends a blocking poll
static constinit Atomic<u32> looking;  // an M looks without blocking: one is enough
static constinit Atomic<u32> looks;    // polls so far, to be compared
static constinit kernel::Mutex init_lock{LockRank::hchan};

static constexpr u32 kEventBatch = 128;  // 1.5 KiB of a g0's stack
static constexpr u64 kBreakData = ~u64{0};
static constexpr u32 kBothWays =
    kernel::kEpollIn | kernel::kEpollOut | kernel::kEpollRdhup | kernel::kEpollPri | kernel::kEpollEt;
static constexpr u32 kReads =
    kernel::kEpollIn | kernel::kEpollPri | kernel::kEpollRdhup | kernel::kEpollHup | kernel::kEpollErr;
static constexpr u32 kWrites = kernel::kEpollOut | kernel::kEpollHup | kernel::kEpollErr;
static constexpr u32 kHangups =
    kernel::kEpollRdhup | kernel::kEpollPri | kernel::kEpollHup | kernel::kEpollErr;

static u64 data_of(const PollDesc* pd) {
  return static_cast<u64>(pd->generation.load_relaxed()) << 32 | static_cast<u32>(pd->fd);
}

static void collect(PollDesc* pd, PollMode mode, GQueue* ready) {
  G* gp = poll_unblock(pd, mode, true);
  if (gp == nullptr) return;
  gp->status.store_relaxed(Gstatus::runnable);
  ready->push_back(gp);
}

// take_event adds the goroutines that an event readies.
static void take_event(const kernel::EpollEvent& event, GQueue* ready) {
  PollDesc* pd = poll_desc(static_cast<i32>(static_cast<u32>(event.data)));
  if (data_of(pd) != event.data) return;  // for a descriptor of this number that is closed by now
  // Before the word: pairs with the acquire in poll_block.
  if ((event.events & kHangups) != 0) pd->info.fetch_or_relaxed(kPollHangup);
  if ((event.events & kReads) != 0) collect(pd, PollMode::read, ready);
  if ((event.events & kWrites) != 0) collect(pd, PollMode::write, ready);
}

// break_was_seen takes what was written to the eventfd, so that it can be seen again. Only who blocks does that.
static void break_was_seen() {
  u64 count;
  (void)kernel::read(break_fd, &count, sizeof count);  // eagain: another M took it
}

static constinit Atomic<u32> no_pwait2;  // the kernel has no epoll_pwait2

// wait_until is epoll's wait: until `until`, for ever if that is kNever, not at all if it is past.
static Result<u32> wait_until(kernel::EpollEvent* events, i64 until) {
  if (until == kNever) return kernel::epoll_pwait(epoll_fd, events, kEventBatch, -1);
  const i64 left = until == 0 ? 0 : until - kernel::nanotime();
  if (left <= 0) return kernel::epoll_pwait(epoll_fd, events, kEventBatch, 0);
  if (no_pwait2.load_relaxed() == 0) {
    const Result<u32> r = kernel::epoll_pwait2(epoll_fd, events, kEventBatch, left);
    if (r.error() != Errno::enosys) return r;
    no_pwait2.store_relaxed(1);
  }
  // Rounded up: a timer is never early.
  const i64 ms = std::min<i64>((left - 1) / 1'000'000 + 1, INT32_MAX);
  return kernel::epoll_pwait(epoll_fd, events, kEventBatch, static_cast<i32>(ms));
}

// poll fills ready with the goroutines whose descriptors are ready.
static void poll(i64 until, GQueue* ready) {
  kernel::EpollEvent events[kEventBatch];
  looks.store_relaxed(looks.load_relaxed() + 1);
  const Result<u32> n = wait_until(events, until);
  if (!n.ok()) {
    if (n.error() != Errno::eintr) must(n.error(), "netpoll: epoll_pwait");
    return;
  }
  for (u32 i = 0; i < n.value(); i++) {
    if (events[i].data != kBreakData) take_event(events[i], ready);
    else if (until != 0) break_was_seen();
  }
}

// queue_ready makes them runnable: on the caller's P, if it has one.
static u32 queue_ready(GQueue* ready) {
  const u32 n = static_cast<u32>(ready->size);
  P* pp = getp();
  if (n == 0) return 0;
  if (pp == nullptr) {
    globrunqput_batch(*ready);
    return n;
  }
  while (G* gp = ready->pop_front()) runqput(pp, gp, false);
  if (n > 1) wakep();
  return n;
}

static u32 poll_and_queue(i64 until) {
  GQueue ready;
  if (until != 0) {
    poll(until, &ready);
    return queue_ready(&ready);
  }
  // Acquire and release: pair with each other; the kernel orders the polls.
  if (looking.exchange_acquire(1) != 0) return 0;
  poll(0, &ready);
  looking.store_release(0);
  return queue_ready(&ready);
}

static void break_poll() {
  const u64 one = 1;
  // Refused only when its count is at the end of its range: then it is ready anyway.
  (void)kernel::write(break_fd, &one, sizeof one);
}

// is_overdue says that nobody has polled for 10 ms. Only sysmon asks.
static bool is_overdue(i64 now) {
  static constexpr i64 kOverdueNs = 10'000'000;
  static constinit u32 seen_looks = 0;
  static constinit i64 seen_at = 0;
  if (const u32 n = looks.load_relaxed(); n != seen_looks || sched.poll_until.load_relaxed() != 0) {
    seen_looks = n;
    seen_at = now;
    return false;
  }
  return seen_at + kOverdueNs <= now;
}

// raise_files_limit lets the process have as many descriptors as it may. The usual limit, 1024, is for programs that
// call select(2); a server would only meet it. As Go does, os/rlimit.go.
static void raise_files_limit() {
  kernel::Rlimit limit;
  if (kernel::prlimit(kernel::kRlimitNofile, nullptr, &limit) != Errno::ok || limit.cur >= limit.max) return;
  limit.cur = limit.max;
  (void)kernel::prlimit(kernel::kRlimitNofile, &limit, nullptr);  // refused: it stays
}

// make_epoll makes the two descriptors. Under init_lock.
static Errno make_epoll() {
  const Result<i32> epoll = kernel::epoll_create1(kernel::kEpollCloexec);
  if (!epoll.ok()) return epoll.error();
  const Result<i32> event = kernel::eventfd2(0, kernel::kEventfdCloexec | kernel::kEventfdNonblock);
  if (!event.ok()) {
    (void)kernel::close(epoll.value());
    return event.error();
  }
  const kernel::EpollEvent wanted{kernel::kEpollIn, kBreakData};
  if (const Errno e = kernel::epoll_ctl(epoll.value(), kernel::kEpollCtlAdd, event.value(), &wanted); e != Errno::ok) {
    (void)kernel::close(event.value());
    (void)kernel::close(epoll.value());
    return e;
  }
  break_fd = event.value();
  epoll_fd = epoll.value();
  return Errno::ok;
}

static RT_COLD Errno netpoll_init() {
  kernel::MutexGuard guard(init_lock);
  if (epoll_fd >= 0) return Errno::ok;
  raise_files_limit();
  if (const Errno e = make_epoll(); e != Errno::ok) return e;
  netpoll_start(poll_and_queue, break_poll, is_overdue);
  return Errno::ok;
}

Errno poll_register(PollDesc* pd) {
  // Acquire: pairs with netpoll_start's release, for the two descriptors.
  if (netpoll.poll.load_acquire() == nullptr) {
    if (const Errno e = netpoll_init(); e != Errno::ok) return e;
  }
  const kernel::EpollEvent wanted{kBothWays, data_of(pd)};
  return kernel::epoll_ctl(epoll_fd, kernel::kEpollCtlAdd, pd->fd, &wanted);
}

void poll_unregister(PollDesc* pd) {
  // Refused only when somebody closed the descriptor behind our back.
  (void)kernel::epoll_ctl(epoll_fd, kernel::kEpollCtlDel, pd->fd, nullptr);
}

}  // namespace rt
