// sched/symbolizer/place.h - Places: from a pc to two lines of text for each function that is there, inlined or not.
//
// Layer: sched.
#pragma once
#include "sched/symbolizer/elf_file.h"
#include "sched/symbolizer/inlined.h"
#include "sched/symbolizer/line_table.h"
#include "sched/symbolizer/symbolizer.h"

namespace rt {

class Places {
 public:
  explicit Places(const FramesRequest& request) : request_(request), elf_({request.file, request.file_bytes}) {}

  bool has_symbols() const { return elf_.has_symbols(); }

  // function_of is where the function begins that holds the instruction at pc; 0: there is none.
  uptr function_of(uptr pc) const;

  // print_name prints the name of the function at pc; false if there is none.
  bool print_name(uptr pc) const;

  // print prints the functions and lines of pc: the inlined ones, innermost first, then the one that holds pc.
  //   exact    pc is an instruction, not what a call returns to
  //   shown    also if it is the runtime's
  //   creator  0, or a goroutine's number: then it is where that one created another
  void print(uptr pc, bool exact, bool shown, u64 creator) const;

 private:
  SymbolCache::Entry find(u64 pc, DebugUnit* unit, InlinedCalls* inlined) const;
  bool is_text(uptr pc) const;
  bool is_runtime(uptr pc) const;
  bool hidden(uptr pc, bool is_inlined, std::string_view name) const;
  bool print_inlined(uptr pc, const DebugUnit& unit, const DebugName& function, const LinePlace& place, u64 creator) const;
  void print_outer(uptr pc, const SymbolCache::Entry& e, const LinePlace& place, bool shown, u64 creator) const;

  const FramesRequest& request_;
  ElfFile elf_;
};

}  // namespace rt
