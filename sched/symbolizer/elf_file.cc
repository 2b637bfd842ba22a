// sched/symbolizer/elf_file.cc - sections and symbols.
//
// Layer: sched.
#include "sched/symbolizer/elf_file.h"

#include <cstring>

namespace rt {

using kernel::ElfEhdr;
using kernel::ElfShdr;
using kernel::ElfSym;

// Nothing promises that a table is aligned: a copy of each entry.
template <class T>
static T entry(Bytes table, u64 index) {
  T t{};
  if (index < table.count / sizeof(T)) std::memcpy(&t, table.at + index * sizeof(T), sizeof(T));
  return t;
}

static Bytes contents(Bytes file, const ElfShdr& s) { return file.part(s.offset, s.size); }

static std::string_view text_at(Bytes table, u32 offset) {
  const Bytes b = Reader(table.from(offset)).text();
  return {reinterpret_cast<const char*>(b.at), b.count};
}

ElfFile::ElfFile(Bytes file) : file_(file) {
  const ElfEhdr eh = entry<ElfEhdr>(file, 0);
  constexpr u8 kClass64 = 2, kLittleEndian = 1;  // ELFCLASS64, ELFDATA2LSB
  u32 magic;
  std::memcpy(&magic, eh.ident, sizeof magic);
  if (magic != kernel::kElfMagic || eh.ident[4] != kClass64 || eh.ident[5] != kLittleEndian) return;
  if (eh.shentsize != sizeof(ElfShdr)) return;
  headers_ = file.part(eh.shoff, u64{eh.shnum} * sizeof(ElfShdr));
  section_names_ = contents(file, header(eh.shstrndx));
  for (u32 i = 0; i < eh.shnum; i++) {
    const ElfShdr s = header(i);
    if (s.type != kernel::kElfShtSymtab) continue;
    symbols_ = contents(file, s);
    symbol_names_ = contents(file, header(s.link));
    return;
  }
}

ElfShdr ElfFile::header(u32 index) const { return entry<ElfShdr>(headers_, index); }
ElfSym ElfFile::symbol(u32 index) const { return entry<ElfSym>(symbols_, index); }
std::string_view ElfFile::name(const ElfSym& symbol) const { return text_at(symbol_names_, symbol.name); }

Bytes ElfFile::section(std::string_view name) const {
  constexpr u64 kCompressed = 0x800;  // SHF_COMPRESSED
  for (u32 i = 0; i < headers_.count / sizeof(ElfShdr); i++) {
    const ElfShdr s = header(i);
    if (text_at(section_names_, s.name) == name) return (s.flags & kCompressed) != 0 ? Bytes{} : contents(file_, s);
  }
  return {};
}

u32 ElfFile::find_function(u64 pc) const {
  u32 best = 0;
  u64 best_begin = 0;
  for (u32 i = 1; i < symbols_.count / sizeof(ElfSym); i++) {
    const ElfSym s = symbol(i);
    if (s.type() != kernel::kElfSttFunc || s.shndx == kernel::kElfShnUndef) continue;
    if (pc < s.value || pc - s.value >= s.size) continue;
    if (best != 0 && s.value <= best_begin) continue;  // of two that overlap, the inner one
    best = i;
    best_begin = s.value;
  }
  return best;
}

}  // namespace rt
