// sched/symtab.h - the frames of a stack, printed by the symbolizer that lies in the program's own ELF file.
//
// The file is mapped when frames are printed for the first time, and what its section .debug.rt0 holds is called
// (sched/symbolizer/symbolizer.h says why). A program that was stripped, whose file is gone or that may not open it
// has addresses alone. Nothing is allocated; the mapping stays.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "kernel_iface/print.h"
#include "sched/symbolizer/symbolizer.h"

namespace rt {

// is_text says whether pc lies in the program's text.
bool is_text(uptr pc);

// image_offset is pc as addr2line takes it: relative to the file's own addresses.
uptr image_offset(uptr pc);

// print_with_symbols fills in what is the program's in *request, and has it printed.
//   returns  as PrintFrames
uptr print_with_symbols(FramesRequest* request);

// print_function_name prints the name of the function at pc; nothing if it is not known.
//   returns  whether it was
bool print_function_name(uptr pc, kernel::Print& out);

}  // namespace rt
