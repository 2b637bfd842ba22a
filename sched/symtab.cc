// sched/symtab.cc - from a pc to a name.
//
// Layer: sched.
#include "sched/symtab.h"

#include <cstring>

#include "kernel_iface/elf.h"
#include "kernel_iface/file.h"
#include "kernel_iface/mman.h"

// From link.ld.
extern "C" {
extern const char rt_image_begin[], rt_text_all_begin[], rt_text_all_end[];
}

namespace rt {

using kernel::ElfEhdr;
using kernel::ElfShdr;
using kernel::ElfSym;

bool is_text(uptr pc) {
  return pc >= reinterpret_cast<uptr>(rt_text_all_begin) && pc < reinterpret_cast<uptr>(rt_text_all_end);
}

static const ElfEhdr* header() { return reinterpret_cast<const ElfEhdr*>(rt_image_begin); }

uptr image_offset(uptr pc) {
  return header()->type == kernel::kElfTypeDyn ? pc - reinterpret_cast<uptr>(rt_image_begin) : pc;
}

// The file, mapped; searched once.
struct Table {
  const ElfSym* symbols = nullptr;
  usize count = 0;
  const char* strings = nullptr;
  usize strings_bytes = 0;
};

static bool inside(usize file_bytes, u64 offset, u64 bytes) {
  return offset <= file_bytes && bytes <= file_bytes - offset;
}

static Table read_table(uptr file, usize bytes) {
  const auto* eh = reinterpret_cast<const ElfEhdr*>(file);
  if (bytes < sizeof *eh || std::memcmp(eh, header(), 16) != 0) return {};
  if (eh->shentsize != sizeof(ElfShdr) || !inside(bytes, eh->shoff, u64{eh->shnum} * sizeof(ElfShdr))) return {};
  const auto* sections = reinterpret_cast<const ElfShdr*>(file + eh->shoff);
  for (u32 i = 0; i < eh->shnum; i++) {
    const ElfShdr& s = sections[i];
    if (s.type != kernel::kElfShtSymtab || s.link >= eh->shnum) continue;
    const ElfShdr& str = sections[s.link];
    if (!inside(bytes, s.offset, s.size) || !inside(bytes, str.offset, str.size)) return {};
    return {reinterpret_cast<const ElfSym*>(file + s.offset), s.size / sizeof(ElfSym),
            reinterpret_cast<const char*>(file + str.offset), str.size};
  }
  return {};
}

static Table open_table() {
  Result<i32> fd = kernel::open("/proc/self/exe", kernel::kOpenRdonly | kernel::kOpenCloexec);
  if (!fd.ok()) return {};
  Table table;
  kernel::Stat st;
  if (kernel::fstat(fd.value(), &st) == Errno::ok && st.size > 0) {
    const usize bytes = static_cast<usize>(st.size);
    Result<uptr> map = kernel::mmap(0, bytes, kernel::kProtRead, kernel::kMapPrivate, fd.value(), 0);
    if (map.ok()) table = read_table(map.value(), bytes);
  }
  (void)kernel::close(fd.value());
  return table;
}

Symbol find_symbol(uptr pc) {
  // Only the one M that prints a failure, or a debugging call, comes here; twice the work at worst.
  static constinit bool opened = false;
  static constinit Table table;
  if (!opened) {
    opened = true;
    table = open_table();
  }
  const u64 wanted = image_offset(pc);
  constexpr u8 kFunction = 2;  // STT_FUNC
  for (usize i = 0; i < table.count; i++) {
    const ElfSym& s = table.symbols[i];
    if ((s.info & 15) != kFunction || wanted < s.value || wanted >= s.value + s.size) continue;
    if (s.name >= table.strings_bytes) continue;
    const char* name = table.strings + s.name;
    return {{name, strnlen(name, table.strings_bytes - s.name)}, pc - (wanted - s.value)};
  }
  return {};
}

}  // namespace rt
