// sched/symbolizer/place.h - Places: from a pc to two lines of text.
//
// Layer: sched.
#pragma once
#include "sched/symbolizer/elf_file.h"
#include "sched/symbolizer/symbolizer.h"

namespace rt {

class Places {
 public:
  explicit Places(const FramesRequest& request) : request_(request), elf_({request.file, request.file_bytes}) {}

  bool has_symbols() const { return elf_.has_symbols(); }

  // function_of is where the function begins that holds the instruction at pc; 0: there is none.
  uptr function_of(uptr pc) const;

  // print prints the function and the line of pc.
  //   exact    pc is an instruction, not what a call returns to
  //   shown    also if it is the runtime's
  //   creator  0, or a goroutine's number: then it is where that one created another
  void print(uptr pc, bool exact, bool shown, u64 creator) const;

 private:
  SymbolCache::Entry find(u64 pc) const;
  bool is_text(uptr pc) const;
  bool hidden(uptr pc, std::string_view name) const;

  const FramesRequest& request_;
  ElfFile elf_;
};

}  // namespace rt
