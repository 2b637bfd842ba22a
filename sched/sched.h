// sched/sched.h - the state that all Ms share, and the lists of what exists.
//
// Lock order: base/lockrank.h. The names are Go's.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/list.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "kernel_iface/note.h"
#include "kernel_iface/signal.h"
#include "sched/g.h"
#include "sched/m.h"
#include "sched/p.h"

namespace rt {

using GQueue = ListQueue<G, &G::schedlink>;

struct Sched {
  kernel::Mutex lock{LockRank::sched};

  // Under lock; the counts that are atomic are also read without it, as hints.
  M* midle = nullptr;              // Ms asleep in stopm
  u32 nmidle = 0;
  i32 nmidlelocked = 0;            // Ms that wait for their locked goroutine; a waker may be early, so -1 occurs
  u32 nmsys = 0;                   // Ms that never run goroutines (sysmon)
  i64 mnext = 0;                   // Ms ever made; the next id
  i64 nmended = 0;
  i64 maxmcount = 0;               // set in row 13: a bound against runaway programs, not a tunable
  M* mfree = nullptr;              // ended Ms, to be reused when the kernel let go of their stack
  P* pidle = nullptr;
  Atomic<u32> npidle;
  u32 idle_ends = 0;               // how often a P left pidle
  GQueue runq;
  Atomic<u32> runqsize;

  // Ms that look for work. Raised before looking, lowered before sleeping; sched/idle.h has the essay.
  Atomic<u32> nmspinning;

  // Dead Gs beyond what the Ps keep, in batches: sched/gfree.h.
  kernel::Mutex gfree_lock{LockRank::gfree};
  G* gfree = nullptr;              // the first G of the newest batch
  Atomic<u32> gfree_count;

  Atomic<u64> goidgen{0};          // last id given to a P

  // Stopping the world: sched/stw.h.
  Atomic<u32> gcwaiting;
  u32 stopwait = 0;
  kernel::Note stopnote;

  // One idle M waits with a time limit, for the earliest timer: sched/idle.h.
  Atomic<u32> poller_taken;
  Atomic<i64> poll_until;          // when it will wake by itself; 0: nobody waits, or without a limit
  Atomic<u32> poll_break;          // the word it waits on

  Atomic<u32> sysmonwait;          // sysmon sleeps until somebody wakes sysmonnote
  kernel::Note sysmonnote;

  Atomic<u32> panicking;           // failures being printed
  Atomic<u32> running_panic_defers;
  bool init_done = false;          // wakep may start Ms
  u64 max_stack_bytes = 0;         // row 28: what go_options::stack_size may ask for
};

extern Sched sched;
// Assembly knows these two; their symbols have a prefix, because a program may have a global of this name.
extern M m0 asm("rt_m0");
extern G g0 asm("rt_g0");

// AllP is the table of Ps, which grows. Ps 0 .. nprocs_ever - 1 exist; 0 .. gomaxprocs - 1 are in use. Neither Ps nor
// outgrown tables are freed, so a reader needs no lock: whoever has loaded nprocs_ever (acquire) may look
// up all Ps below it, since the table and its entries were stored before (release in procresize).
class AllP {
 public:
  P* operator[](u32 i) const { return table_.load_acquire()[i]; }  // pairs with grow
  // Both in procresize, under allp_lock.
  void grow(u32 capacity);
  void set(u32 i, P* pp) { table_.load_relaxed()[i] = pp; }
  u32 capacity() const { return capacity_; }

 private:
  Atomic<P**> table_;
  u32 capacity_ = 0;
};
extern AllP allp;
extern Atomic<u32> gomaxprocs;
extern Atomic<u32> nprocs_ever;
extern u32 ncpu;
extern kernel::Mutex allp_lock;

// All Ms, newest first, through M::alllink. Published with a release store; Ms are never unlinked.
extern Atomic<M*> allm;

// All Gs that have memory, through G::allnext, under allg_lock.
extern kernel::Mutex allg_lock;
extern ListDouble<G, &G::allnext, &G::allprev> allgs;

}  // namespace rt
