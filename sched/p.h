// sched/p.h - P, the right to run goroutines, with all that makes running them cheap.
//
// There are gomaxprocs of them. A P belongs to one M at a time; what is not atomic is
// touched only by that M, or by whoever took the P away from it with a CAS of status.
// Layer: sched.
#pragma once
#include "arch/asm_offsets.h"
#include "arch/thread_block.h"
#include "base/atomic.h"
#include "base/list.h"
#include "base/rand.h"
#include "base/types.h"
#include "cpu_arch.h"
#include "sched/g.h"
#include "sched/timers.h"

namespace rt {

inline constexpr u32 kRunqLen = 256;    // a power of two
inline constexpr u32 kMaxProcs = 1024;  // GOMAXPROCS is capped here
inline constexpr u32 kFreshStacks = 8;  // taken from the pool at a time: one call for their guards
inline constexpr u32 kGoidBatch = 16;

enum class Pstatus : u32 {
  idle,     // on sched.pidle, or between two owners
  running,  // owned by an M that runs goroutines or schedules
  syscall,  // its M is in a system call: whoever makes it idle with a CAS may have it
  gcstop,   // held by a stop of the world
  dead,     // above gomaxprocs
};

// What the owner looks at once a switch: reasons to go through the schedule loop.
inline constexpr u32 kAttendStop = 1;     // the world is being stopped
inline constexpr u32 kAttendPreempt = 2;  // the same time slice for 10 ms: let others run
inline constexpr u32 kAttendTimer = 4;    // a timer is overdue

struct alignas(arch::kCacheLine) P {
  u32 id;
  Atomic<Pstatus> status;   // see Pstatus; the CAS that takes a P in syscall pairs with exitsyscall's
  Atomic<u32> schedtick;    // time slices begun; written by the owner, read by sysmon to see progress
  Atomic<u32> syscalltick;  // system calls ended, likewise
  Atomic<u32> attention;    // kAttend bits, set by others, cleared by the owner in schedule
  Atomic<M*> m;             // back link; null unless running. Read by others as a hint: whom to signal
  P* link;                  // next in sched.pidle, or in procresize's list of runnable Ps
  Mcache* mcache;

  // Dead Gs with their stacks, newest first: its pages are the likeliest to be in the cache.
  ListStack<G, &G::schedlink> gfree;  // at most kGfreeBatch
  u32 gfree_count;
  G* gfree_spare;           // a batch of kGfreeBatch more, or null
  u32 fresh_count;          // of fresh_stacks: a stack is not touched before its goroutine is wanted
  StackBlock fresh_stacks[kFreshStacks];
  u64 goid_next, goid_end;  // ids taken from sched.goidgen and not used yet
  // Summed over all Ps these count the live goroutines; read by anybody, written by the owner.
  Atomic<i64> go_created;
  Atomic<i64> go_ended;

  // Only sysmon's: what it saw, and when.
  u32 sysmon_schedtick, sysmon_syscalltick;
  i64 sysmon_schedwhen, sysmon_syscallwhen;

  Rand rand;
  Timers timers;

  // The run queue: sched/runq.h.
  Atomic<G*> runnext;
  alignas(arch::kCacheLine) Atomic<u64> runq_head;  // RunqHead: moved by the owner and by thieves
  Atomic<u32> runq_tail;                            // moved by the owner only
  u32 newborn;                                      // about so many before the tail never ran; the owner's
  bool next_is_newborn;                             // nor did runnext's, if there is one; the owner's
  Atomic<G*> runq[kRunqLen];
};

}  // namespace rt
