// sched/preempt.h - taking the CPU from a goroutine that computes.
//
// A goroutine that calls the runtime looks at its P's attention word at the next switch. One that computes does not
// come by: its thread gets SIGURG, as in Go (SIGURG is ignored by default, and no program takes it for an error). The
// handler looks where the signal came. If the goroutine may stop there, it goes on in rt_async_preempt as if it
// had called that, keeps all its registers on its own stack, and goes to the end of the global queue. If it may not,
// nothing happens, and sysmon asks again at its next round.
//
// Where it may stop. All of these, and each is looked at in the handler, on the goroutine's own thread:
//   - the pc lies in the program's text: between rt_text_all_begin and rt_text_all_end of link.ld, but not in the
//     runtime's, between rt_text_begin and rt_text_end; not in the vDSO, which may be in the middle of reading a clock.
//     memcpy and what else may run for long counts as the program's: the runtime calls copies of its own
//   - this M runs a goroutine, in status running, and sp lies on its stack. Not g0's, not gsignal's
//   - this M has a P, in status running. Not in a system call, not while it stops the world
//   - below sp there is room for the registers (arch::preempt_bytes), above the guard
//   - somebody asked: kAttendPreempt or kAttendStop is set
//
// Why that is enough. What must not be torn is what the runtime believes between two of its instructions: that it
// holds a kernel::Mutex, that an M, P or cache it has read is still its own. The rule of the rooms below rt0:
//
//     Runtime code that is on a goroutine's stack holds nothing when it calls the program's code,
//     and reads M and P again afterwards.
//
// Such calls are: a goroutine's entry, main, constructors, destructors and exit hooks; defers; the move functions of
// channel values (never called with anything locked, sched/hchan.h); the functions of timers, in goroutines of their own;
// comparators of qsort and bsearch; memory_resources. All of them may park, so the rule is the one of parking, and needs
// no counter of locks. Debug builds check it at every preemption: the thread holds no lock.
//
// The runtime's text is not only what stands in its sources: it calls no function that lies outside. That is not
// obvious, for of an inline function that the compiler did not inline there are copies in each object, the linker
// keeps one, and it may be the program's. So the objects of these rooms refer to no such function but those of
// namespace rt, which no program defines. `make lint` looks.
//
// Public headers (rt0/*.h) are the program's text. They hold no lock of the runtime's, read no thread register and keep no M or P:
// they call rt0/abi.h, which takes and gives handles of the program's own objects and nothing that belongs to a thread.
// Between newproc_begin and newproc_commit the new G is the caller's. Between entersyscall and exitsyscall the M has no P.
// The atomic words of rt0::mutex and its like belong to goroutines, not to threads: whoever waits for one parks.
//
// EINTR. The handler is installed with SA_RESTART. What the kernel does not restart (futex with a time limit, epoll, nanosleep)
// is only called by loops that look at their condition and at the clock again. What a program calls by itself in
// rt0::blocking is not interrupted at all: the M has no P, so nobody sends, and entersyscall_block waits for what was sent before.
//
// A SIGURG of somebody else's is harmless: nobody asked, or else it comes in handy. rt0::notify gets it.
// Source: Go runtime/preempt.go and runtime/signal_unix.go.
// Layer: sched.
#pragma once
#include "sched/p.h"

namespace rt {

// preempt_one asks whoever runs on pp to stop for `why` (a kAttend bit) soon, and sends the signal unless asyncpreemptoff=1.
// pp may change hands meanwhile: then its next owner sees the request, and the signal is for nothing.
// Any M. A system call; at the first call of all a second one.
void preempt_one(P* pp, u32 why);

// preempt_all asks on every P that runs.
void preempt_all(u32 why);

// preempt_settle waits until no signal is on its way to this M, which has given its P away: the kernel's calls that come next
// are not interrupted by one. Without a P.
void preempt_settle(M* mp);

}  // namespace rt
