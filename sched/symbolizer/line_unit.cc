// sched/symbolizer/line_unit.cc - headers of line tables, and the names of files in them.
//
// Layer: sched.
#include "sched/symbolizer/line_unit.h"

#include <string_view>

#include "sched/symbolizer/line_table.h"

namespace rt {

usize LineUnit::read(Bytes section) {
  Reader r(section);
  u64 length = r.word();
  if (length == 0xffffffff) {
    length = r.number(8);
    offset_size = 8;
  }
  const usize before = section.count - r.left();
  Reader unit(r.bytes(length));
  if (r.bad()) return 0;
  version = unit.half();
  if (version >= 5) unit.half();  // sizes of an address, which set_address's length says too, and of a segment
  Reader head(unit.bytes(unit.number(offset_size)));
  program = unit.bytes(unit.left());
  min_instruction = head.byte();
  if (version >= 4) head.byte();  // operations in an instruction: of machines with long words
  head.byte();                    // is_stmt at the beginning: every row counts here
  line_base = static_cast<i8>(head.byte());
  line_range = head.byte();
  opcode_base = head.byte();
  operand_counts = head.bytes(opcode_base == 0 ? 0u : opcode_base - 1u);
  names = {head.at(), head.left()};
  valid = version >= 2 && version <= 5 && !unit.bad() && !head.bad() && line_range != 0 && opcode_base != 0;
  return before + static_cast<usize>(length);
}

// Forms of the entries: DWARF 5, 7.5.6.
enum : u64 {
  kFormData2 = 0x05,
  kFormData4 = 0x06,
  kFormData8 = 0x07,
  kFormString = 0x08,
  kFormBlock = 0x09,
  kFormData1 = 0x0b,
  kFormStrp = 0x0e,
  kFormUdata = 0x0f,
  kFormData16 = 0x1e,
  kFormLineStrp = 0x1f,
};
enum : u64 { kContentPath = 1, kContentDirectory = 2 };

namespace {

struct Name {
  Bytes path;
  u64 directory = 0;
};

struct Value {
  u64 number = 0;
  Bytes text;
};

class Names {
 public:
  Names(const ElfFile& elf, const LineUnit& unit) : elf_(elf), unit_(unit) {}

  bool print(u32 file, Text& out) const {
    Name name;
    if (!(unit_.version >= 5 ? file5(file, &name) : file4(file, &name))) return false;
    if (!absolute(name.path)) print_directory(name.directory, out);
    put(name.path, out);
    return name.path.count != 0;
  }

 private:
  static bool absolute(Bytes path) { return path.count != 0 && path.at[0] == '/'; }
  static void put(Bytes path, Text& out) { out.str({reinterpret_cast<const char*>(path.at), path.count}); }

  // A directory counts from directory 0, where the compiler ran; version 4 does not say which that was.
  void print_directory(u64 index, Text& out) const {
    const Bytes path = directory(index);
    if (path.count == 0) return;
    if (!absolute(path) && index != 0) print_root(out);
    put(path, out);
    out.ch('/');
  }
  void print_root(Text& out) const {
    const Bytes root = directory(0);
    if (root.count == 0) return;
    put(root, out);
    out.ch('/');
  }
  Bytes directory(u64 index) const {
    Name name;
    if (unit_.version >= 5) {
      Reader r(unit_.names);
      return table5(r, index, &name) ? name.path : Bytes{};
    }
    return index == 0 ? Bytes{} : directory4(index);
  }

  // Version 4: paths up to an empty one, then files with three numbers each, up to an empty one. Both count from 1.
  Bytes directory4(u64 index) const {
    Reader r(unit_.names);
    for (;;) {
      const Bytes path = r.text();
      if (path.count == 0 || --index == 0) return path;
    }
  }
  bool file4(u32 file, Name* out) const {
    Reader r(unit_.names);
    while (r.text().count != 0) continue;
    while (!r.bad()) {
      const Bytes path = r.text();
      if (path.count == 0) return false;
      const u64 directory = r.uleb();
      r.uleb();
      r.uleb();
      if (--file != 0) continue;
      *out = {path, directory};
      return !r.bad();
    }
    return false;
  }

  // Version 5: two tables that begin with what their entries consist of. Both count from 0.
  bool file5(u32 file, Name* out) const {
    Reader r(unit_.names);
    Name skipped;
    table5(r, ~u64{0}, &skipped);
    return table5(r, file, out);
  }

  // table5 reads up to entry `wanted`, or all of the table when it is not there.
  bool table5(Reader& r, u64 wanted, Name* out) const {
    const u32 fields = r.byte();
    Reader format(Bytes{r.at(), r.left()});
    for (u32 i = 0; i < 2 * fields; i++) r.uleb();
    const u64 count = r.uleb();
    if (fields == 0) return false;
    for (u64 i = 0; i < count && !r.bad(); i++) {
      Reader f = format;
      Name name;
      for (u32 k = 0; k < fields; k++) {
        const u64 content = f.uleb();
        const Value v = value(r, f.uleb());
        if (content == kContentPath) name.path = v.text;
        if (content == kContentDirectory) name.directory = v.number;
      }
      if (i != wanted || r.bad()) continue;
      *out = name;
      return true;
    }
    return false;
  }

  Value value(Reader& r, u64 form) const {
    switch (form) {
      case kFormData1: return {r.byte(), {}};
      case kFormData2: return {r.half(), {}};
      case kFormData4: return {r.word(), {}};
      case kFormData8: return {r.number(8), {}};
      case kFormUdata: return {r.uleb(), {}};
      case kFormData16: r.bytes(16); return {};
      case kFormBlock: r.bytes(r.uleb()); return {};
      case kFormString: return {0, r.text()};
      case kFormStrp: return {0, pooled(".debug_str", r.number(unit_.offset_size))};
      case kFormLineStrp: return {0, pooled(".debug_line_str", r.number(unit_.offset_size))};
      default: r.fail(); return {};
    }
  }
  Bytes pooled(std::string_view section, u64 offset) const { return Reader(elf_.section(section).from(offset)).text(); }

  const ElfFile& elf_;
  const LineUnit& unit_;
};

}  // namespace

bool print_file(const ElfFile& elf, LinePlace place, Text& out) {
  LineUnit unit;
  unit.read(elf.section(".debug_line").from(place.unit));
  return unit.valid && Names(elf, unit).print(place.file, out);
}

}  // namespace rt
