// base/panic.h - what ends the process when the program is wrong.
//
// rt_panic is declared here, below everything that needs it, and defined in
// sched/panic.cc, like rt_throw (base/assert.h) for what the runtime itself gets wrong.
// Layer: base.
#pragma once
#include <string_view>

#include "base/attributes.h"

namespace rt {

// rt_panic prints "panic: <what>" and the traceback to standard error and ends the process
// with status 2. For what a program may not do: send on a closed channel, vector::at
// beyond the end. On a goroutine's stack.
[[noreturn]] RT_COLD void rt_panic(std::string_view what);

}  // namespace rt
