// sched/gfree.h - dead Gs beyond what the Ps keep, and when their memory goes back to the kernel.
//
// A P keeps up to two batches of dead Gs. What is more lies here, whole batches, the newest on top, with its memory: a
// program that has a hundred thousand goroutines again and again must not fault in and give back a page for each of
// them every time (some 3 us together, where a goroutine costs 70 ns). What nobody takes for a whole second is surplus: the
// fewest Gs that lay here in that second. The scavenger gives the surplus back in steps, so after a burst of
// any size the memory is back at most two seconds and the time of giving back later.
//
// A program that starts no goroutines is linked without all this: gfree_calls is null until gfree_begin.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "sched/g.h"

namespace rt {

inline constexpr u32 kGfreeBatch = 32;

// So many stay here: not worth a system call.
inline constexpr u32 kGfreeKeep = 2 * kGfreeBatch;

// A batch is a list of dead Gs through schedlink.
struct GBatch {
  G* head;
  u32 count;
};

struct GfreeCalls {
  Atomic<void (*)(GBatch)> give;     // puts a batch here; takes sched.gfree_lock
  Atomic<GBatch (*)()> take;         // the newest batch, or one with count 0; likewise
  Atomic<bool (*)()> tick;           // sysmon's, ten times a second: whether there is surplus
  Atomic<bool (*)()> release_some;   // the scavenger's, for at most some 200 us: whether there is more to do
};
extern GfreeCalls gfree_calls;

// gfree_begin sets gfree_calls. Called before there can be a batch to give; any number of times.
void gfree_begin();

}  // namespace rt
