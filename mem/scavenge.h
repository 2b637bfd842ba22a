// mem/scavenge.h - give idle pages of the heap back to the kernel.
//
// The goal: of the pages that hold memory and are in no span, a tenth of the heap's recent peak is kept, so
// that a program which allocates in waves does not fault its pages in each time; the rest goes back, in
// bounded steps. Who calls when is decided in sched (sysmon and a background goroutine).
// Layer: mem.
#pragma once
#include "base/types.h"

namespace rt {

// scavenge_due says whether there is more than the goal. Also moves the window of the peak on: called
// about ten times a second, by one caller. Cheap; with or without a P.
bool scavenge_due();

// scavenge_pending says whether there will be something to give back before long, if nobody allocates meanwhile.
bool scavenge_pending();

// scavenge_step gives up to a chunk back to the kernel, some 50 us of work.
//   returns  the bytes given back; 0: the goal is reached, or the kernel takes none
usize scavenge_step();

// scavenge_all gives back all there is, whatever the goal. Returns the bytes.
usize scavenge_all();

}  // namespace rt
