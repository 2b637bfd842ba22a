// sched/sleep.cc - a goroutine that waits for nothing but time.
//
// Layer: sched.
#include "sched/sleep.h"

#include "kernel_iface/clock.h"
#include "sched/park.h"
#include "sched/timers.h"

namespace rt {

// The timer is added when gp is off its stack: from then on it may be readied at any moment.
static void add_sleeper(G* gp, void* when) { timers_add_sleeper(gp, *static_cast<i64*>(when)); }

void time_sleep(i64 ns) {
  if (ns <= 0) return;
  i64 when = deadline_after(kernel::nanotime(), ns);
  gopark(add_sleeper, &when, WaitReason::sleep);
}

}  // namespace rt
