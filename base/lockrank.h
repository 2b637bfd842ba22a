// base/lockrank.h - the order in which one thread may take the runtime's locks.
//
// A thread takes a lock only if its rank is above the rank of every lock it holds.
// One exception: several of rank hchan at once, in ascending address order (select).
// Debug builds check both in kernel::Mutex::lock; what is held is a bit set in the
// thread block, and for the exception the highest address.
// Layer: base.
#pragma once
#include "base/types.h"

namespace rt {

// Lowest first; kernel::lock_rank_name has the same names.
// clang-format off
#define RT_LOCK_RANKS(X)                                                           \
  X(sema_root)  /* a lock of sched/sema.cc's table; zero, so the table is in .bss */ \
  X(sysmon)     /* sched.sysmon_lock: sysmon's turn */                             \
  X(panic)      /* who prints a failure */                                         \
  X(io)         /* rt0: a writer's buffer, where only the runtime itself prints */ \
  X(signals)    /* what signals do, and the channels that get them */              \
  X(hchan)      /* a channel */                                                    \
  X(timers)     /* a P's heap of timers */                                         \
  X(sched)      /* the global scheduler state */                                   \
  X(allp)       /* the table of Ps while it grows or shrinks */                    \
  X(gfree)      /* sched.gfree */                                                  \
  X(stack_pool) /* mem/stack.cc: free stacks by order */                           \
  X(mcache)     /* mem/mcache.cc: the cache that threads without a P share */      \
  X(mcentral)   /* spans of one class */                                           \
  X(mheap)      /* pages and arenas */                                             \
  X(fixalloc)   /* equal objects off the heap */                                   \
  X(persistent) /* the bump allocator */                                           \
  X(leaf)       /* takes nothing while held */
// clang-format on

enum class LockRank : u8 {
#define RT_LOCK_RANK_(name) name,
  RT_LOCK_RANKS(RT_LOCK_RANK_)
#undef RT_LOCK_RANK_
  count,
};

}  // namespace rt
