// sched/idle.h - Ps and Ms without work: who sleeps, who looks, who wakes whom.
//
// The rule that work is never forgotten. An M out of work spins: it looks everywhere for a
// while. An M that makes work (puts a G on a queue, adds a timer) wakes one more M if there is an idle P
// and nobody spins. Two sides could miss each other, so each does its store, then a full
// barrier, then its look (the store-buffer litmus test):
//
//     maker                                  M about to sleep
//     runq_tail = t + 1                      npidle++, nmspinning--   (atomic RMWs: full barriers)
//     full barrier (wakep)                   look at all queues and timers again
//     look at nmspinning and npidle          sleep
//
// At least one of them sees the other. Every M takes the second look (sleep_until_work), also one that did not
// search because others did: the maker may have found no idle P just before. tests/interleave/park_test.cc goes
// through the orders. Whoever finds work while spinning wakes the next spinner (resetspinning), so that the number
// of Ms grows to what is needed one by one. Source: the comment "Worker thread parking/unparking" in Go
// runtime/proc.go; the proof of need is golang.org/issue 43997's litmus test.
//
// Waking costs 28 us one way on a virtual machine (peers' limits), so it is avoided wherever the
// check allows: a spinner in sight, or no idle P, ends it after two loads.
//
// The poller: one idle M sleeps with a limit, the earliest timer of all Ps. poller_taken says that
// there is one, poll_until when it wakes, poll_break that an earlier timer has interrupted it. The others sleep
// without a limit.
//
// Until a descriptor is registered it sleeps on the futex word poll_break. From then on (netpoll_start) it sleeps in
// epoll, also without a timer (poll_until is then kNever) while a goroutine waits for a descriptor, and poll_break
// only keeps the second waker from writing to the eventfd. Before it comes to that, every M that searches for work looks
// at epoll without blocking, and sysmon does when nobody has for 10 ms because all are busy.
//
// Nobody may sleep on with a descriptor that nobody polls. An M that becomes idle with waiters in existence tries
// to be the poller; if there is one, that one will look for an idle P when it is done, after it has given the role up,
// and the idle P was put on the list before the role was tried for. A P that is given away idle by an M that then blocks
// (handoffp) gets an M to poll if it was the last one that ran.
//
// Deadlocks: netpoll.waiters counts goroutines that wait for a descriptor, from before they can be found until after they
// are on a run queue. While there is one, nothing is reported, since the kernel may wake it; when there is none (the last
// connection was closed), the blocked poller counts as idle, and the check works as without it.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "sched/sched.h"

namespace rt {

// pidleget takes an idle P, or null.
P* pidleget();

// With sched.lock held.
void pidleput_locked(P* pp);
P* pidleget_locked();
void mput_locked(M* mp);
M* mget_locked();
// wake_sysmon_locked ends sysmon's sleep: it sleeps only while every P is idle (sched.sysmonwait).
void wake_sysmon_locked();

// wakep starts one M that looks for work, if a P is idle and no M is looking. Needs a P.
void wakep();

// handoffp finds something to do for a P whose M blocks, or makes it idle. The caller owns pp, which is on
// no M. On g0 or without a P.
void handoffp(P* pp);

// stop_spinning takes one from the Ms that look for work.
void stop_spinning();

// resetspinning ends the caller's search, because it found work, and starts the next searcher.
void resetspinning();

// earliest_timer is when the next timer of any P is due, or 0.
i64 earliest_timer();
// pending_timers is how many there are on all Ps, or were a moment ago.
u32 pending_timers();

// What poller_wait did.
struct PollerWait {
  bool was_poller;  // it slept, without a P: look for work again
  u32 readied;      // goroutines that it put on the global queue
};

// poller_wait sleeps until when (0: there is no timer), until a descriptor is ready or until wake_net_poller. Not
// at all when there is nothing to wait for or another M is the poller. Without a P.
PollerWait poller_wait(i64 when);
// wake_net_poller makes sure that somebody wakes for a timer at `when`. Any M, with or without a P.
void wake_net_poller(i64 when);

// NetpollCalls is how the search for work gets at sched/netpoll.cc, which only a program that registers descriptors is
// linked with: null until it does.
struct NetpollCalls {
  // poll waits for descriptors until `until` (0: only looks; kNever) and returns how many goroutines it made runnable: on
  // the caller's P, or on the global queue.
  Atomic<u32 (*)(i64 until)> poll;
  Atomic<void (*)()> break_poll;           // ends a poll that waits, or the next one
  Atomic<bool (*)(i64 now)> is_overdue;    // nobody has polled for 10 ms
  Atomic<i32> waiters;                     // goroutines that wait for a descriptor; while it is not 0 the rest is set
};
extern NetpollCalls netpoll;

// netpoll_start sets them and gets the poller off its futex.
void netpoll_start(u32 (*poll)(i64), void (*break_poll)(), bool (*is_overdue)(i64));

// Acquire: pairs with the release of who began to wait, for the functions.
inline bool netpoll_any_waiters() { return netpoll.waiters.load_acquire() > 0; }

// netpoll_look polls without blocking; returns how many goroutines it made runnable. Somebody waits.
u32 netpoll_look();

}  // namespace rt
