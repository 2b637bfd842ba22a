// sched/symbolizer/inlined.h - which functions were inlined at an address, and from where they were called.
//
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"
#include "sched/symbolizer/elf_file.h"

namespace rt {

// One function that was inlined: its mangled or plain name, and the place of its call in its caller.
struct InlinedCall {
  std::string_view name;
  u32 file;
  u32 line;
};

struct InlinedCalls {
  static constexpr u32 kMax = 16;  // deeper ones are left out
  u32 count = 0;
  InlinedCall calls[kMax];  // outermost first
};

// find_inlined looks through the entries of the unit whose line table begins at line_unit: about 50 ns for each, some ten
// thousand in a unit that includes the standard library.
//   entry  where the function's own entry begins in its unit, if it was found before; 0: not yet. Set when found.
void find_inlined(const ElfFile& elf, u32 line_unit, u64 pc, u32* entry, InlinedCalls* out);

}  // namespace rt
