// sched/symbolizer/line_table.h - from an address to a file and a line, by DWARF's line tables.
//
// Versions 2 to 5, 32 and 64 bits (DWARF 5, 6.2; version 4 in its own document). All line programs are run from the
// first one on until one has the address: about 3 ns for a byte of .debug_line, 0.4 ms for hello. Of functions that
// were inlined it knows the lines, not the names (inlined.h): the line is the innermost function's.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/symbolizer/elf_file.h"
#include "sched/symbolizer/text.h"

namespace rt {

struct LinePlace {
  u32 line = 0;  // 0: unknown
  u32 unit = 0;  // where in .debug_line the table begins that knows it
  u32 file = 0;  // number of the file in that table
};

LinePlace find_line(Bytes debug_line, u64 pc);

// print_file writes the path of place's file, absolute if the table says from where it counts.
//   returns  false: the table is wrong; something may have been written
bool print_file(const ElfFile& elf, LinePlace place, Text& out);

}  // namespace rt
