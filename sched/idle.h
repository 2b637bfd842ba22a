// sched/idle.h - Ps and Ms without work: who sleeps, who looks, who wakes whom.
//
// The rule that work is never forgotten. An M out of work spins: it looks everywhere for a
// while. An M that makes work (puts a G on a queue, adds a timer) wakes one more M if there is an idle P
// and nobody spins. Two sides could miss each other, so each does its store, then a full
// barrier, then its look (the store-buffer litmus test):
//
//     maker                                  M about to sleep
//     runq_tail = t + 1                      nmspinning--          (atomic RMW: full barrier)
//     full barrier (wakep)                   look at all queues and timers again
//     look at nmspinning and npidle          sleep
//
// At least one of them sees the other. The last spinner's second look is in findrunnable;
// whoever finds work while spinning wakes the next spinner (resetspinning), so that the number
// of Ms grows to what is needed one by one. Source: the comment "Worker thread parking/unparking" in Go
// runtime/proc.go; the proof of need is golang.org/issue 43997's litmus test.
//
// Waking costs 28 us one way on a virtual machine (peers' limits), so it is avoided wherever the
// check allows: a spinner in sight, or no idle P, ends it after two loads.
//
// The poller: one idle M sleeps with a limit, the earliest timer of all Ps. poller_taken says that
// there is one, poll_until when it wakes, poll_break is the futex word by which an earlier timer
// interrupts it. The others sleep without a limit.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/sched.h"

namespace rt {

// With sched.lock held.
void pidleput_locked(P* pp);
P* pidleget_locked();
P* pidleget_spinning_locked();
void mput_locked(M* mp);
M* mget_locked();
// wake_sysmon_locked ends sysmon's sleep: it sleeps only while every P is idle (sched.sysmonwait).
void wake_sysmon_locked();

// wakep starts one M that looks for work, if a P is idle and no M is looking. Needs a P.
void wakep();

// handoffp finds something to do for a P whose M blocks, or makes it idle. The caller owns pp, which is on
// no M. On g0 or without a P.
void handoffp(P* pp);

// resetspinning ends the caller's search, because it found work, and starts the next searcher.
void resetspinning();

// earliest_timer is when the next timer of any P is due, or 0.
i64 earliest_timer();

// poller_wait sleeps until when, or until wake_net_poller. False when another M is the poller.
bool poller_wait(i64 when);
// wake_net_poller makes sure that somebody wakes for a timer at `when`. Any M, with or without a P.
void wake_net_poller(i64 when);

}  // namespace rt
