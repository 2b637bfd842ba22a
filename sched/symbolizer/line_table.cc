// sched/symbolizer/line_table.cc - the state machine of line programs.
//
// Layer: sched.
#include "sched/symbolizer/line_table.h"

#include "sched/symbolizer/line_unit.h"

namespace rt {

// Standard and extended opcodes: DWARF 5, 6.2.5.2 and 6.2.5.3.
enum : u8 {
  kCopy = 1,
  kAdvancePc = 2,
  kAdvanceLine = 3,
  kSetFile = 4,
  kConstAddPc = 8,
  kFixedAdvancePc = 9,
};
enum : u8 { kEndSequence = 1, kSetAddress = 2 };

namespace {

// Run executes one program and watches the address go by.
class Run {
 public:
  Run(const LineUnit& unit, u64 pc) : unit_(unit), pc_(pc) {}

  // found: the row that holds pc was met; file and line are its.
  bool found() {
    Reader r(unit_.program);
    while (r.more() && !hit_) step(r);
    return hit_ && row_line_ != 0;
  }
  u32 file() const { return row_file_; }
  u32 line() const { return row_line_; }

 private:
  void step(Reader& r) {
    const u8 op = r.byte();
    if (op >= unit_.opcode_base) return special(op - unit_.opcode_base);
    switch (op) {
      case 0: return extended(r);
      case kCopy: return row();
      case kAdvancePc: return advance(r.uleb());
      case kAdvanceLine: line_ += static_cast<u64>(r.sleb()); return;
      case kSetFile: file_ = static_cast<u32>(r.uleb()); return;
      case kConstAddPc: return advance((255u - unit_.opcode_base) / unit_.line_range);
      case kFixedAdvancePc: address_ += r.half(); return;
      default:
        for (u32 n = unit_.operands(op); n != 0; n--) r.uleb();
    }
  }

  void special(u32 adjusted) {
    advance(adjusted / unit_.line_range);
    line_ += static_cast<u64>(unit_.line_base + static_cast<i32>(adjusted % unit_.line_range));
    row();
  }

  void extended(Reader& r) {
    Reader e(r.bytes(r.uleb()));
    const u8 op = e.byte();
    if (op == kSetAddress) address_ = e.number(static_cast<u32>(e.left() < 8 ? e.left() : 8));
    if (op == kEndSequence) end_sequence();
  }

  void advance(u64 n) { address_ += n * unit_.min_instruction; }

  void row() {
    look();
    if (hit_) return;
    if (!open_) first_ = address_;
    open_ = true;
    row_address_ = address_;
    // Line 0 is code that belongs to no line; it is told as the one before it.
    if (line_ != 0) {
      row_line_ = static_cast<u32>(line_);
      row_file_ = file_;
    }
  }

  // The row before this one holds the addresses up to here. What the linker left out begins at 0 or thereabouts, where
  // there is no code, or at the end of all addresses.
  void look() {
    if (open_ && first_ > kDead && row_address_ <= pc_ && pc_ < address_) hit_ = true;
  }

  void end_sequence() {
    look();
    if (hit_) return;
    open_ = false;
    address_ = 0;
    line_ = 1;
    file_ = 1;
    row_line_ = 0;
  }

  static constexpr u64 kDead = 64;  // an ELF header lies there

  const LineUnit& unit_;
  const u64 pc_;
  u64 address_ = 0;
  u64 line_ = 1;
  u32 file_ = 1;
  bool open_ = false;  // a row of this sequence was seen
  bool hit_ = false;
  u64 first_ = 0;
  u64 row_address_ = 0;
  u32 row_line_ = 0, row_file_ = 0;
};

}  // namespace

LinePlace find_line(Bytes debug_line, u64 pc) {
  for (usize at = 0; at < debug_line.count;) {
    LineUnit unit;
    const usize bytes = unit.read(debug_line.from(at));
    if (bytes == 0) break;
    if (unit.valid) {
      Run run(unit, pc);
      if (run.found()) return {run.line(), static_cast<u32>(at), run.file()};
    }
    at += bytes;
  }
  return {};
}

}  // namespace rt
