// sched/symbolizer/line_unit.h - LineUnit: the header of one line table.
//
// Layer: sched.
#pragma once
#include "sched/symbolizer/reader.h"

namespace rt {

struct LineUnit {
  bool valid = false;   // what follows can be used
  u16 version = 0;
  u8 offset_size = 4;   // of offsets into other sections: 8 in the 64-bit format
  u8 min_instruction = 1;
  i8 line_base = 0;
  u8 line_range = 1;    // above 0
  u8 opcode_base = 0;   // above 0
  Bytes operand_counts; // of the standard opcodes 1 .. opcode_base - 1
  Bytes names;          // the tables of directories and files
  Bytes program;

  // read takes the unit that begins there.
  //   returns  its size in the section; 0 if that cannot be known, or leads beyond the end
  usize read(Bytes section);

  u32 operands(u8 op) const { return op >= 1 && op <= operand_counts.count ? operand_counts.at[op - 1] : 0; }
};

}  // namespace rt
