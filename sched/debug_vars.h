// sched/debug_vars.h - what the environment tells the runtime: GODEBUG and its like.
//
// Row 23 of the boot. What is unknown or makes no sense is reported in one line on standard error
// and otherwise ignored. In secure mode (set-user-id) nothing is read.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"
#include "kernel_iface/text.h"

namespace rt {

struct DebugVars {
  i32 boottrace = 0;
  i32 inittrace = 0;
  i32 schedtrace = 0;
  i32 scheddetail = 0;
  i32 gctrace = 0;
  i32 scavtrace = 0;
  i32 asyncpreemptoff = 0;
  i32 malloccheck = 0;
  i32 hibernate = 0;
};
extern DebugVars debug;

void parsedebugvars();

// boottrace_wanted reads GODEBUG before row 23 has its turn, which then says what is wrong in it.
bool boottrace_wanted();

// complain prints "rt0: <name>=<value>: <what>; ignored".
void complain(const char* name, std::string_view value, const char* what);

}  // namespace rt
