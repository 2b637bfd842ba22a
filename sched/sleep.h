// sched/sleep.h - a goroutine that waits for nothing but time.
//
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

// time_sleep parks the caller for at least ns; not at all when that is not positive. On a goroutine.
void time_sleep(i64 ns);

}  // namespace rt
