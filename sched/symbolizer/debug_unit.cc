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

bool DebugUnit::find(u32 line_unit, u32* at) {
  for (u64 next_at = 0; next_at < info_.count;) {
    const usize size = read_header(next_at);
    if (size == 0) return false;
    const DebugEntry own = own_entry();
    if (own.line_table.form != 0 && own.line_table.number == line_unit) {
      *at = static_cast<u32>(next_at);
      settle(own);
      return own.children;
    }
    next_at += size;
  }
  return false;
}

bool DebugUnit::open(u32 at) {
  if (read_header(at) == 0) return false;
  const DebugEntry own = own_entry();
  settle(own);
  return own.children;
}

// own_entry reads the unit's own entry, which its children follow; empty if the unit is of another kind.
DebugEntry DebugUnit::own_entry() {
  return first_.bad() ? DebugEntry{} : next(first_);
}

// What its own entry says is needed to read the others.
void DebugUnit::settle(const DebugEntry& own) {
  addr_base_ = own.addr_base.number;
  str_offsets_base_ = own.str_offsets_base.number;
  rnglists_base_ = own.rnglists_base.number;
  low_pc_ = own.low_pc.form != 0 ? address(own.low_pc) : 0;
  index_abbreviations();
}

// read_header reads the header of the unit at `at`; first_ is its first entry, bad if it is a unit of another kind.
//   returns  its size; 0: there is no way on
usize DebugUnit::read_header(u64 at) {
  const Bytes rest = info_.from(at);
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
  indexed_ = false;
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
  for (u32& i : index_) i = 0;
  indexed_ = true;
  Reader r(abbreviations_);
  while (r.more()) {
    const usize at = abbreviations_.count - r.left();
    const u64 code = r.uleb();
    if (code == 0) return;
    if (code % kStride == 0 && code / kStride < kIndexed) index_[code / kStride] = static_cast<u32>(at) + 1;
    skip_abbreviation(r);
  }
}

// Compilers number from 1 on, in order: from the nearest one in the index it is a few steps. Without the index all are
// looked at, as far as tables go.
bool DebugUnit::abbreviation(u64 code, Reader* out) const {
  constexpr usize kMaxTable = 64 * 1024;
  const u64 nearest = code / kStride < kIndexed ? code / kStride : kIndexed - 1;
  const u32 begin = indexed_ ? index_[nearest] : 0;
  Reader r(begin != 0 ? abbreviations_.from(begin - 1) : abbreviations_);
  for (const usize left = r.left(); r.more() && left - r.left() < kMaxTable;) {
    const u64 found = r.uleb();
    if (found == 0 || (indexed_ && found > code)) return false;
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

static std::string_view view(Bytes b) { return {reinterpret_cast<const char*>(b.at), b.count}; }

// References count from the unit, save for one form.
static bool is_local(const DebugValue& reference) { return reference.form >= kRef1 && reference.form <= kRefUdata; }

// An inlined function's entry points at the abstract one, which may point at its declaration in a class.
DebugName DebugUnit::name_of(const DebugEntry& entry, u64 at) const {
  DebugEntry e = entry;
  DebugName found;
  for (int links = 0; links < 4; links++) {
    if (const Bytes linkage = text(e.linkage_name); linkage.count != 0) return {view(linkage), 0};
    if (const Bytes plain = text(e.name); plain.count != 0 || found.text.empty()) found.text = view(plain);
    found.entry = at;
    if (e.origin.form == kRefAddr) return name_elsewhere(e.origin.number);
    if (!is_local(e.origin)) break;
    at = e.origin.number;
    Reader r = entries_at(at);
    e = next(r);
  }
  return found;
}

// Link-time optimisation inlines functions of other units. Their plain names are told without what is around them.
DebugName DebugUnit::name_elsewhere(u64 offset) const {
  DebugUnit unit(elf_);
  for (u64 at = 0; at <= offset;) {
    const usize size = unit.read_header(at);
    if (size == 0) break;
    if (offset - at >= size) {
      at += size;
      continue;
    }
    unit.settle(unit.own_entry());
    Reader r = unit.entries_at(offset - at);
    DebugEntry e = unit.next(r);
    if (e.origin.form == kRefAddr) e.origin = {};
    return {unit.name_of(e, offset - at).text, 0};
  }
  return {};
}

std::string_view DebugUnit::plain_name(const DebugEntry& entry) const {
  DebugEntry e = entry;
  for (int links = 0; links < 4 && e.name.form == 0 && is_local(e.origin); links++) {
    Reader r = entries_at(e.origin.number);
    e = next(r);
  }
  return view(text(e.name));
}

// path_to finds the entries around one, outermost first.
//   returns  how many; 0 too if the entry is not there
u32 DebugUnit::path_to(u64 entry, u64 (&path)[kMaxDepth]) const {
  u32 depth = 0;
  Reader r = first_;
  while (r.more()) {
    const u64 at = offset_of(r);
    if (at >= entry) return at == entry ? depth : 0;
    const DebugEntry e = next(r);
    if (e.code == 0) {
      if (depth-- == 0) return 0;
    } else if (e.children && e.sibling > at && e.sibling <= entry) {
      r = entries_at(e.sibling);
    } else if (e.children) {
      if (depth == kMaxDepth) return 0;
      path[depth++] = at;
    }
  }
  return 0;
}

// A function's body stands by itself; what is around the function is around its declaration.
void DebugUnit::print_path(u64 entry, u32 links, Text& out) const {
  u64 path[kMaxDepth];
  const u32 depth = path_to(entry, path);
  u32 first = depth;
  while (first != 0) {
    Reader r = entries_at(path[--first]);
    const DebugEntry e = next(r);
    if (e.tag != kTagSubprogram || !is_local(e.origin)) continue;
    if (links < 4) print_path(e.origin.number, links + 1, out);
    break;
  }
  for (u32 i = first; i < depth; i++) {
    Reader r = entries_at(path[i]);
    print_scope(next(r), out);
  }
}

void DebugUnit::print_scope(const DebugEntry& e, Text& out) const {
  const bool type = e.tag == kTagClass || e.tag == kTagStructure || e.tag == kTagUnion;
  if (!type && e.tag != kTagNamespace && e.tag != kTagSubprogram) return;
  const std::string_view name = plain_name(e);
  if (name == "__cxx11") return;
  if (!name.empty()) out.str(name);
  else out.str(e.tag == kTagNamespace ? "(anonymous namespace)" : "{unnamed}");
  out.str("::");
}

}  // namespace rt
