// sched/symbolizer/debug_unit.cc - units, abbreviations and attributes.
//
// Layer: sched.
#include "sched/symbolizer/debug_unit.h"

namespace rt {

// Attributes: DWARF 5, 7.5.4.
enum : u64 {
  kSibling = 0x01,
  kName = 0x03,
  kStmtList = 0x10,
  kLowPc = 0x11,
  kHighPc = 0x12,
  kAbstractOrigin = 0x31,
  kSpecification = 0x47,
  kRanges = 0x55,
  kCallFile = 0x58,
  kCallLine = 0x59,
  kLinkageName = 0x6e,
  kStrOffsetsBase = 0x72,
  kAddrBase = 0x73,
  kRnglistsBase = 0x74,
};

// Forms: DWARF 5, 7.5.6.
enum : u64 {
  kAddr = 0x01, kBlock2 = 0x03, kBlock4, kData2, kData4, kData8, kString, kBlock, kBlock1, kData1, kFlag, kSdata, kStrp, kUdata,
  kRefAddr, kRef1, kRef2, kRef4, kRef8, kRefUdata, kIndirect, kSecOffset, kExprloc, kFlagPresent, kStrx, kAddrx, kRefSup4, kStrpSup,
  kData16, kLineStrp, kRefSig8, kImplicitConst, kLoclistx, kRnglistx, kRefSup8, kStrx1, kStrx2, kStrx3, kStrx4, kAddrx1, kAddrx2,
  kAddrx3, kAddrx4,
};

bool DebugUnit::find(u32 line_unit) {
  const Bytes info = elf_.section(".debug_info");
  for (u64 at = 0; at < info.count;) {
    const usize size = open(at);
    if (size == 0) return false;
    Reader r = first_;
    const DebugEntry e = first_.bad() ? DebugEntry{} : next(r);
    if (e.line_table.form != 0 && e.line_table.number == line_unit) {
      addr_base_ = e.addr_base.number;
      str_offsets_base_ = e.str_offsets_base.number;
      rnglists_base_ = e.rnglists_base.number;
      low_pc_ = e.low_pc.form != 0 ? address(e.low_pc) : 0;
      first_ = r;
      index_abbreviations();
      return e.children;
    }
    at += size;
  }
  return false;
}

// open reads the header of the unit at `at`; first_ is its first entry, bad if it is a unit of another kind.
//   returns  its size; 0: there is no way on
usize DebugUnit::open(u64 at) {
  const Bytes rest = elf_.section(".debug_info").from(at);
  Reader r(rest);
  u64 length = r.word();
  offset_size_ = 4;
  if (length == 0xffffffff) {
    length = r.number(8);
    offset_size_ = 8;
  }
  const usize before = rest.count - r.left();
  Reader head(r.bytes(length));
  if (r.bad()) return 0;
  unit_ = rest.part(0, before + length);
  version_ = head.half();
  u8 type = 1;  // DW_UT_compile
  u64 abbreviations;
  if (version_ >= 5) {
    type = head.byte();
    address_size_ = head.byte();
    abbreviations = head.number(offset_size_);
  } else {
    abbreviations = head.number(offset_size_);
    address_size_ = head.byte();
  }
  if (version_ < 4 || version_ > 5 || type != 1 || address_size_ > 8) head.fail();
  abbreviations_ = elf_.section(".debug_abbrev").from(abbreviations);
  index_[0] = 0;
  for (u32& i : index_) i = 0;
  first_ = head;
  return before + static_cast<usize>(length);
}

// skip_abbreviation passes over one, behind its code.
static void skip_abbreviation(Reader& r) {
  r.uleb();
  r.byte();
  for (;;) {
    const u64 attribute = r.uleb(), form = r.uleb();
    if (form == kImplicitConst) r.sleb();
    if ((attribute == 0 && form == 0) || r.bad()) return;
  }
}

void DebugUnit::index_abbreviations() {
  Reader r(abbreviations_);
  while (r.more()) {
    const u64 code = r.uleb();
    if (code == 0) return;
    if (code < kIndexed) index_[code] = static_cast<u32>(abbreviations_.count - r.left()) + 1;
    skip_abbreviation(r);
  }
}

// Out of the index if it is made, otherwise by looking through all.
bool DebugUnit::abbreviation(u64 code, Reader* out) const {
  if (code < kIndexed && index_[code] != 0) {
    *out = Reader(abbreviations_.from(index_[code] - 1));
    return true;
  }
  Reader r(abbreviations_);
  while (r.more()) {
    const u64 found = r.uleb();
    if (found == 0) return false;
    if (found == code) {
      *out = r;
      return true;
    }
    skip_abbreviation(r);
  }
  return false;
}

DebugEntry DebugUnit::next(Reader& r) const {
  DebugEntry e;
  e.code = r.uleb();
  if (e.code == 0) return e;
  Reader spec(Bytes{});
  if (!abbreviation(e.code, &spec)) {
    r.fail();
    return e;
  }
  e.tag = spec.uleb();
  e.children = spec.byte() != 0;
  for (;;) {
    const u64 attribute = spec.uleb(), form = spec.uleb();
    DebugValue v;
    if (form == kImplicitConst) v = {form, static_cast<u64>(spec.sleb()), {}};
    else if (form != 0) v = value(r, form);
    if ((attribute == 0 && form == 0) || spec.bad() || r.bad()) return e;
    switch (attribute) {
      case kSibling: e.sibling = v.number; break;
      case kName: e.name = v; break;
      case kLinkageName: e.linkage_name = v; break;
      case kLowPc: e.low_pc = v; break;
      case kHighPc: e.high_pc = v; break;
      case kRanges: e.ranges = v; break;
      case kAbstractOrigin: case kSpecification: e.origin = v; break;
      case kCallFile: e.call_file = v.number; break;
      case kCallLine: e.call_line = v.number; break;
      case kStmtList: e.line_table = v; break;
      case kAddrBase: e.addr_base = v; break;
      case kStrOffsetsBase: e.str_offsets_base = v; break;
      case kRnglistsBase: e.rnglists_base = v; break;
      default: break;
    }
  }
}

DebugValue DebugUnit::value(Reader& r, u64 form) const {
  switch (form) {
    case kAddr: return {form, r.number(address_size_), {}};
    case kData1: case kRef1: case kFlag: case kStrx1: case kAddrx1: return {form, r.number(1), {}};
    case kData2: case kRef2: case kStrx2: case kAddrx2: return {form, r.number(2), {}};
    case kStrx3: case kAddrx3: return {form, r.number(3), {}};
    case kData4: case kRef4: case kStrx4: case kAddrx4: case kRefSup4: return {form, r.number(4), {}};
    case kData8: case kRef8: case kRefSig8: case kRefSup8: return {form, r.number(8), {}};
    case kData16: r.bytes(16); return {form, 0, {}};
    case kUdata: case kRefUdata: case kStrx: case kAddrx: case kLoclistx: case kRnglistx: return {form, r.uleb(), {}};
    case kSdata: return {form, static_cast<u64>(r.sleb()), {}};
    case kStrp: case kLineStrp: case kSecOffset: case kRefAddr: case kStrpSup: return {form, r.number(offset_size_), {}};
    case kString: return {form, 0, r.text()};
    case kFlagPresent: return {form, 1, {}};
    case kBlock1: r.bytes(r.number(1)); return {form, 0, {}};
    case kBlock2: r.bytes(r.number(2)); return {form, 0, {}};
    case kBlock4: r.bytes(r.number(4)); return {form, 0, {}};
    case kBlock: case kExprloc: r.bytes(r.uleb()); return {form, 0, {}};
    default: r.fail(); return {};  // kIndirect too: nobody writes it
  }
}

// indexed is the entry of a table of addresses or offsets that begins at base in the section.
u64 DebugUnit::indexed(std::string_view section, u64 base, u64 index, u32 size) const {
  if (index > 0xffffffff) return 0;
  return Reader(elf_.section(section).from(base + index * size)).number(size);
}

u64 DebugUnit::address(const DebugValue& v) const {
  return v.form == kAddr ? v.number : indexed(".debug_addr", addr_base_, v.number, address_size_);
}

static bool is_address(const DebugValue& v) { return v.form == kAddr || v.form == kAddrx || (v.form >= kAddrx1 && v.form <= kAddrx4); }

bool DebugUnit::holds(const DebugEntry& e, u64 pc) const {
  if (e.ranges.form != 0) return range_list(e.ranges, pc);
  if (e.low_pc.form == 0 || e.high_pc.form == 0) return false;
  const u64 low = address(e.low_pc);
  const u64 size = is_address(e.high_pc) ? address(e.high_pc) - low : e.high_pc.number;
  return low != 0 && pc >= low && pc - low < size;
}

bool DebugUnit::range_list(const DebugValue& v, u64 pc) const {
  if (version_ < 5) return range_list4(Reader(elf_.section(".debug_ranges").from(v.number)), pc);
  u64 at = v.number;
  if (v.form == kRnglistx) at = rnglists_base_ + indexed(".debug_rnglists", rnglists_base_, v.number, offset_size_);
  return range_list5(Reader(elf_.section(".debug_rnglists").from(at)), pc);
}

// DWARF 4, 2.17.3: pairs that count from the base; the greatest address in the first place sets the base.
bool DebugUnit::range_list4(Reader r, u64 pc) const {
  const u64 greatest = address_size_ == 8 ? ~u64{0} : (u64{1} << 8 * address_size_) - 1;
  u64 base = low_pc_;
  while (r.more()) {
    const u64 low = r.number(address_size_), high = r.number(address_size_);
    if (low == 0 && high == 0) break;
    if (low == greatest) base = high;
    else if (pc >= base + low && pc < base + high) return true;
  }
  return false;
}

// DWARF 5, 2.17.3 and 7.25.
bool DebugUnit::range_list5(Reader r, u64 pc) const {
  enum : u8 { kEnd, kBaseAddressx, kStartxEndx, kStartxLength, kOffsetPair, kBaseAddress, kStartEnd, kStartLength };
  u64 base = low_pc_;
  while (r.more()) {
    u64 low, high;
    switch (r.byte()) {
      case kBaseAddressx: base = indexed(".debug_addr", addr_base_, r.uleb(), address_size_); continue;
      case kBaseAddress: base = r.number(address_size_); continue;
      case kStartxEndx:
        low = indexed(".debug_addr", addr_base_, r.uleb(), address_size_);
        high = indexed(".debug_addr", addr_base_, r.uleb(), address_size_);
        break;
      case kStartxLength:
        low = indexed(".debug_addr", addr_base_, r.uleb(), address_size_);
        high = low + r.uleb();
        break;
      case kOffsetPair:
        low = base + r.uleb();
        high = base + r.uleb();
        break;
      case kStartEnd:
        low = r.number(address_size_);
        high = r.number(address_size_);
        break;
      case kStartLength:
        low = r.number(address_size_);
        high = low + r.uleb();
        break;
      default: return false;
    }
    if (pc >= low && pc < high) return true;
  }
  return false;
}

Bytes DebugUnit::text(const DebugValue& v) const {
  switch (v.form) {
    case kString: return v.text;
    case kStrp: return Reader(elf_.section(".debug_str").from(v.number)).text();
    case kLineStrp: return Reader(elf_.section(".debug_line_str").from(v.number)).text();
    case kStrx: case kStrx1: case kStrx2: case kStrx3: case kStrx4:
      return Reader(elf_.section(".debug_str").from(indexed(".debug_str_offsets", str_offsets_base_, v.number, offset_size_))).text();
    default: return {};
  }
}

// An inlined function's entry points at the abstract one, which may point at its declaration in a class.
std::string_view DebugUnit::name_of(const DebugEntry& entry) const {
  DebugEntry e = entry;
  Bytes found;
  for (int links = 0; links < 4; links++) {
    if (const Bytes linkage = text(e.linkage_name); linkage.count != 0) {
      found = linkage;
      break;
    }
    if (found.count == 0) found = text(e.name);
    // References count from the unit; the one form that counts from the section leads to other units.
    if (e.origin.form < kRef1 || e.origin.form > kRefUdata) break;
    Reader r = entries_at(e.origin.number);
    e = next(r);
  }
  return {reinterpret_cast<const char*>(found.at), found.count};
}

}  // namespace rt
