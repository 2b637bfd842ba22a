// sched/check_dead.h - nothing can ever run again: say so.
//
// All Ms but the system's are asleep, no timer is pending, and there are goroutines that wait: for
// each other, then. Counted under sched.lock whenever an M goes to sleep, ends or locks.
// Layer: sched.
#pragma once

namespace rt {

// check_dead_locked is fatal on a deadlock. Holds sched.lock.
void check_dead_locked();

}  // namespace rt
