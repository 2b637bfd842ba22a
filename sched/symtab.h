// sched/symtab.h - from a pc to a name, out of the program's own ELF file.
//
// For tracebacks only: /proc/self/exe is mapped when the first name is asked for, its .symtab searched
// in place. A stripped program, or one whose file is gone, has addresses alone. Nothing is allocated on
// the heap; the mapping stays, since the process is about to end.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt {

// is_text says whether pc lies in the program's text.
bool is_text(uptr pc);

// Symbol is the function that holds a pc: its name as the compiler mangled it, and where it begins.
struct Symbol {
  std::string_view name;  // empty: unknown
  uptr begin = 0;
};

Symbol find_symbol(uptr pc);

// image_offset is pc as addr2line takes it: relative to the file's own addresses.
uptr image_offset(uptr pc);

}  // namespace rt
