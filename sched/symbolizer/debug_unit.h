// sched/symbolizer/debug_unit.h - DebugUnit: one unit of .debug_info, and its entries read one after the other.
//
// DWARF 5, 2 and 7.5; version 4 as GCC and Clang write it. Only what inlined functions need is kept of an entry.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"
#include "sched/symbolizer/elf_file.h"
#include "sched/symbolizer/text.h"

namespace rt {

// Tags: DWARF 5, 7.5.3.
inline constexpr u64 kTagClass = 0x02;
inline constexpr u64 kTagLexicalBlock = 0x0b;
inline constexpr u64 kTagStructure = 0x13;
inline constexpr u64 kTagUnion = 0x17;
inline constexpr u64 kTagInlined = 0x1d;
inline constexpr u64 kTagSubprogram = 0x2e;
inline constexpr u64 kTagNamespace = 0x39;

// Value of an attribute: a number, whose meaning the form says, or a text that stands in the entry itself.
struct DebugValue {
  u64 form = 0;  // 0: the entry has no such attribute
  u64 number = 0;
  Bytes text;
};

struct DebugEntry {
  u64 code = 0;  // 0: the end of a list of children
  u64 tag = 0;
  bool children = false;
  u64 sibling = 0;  // where the next entry of the same parent begins, from the unit's begin; 0: not said
  u64 call_file = 0, call_line = 0;
  DebugValue name, linkage_name;
  DebugValue low_pc, high_pc, ranges;
  DebugValue origin;  // the abstract function, or the declaration
  DebugValue line_table, addr_base, str_offsets_base, rnglists_base;  // of the unit's first entry
};

// A function's name: the linkage name or, if it has none, the plain one.
struct DebugName {
  std::string_view text;  // empty: unknown
  u64 entry = 0;          // where the entry is that has the plain name; 0: it is a linkage name
};

class DebugUnit {
 public:
  explicit DebugUnit(const ElfFile& elf) : elf_(elf), info_(elf.section(".debug_info")) {}

  // find takes the unit whose line table begins at `line_unit` in .debug_line, and says where it is; false: there is none.
  bool find(u32 line_unit, u32* at);

  // open takes the unit at `at`; false: it cannot be read.
  bool open(u32 at);

  // entries begins to read where the first child of the unit's own entry is.
  Reader entries() const { return first_; }
  Reader entries_at(u64 offset) const { return Reader(unit_.from(offset)); }
  u64 offset_of(const Reader& r) const { return unit_.count - r.left(); }

  // next reads one entry; r is bad afterwards if it cannot be read.
  DebugEntry next(Reader& r) const;

  // holds says whether the entry's addresses hold pc.
  bool holds(const DebugEntry& e, u64 pc) const;

  // name_of is the name of the function that an entry stands for, at `at`.
  DebugName name_of(const DebugEntry& e, u64 at) const;

  // print_scopes writes "a::b::", the namespaces, classes and functions around an entry. Takes as long as reading the
  // unit up to there, without what has siblings.
  void print_scopes(u64 entry, Text& out) const { print_path(entry, 0, out); }

 private:
  static constexpr u32 kStride = 4, kIndexed = 256;
  static constexpr u32 kMaxDepth = 24;

  usize read_header(u64 at);
  DebugEntry own_entry();
  void settle(const DebugEntry& own);
  void index_abbreviations();
  bool abbreviation(u64 code, Reader* out) const;
  DebugValue value(Reader& r, u64 form) const;
  u64 address(const DebugValue& v) const;
  u64 indexed(std::string_view section, u64 base, u64 index, u32 size) const;
  bool range_list(const DebugValue& v, u64 pc) const;
  bool range_list4(Reader r, u64 pc) const;
  bool range_list5(Reader r, u64 pc) const;
  Bytes text(const DebugValue& v) const;
  DebugName name_elsewhere(u64 offset) const;
  std::string_view plain_name(const DebugEntry& e) const;
  u32 path_to(u64 entry, u64 (&path)[kMaxDepth]) const;
  void print_path(u64 entry, u32 links, Text& out) const;
  void print_scope(const DebugEntry& e, Text& out) const;

  const ElfFile& elf_;
  const Bytes info_;
  Bytes unit_;            // from its length field on
  Bytes abbreviations_;
  Reader first_{Bytes{}};
  u16 version_ = 0;
  u8 offset_size_ = 4;
  u8 address_size_ = 8;
  u64 low_pc_ = 0, addr_base_ = 0, str_offsets_base_ = 0, rnglists_base_ = 0;
  bool indexed_ = false;
  u32 index_[kIndexed];   // once indexed_: where the abbreviation of code i * kStride begins, + 1; 0: not known
};

}  // namespace rt
