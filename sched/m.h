// sched/m.h - M, one thread of the kernel that runs goroutines.
//
// Ms are made by newm, sleep in stopm when there is nothing to do, and end only when a
// goroutine ends while locked to them. An M's memory is reused, never unmapped.
// Layer: sched.
#pragma once
#include "arch/thread_block.h"
#include "base/atomic.h"
#include "base/rand.h"
#include "base/types.h"
#include "kernel_iface/note.h"
#include "kernel_iface/signal.h"
#include "mem/stack.h"
#include "sched/g.h"

namespace rt {

struct ThreadExitHook;

struct M : ThreadBlock {
  // Written by this M, or by the M that made it before it ran.
  G gsignal;             // the stack of its signal handlers
  G* curg;               // the goroutine that it runs, or null
  P* oldp;               // the P it held when it entered a system call
  u32 inner_calls;       // entersyscall without a P and not left yet
  G* picked;             // taken off a queue already: what schedule runs next
  i64 id;                // m0's is 0; unique in the process
  bool spinning;         // out of work and looking for more: counted in sched.nmspinning
  bool ending;           // its locked goroutine ended: leave the schedule loop
  bool system;           // sysmon: never runs goroutines, counted in sched.nmsys
  Rand rand;
  void (*mstartfn)();    // run once, before the schedule loop; sysmon never comes back from it
  ThreadExitHook* exit_hooks;  // destructors of thread_local objects
  kernel::Sigset sigmask;  // what the thread was started with

  // Written by its signal handler while a failure is printed; then it sleeps for ever: sched/panic.cc.
  Atomic<u32> stopped;   // 1, released: the rest is there
  uptr stopped_pc, stopped_sp, stopped_fp;  // where its goroutine was; 0: it was not on its own stack

  // Written by whoever hands this M a P or a goroutine, before it wakes park.
  P* nextp;
  kernel::Note park;
  G* lockedg;            // the goroutine locked to this thread
  M* schedlink;          // next idle or free M: sched.lock

  // Written once.
  M* alllink;            // next in allm
  StackBlock block;      // the memory it lives in, with its g0's stack; empty for m0
  StackBlock gsignal_block;
  Atomic<u32> preempt_sent;  // 1: a SIGURG is on its way; set by the sender, cleared by this M's handler
  Atomic<u32> alive;     // the kernel stores the thread id at clone and clears it at exit
};

}  // namespace rt
