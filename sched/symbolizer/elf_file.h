// sched/symbolizer/elf_file.h - ElfFile: the sections of an ELF64 file, and which function holds an address.
//
// Structures are read in place where they are aligned, and nothing is believed: an offset is looked at before it is
// followed. A file that is wrong has no sections.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"
#include "kernel_iface/elf.h"
#include "sched/symbolizer/reader.h"

namespace rt {

class ElfFile {
 public:
  explicit ElfFile(Bytes file);

  bool has_symbols() const { return symbols_.count != 0; }

  // section is the contents of a section; empty if it is not there, or is compressed.
  Bytes section(std::string_view name) const;

  // symbol is the entry of .symtab with that index, in place of one that is not there all zeros.
  kernel::ElfSym symbol(u32 index) const;

  // find_function is the index of the function whose bytes hold pc; 0: none, as no function is entry 0.
  u32 find_function(u64 pc) const;
  std::string_view name(const kernel::ElfSym& symbol) const;

 private:
  kernel::ElfShdr header(u32 index) const;

  Bytes file_;
  Bytes headers_;
  Bytes section_names_;
  Bytes symbols_;
  Bytes symbol_names_;
};

}  // namespace rt
