// sched/symbolizer/inlined.h - which functions were inlined at an address, and from where they were called.
//
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/symbolizer/debug_unit.h"
#include "sched/symbolizer/symbolizer.h"
#include "sched/symbolizer/text.h"

namespace rt {

// One function that was inlined, and the place of its call in its caller.
struct InlinedCall {
  DebugName name;
  u32 file;
  u32 line;
};

struct InlinedCalls {
  static constexpr u32 kMax = 16;
  u32 count = 0;
  InlinedCall calls[kMax];  // outermost first
  // Deeper ones are left out; this is where the innermost of calls calls one of them. 0: all are here.
  u32 left_out_line = 0, left_out_file = 0;
};

// find_inlined looks through the entries of the unit whose line table begins at line_unit: about 50 ns for each, some ten
// thousand in a unit that includes the standard library. *function saves that the second time.
//   unit  becomes the unit
void find_inlined(u32 line_unit, u64 pc, FunctionEntry* function, DebugUnit* unit, InlinedCalls* out);

// print_name writes the function's name, without parameters; nothing if it is not known.
void print_name(const DebugUnit& unit, const DebugName& name, Text& out);

}  // namespace rt
