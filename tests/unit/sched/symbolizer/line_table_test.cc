// tests/unit/sched/symbolizer/line_table_test.cc - line programs put together by hand, in the forms of DWARF 4 and 5.
//
// Layer: tests.
#include "sched/symbolizer/line_table.h"

#include <criterion/criterion.h>

#include <cstring>
#include <string>

using namespace rt;

// Bytes of a section, written one value after the other.
struct Section {
  std::string bytes;

  Section& u8s(std::initializer_list<int> values) {
    for (int v : values) bytes += static_cast<char>(v);
    return *this;
  }
  Section& number(u64 v, int size) {
    for (int i = 0; i < size; i++) bytes += static_cast<char>(v >> 8 * i);
    return *this;
  }
  Section& text(const char* s) {
    bytes.append(s, std::strlen(s) + 1);
    return *this;
  }
  Section& add(const Section& other) {
    bytes += other.bytes;
    return *this;
  }
};

// 4 lines up to the opcode table: instructions of 1 byte, line_base -5, line_range 14, opcode_base 13.
static Section fixed_part(int version) {
  Section s;
  s.u8s({1});
  if (version >= 4) s.u8s({1});
  return s.u8s({1, 0xfb, 14, 13}).u8s({0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1});
}

static Section unit_of(int version, const Section& names, const Section& program, bool wide = false) {
  const int size = wide ? 8 : 4;
  Section head = fixed_part(version).add(names), body;
  body.number(static_cast<u64>(version), 2);
  if (version >= 5) body.u8s({8, 0});
  body.number(head.bytes.size(), size).add(head).add(program);
  Section unit;
  if (wide) unit.number(0xffffffff, 4);
  return unit.number(body.bytes.size(), size).add(body);
}

static Section names4() {
  return Section().text("/usr/include").text("sub").u8s({0}).text("main.cc").u8s({0, 0, 0}).text("header.h").u8s({1, 0, 0})
      .text("other.cc").u8s({2, 0, 0}).u8s({0});
}
// Directories: string; files: string and udata.
static Section names5() {
  return Section().u8s({1, 1, 8}).u8s({2}).text("/home/me").text("sub").u8s({2, 1, 8, 2, 15}).u8s({3}).text("main.cc").u8s({0})
      .text("main.cc").u8s({0}).text("other.cc").u8s({1});
}

static Section set_address(u64 address) { return Section().u8s({0, 9, 2}).number(address, 8); }
static Section end_sequence() { return Section().u8s({0, 1, 1}); }
static int special(int line, int address) { return line + 5 + 14 * address + 13; }

// Lines 10 at 1000, 12 at 1004, file 2 line 7 at 1010, nothing from 1020 on.
static Section plain_program(int file) {
  return set_address(0x1000).u8s({3, 9, 1}).u8s({special(2, 4)}).u8s({4, file, 3, 0x7b, 2, 6, 1}).u8s({9, 0x10, 0})
      .add(end_sequence());
}

static LinePlace find(const Section& s, u64 pc) { return find_line({reinterpret_cast<const u8*>(s.bytes.data()), s.bytes.size()}, pc); }

static void check_plain(const Section& s) {
  cr_assert(find(s, 0xfff).line == 0);
  cr_assert(find(s, 0x1000).line == 10);
  cr_assert(find(s, 0x1003).line == 10);
  cr_assert(find(s, 0x1004).line == 12);
  cr_assert(find(s, 0x1009).line == 12);
  cr_assert(find(s, 0x100a).line == 7);
  cr_assert(find(s, 0x100a).file == 2);
  cr_assert(find(s, 0x1019).line == 7);
  cr_assert(find(s, 0x101a).line == 0);
}

Test(line_table, versions_2_to_5_in_both_widths) {
  for (int version = 2; version <= 4; version++) check_plain(unit_of(version, names4(), plain_program(2)));
  check_plain(unit_of(5, names5(), plain_program(2)));
  check_plain(unit_of(4, names4(), plain_program(2), true));
  check_plain(unit_of(5, names5(), plain_program(2), true));
}

Test(line_table, other_versions_are_passed_over) {
  check_plain(unit_of(6, names5(), plain_program(2)).add(unit_of(4, names4(), plain_program(2))));
  cr_assert(find(unit_of(1, names4(), plain_program(2)), 0x1000).line == 0);
}

Test(line_table, units_after_the_first) {
  Section first = unit_of(4, names4(), set_address(0x9000).u8s({1, 2, 8}).add(end_sequence()));
  const usize second = first.bytes.size();
  first.add(unit_of(5, names5(), plain_program(2)));
  check_plain(first);
  cr_assert(find(first, 0x1000).unit == second);
}

Test(line_table, const_add_pc_and_unknown_opcodes) {
  // const_add_pc advances as special opcode 255: (255 - 13) / 14 = 17. Extended opcode 4 is a discriminator.
  const Section s = unit_of(4, names4(), set_address(0x1000).u8s({1, 8, 0, 2, 4, 3, 6, 10, 5, 3, special(4, 0), 2, 4}).add(end_sequence()));
  cr_assert(find(s, 0x1010).line == 1);
  cr_assert(find(s, 0x1011).line == 5);
}

Test(line_table, line_0_is_told_as_the_line_before) {
  const Section s = unit_of(4, names4(), set_address(0x1000).u8s({3, 4, 1, 2, 4, 3, 0x7b, 1, 2, 4}).add(end_sequence()));
  cr_assert(find(s, 0x1005).line == 5);
}

Test(line_table, what_the_linker_left_out_holds_nothing) {
  const Section dead = set_address(0).u8s({1, 2, 0x80, 0x80, 1}).add(end_sequence());
  const Section s = unit_of(4, names4(), dead.bytes.empty() ? dead : Section(dead).add(plain_program(2)));
  cr_assert(find(s, 0x500).line == 0);
  check_plain(s);
}

Test(line_table, a_cut_table_holds_nothing_behind_the_cut) {
  const Section whole = unit_of(5, names5(), plain_program(2));
  for (usize size = 0; size < whole.bytes.size(); size++) {
    const Section cut{whole.bytes.substr(0, size)};
    cr_assert(find(cut, 0x1000).line == 0);  // the unit says that it is longer
  }
}

// An ELF file with .debug_line and nothing else.
static std::string elf_with(const Section& lines) {
  kernel::ElfEhdr eh{};
  std::memcpy(eh.ident, "\177ELF\2\1\1", 7);
  const std::string names("\0.debug_line\0.shstrtab\0", 23);
  kernel::ElfShdr sections[3]{};
  sections[1].name = 1;
  sections[1].offset = sizeof eh;
  sections[1].size = lines.bytes.size();
  sections[2].name = 13;
  sections[2].offset = sizeof eh + lines.bytes.size();
  sections[2].size = names.size();
  eh.shoff = sections[2].offset + names.size();
  eh.shentsize = sizeof(kernel::ElfShdr);
  eh.shnum = 3;
  eh.shstrndx = 2;
  std::string file(reinterpret_cast<char*>(&eh), sizeof eh);
  return file + lines.bytes + names + std::string(reinterpret_cast<char*>(sections), sizeof sections);
}

static std::string file_name(const Section& lines, u32 number) {
  const std::string file = elf_with(lines);
  const ElfFile elf({reinterpret_cast<const u8*>(file.data()), file.size()});
  char buffer[200];
  Text text(buffer, sizeof buffer);
  if (!print_file(elf, {1, 0, number}, text)) return "none";
  return std::string(text.since(0));
}

Test(line_table, names_of_files_in_version_4) {
  const Section s = unit_of(4, names4(), plain_program(2));
  cr_assert(file_name(s, 1) == "main.cc");
  cr_assert(file_name(s, 2) == "/usr/include/header.h");
  cr_assert(file_name(s, 3) == "sub/other.cc");
  cr_assert(file_name(s, 4) == "none");
  cr_assert(file_name(s, 0) == "none");
}

Test(line_table, names_of_files_in_version_5) {
  const Section s = unit_of(5, names5(), plain_program(2));
  cr_assert(file_name(s, 0) == "/home/me/main.cc");
  cr_assert(file_name(s, 2) == "/home/me/sub/other.cc");
  cr_assert(file_name(s, 3) == "none");
}
