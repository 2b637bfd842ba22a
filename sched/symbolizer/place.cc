// sched/symbolizer/place.cc - a pc, its function and its line.
//
// Layer: sched.
#include "sched/symbolizer/place.h"

#include "sched/symbolizer/demangle.h"
#include "sched/symbolizer/internal_name.h"
#include "sched/symbolizer/line_table.h"

namespace rt {

// slot is where pc is, or may be put: four places in a row, so that a few that fall together do not push each other out.
static SymbolCache::Entry* slot(SymbolCache* cache, u64 pc) {
  constexpr u64 kGolden = 0x9e3779b97f4a7c15, kWays = 4;  // Fibonacci hashing, Knuth 6.4
  if (cache == nullptr) return nullptr;
  SymbolCache::Entry* set = &cache->entries[pc * kGolden >> 57 & ~(kWays - 1)];
  for (u64 i = 0; i < kWays; i++) {
    if (set[i].pc == pc || set[i].pc == 0) return &set[i];
  }
  return &set[pc % kWays];
}
static_assert(sizeof(SymbolCache::entries) / sizeof(SymbolCache::Entry) == 1 << (64 - 57));

// find looks pc up; symbol 0: it is in no function.
SymbolCache::Entry Places::find(u64 pc, DebugUnit* unit, InlinedCalls* inlined) const {
  SymbolCache::Entry* kept = slot(request_.cache, pc);
  SymbolCache::Entry found{};
  if (kept != nullptr && kept->pc == pc) {
    found = *kept;
  } else {
    const u32 symbol = elf_.find_function(pc);
    const LinePlace place = symbol != 0 ? find_line(elf_.section(".debug_line"), pc) : LinePlace{};
    found = {pc, symbol, place.line, place.unit, place.file, {}};
  }
  if (found.line != 0) find_inlined(found.unit, pc, &found.function, unit, inlined);
  if (kept != nullptr) *kept = found;
  return found;
}

uptr Places::function_of(uptr pc) const {
  const u32 symbol = elf_.find_function(pc - request_.bias);
  return symbol == 0 ? 0 : static_cast<uptr>(elf_.symbol(symbol).value) + request_.bias;
}

bool Places::is_text(uptr pc) const { return pc >= request_.text_begin && pc < request_.text_end; }
bool Places::is_runtime(uptr pc) const { return pc >= request_.runtime_begin && pc < request_.runtime_end; }

bool Places::print_name(uptr pc) const {
  char buffer[256];
  const u32 symbol = elf_.find_function(pc - request_.bias);
  if (symbol == 0) return false;
  Text name(buffer, sizeof buffer);
  demangle(elf_.name(elf_.symbol(symbol)), false, name);
  name.cut();
  request_.write(request_.to, buffer, name.size());
  return true;
}

// hidden says whether a function is left out. Of the runtime's, what a program calls by name is shown.
bool Places::hidden(uptr pc, bool is_inlined, std::string_view name) const {
  if ((request_.flags & kRuntime) != 0) return false;
  if (!is_runtime(pc)) return is_internal(name);
  return is_inlined || !begins(name, "rt0::") || begins(name, "rt0::abi::");
}

// put_line writes file and line.
//   returns  false: they are not known, nothing is written
static bool put_line(const ElfFile& elf, const LinePlace& place, Text& out) {
  const usize mark = out.size();
  if (place.line != 0 && print_file(elf, place, out)) {
    out.cut();
    out.ch(':');
    out.number(place.line, 10);
    return true;
  }
  out.take_back(mark);
  return false;
}

void Places::print(uptr pc, bool exact, bool shown, u64 creator) const {
  const u64 file_pc = pc - request_.bias;
  DebugUnit unit(elf_);
  InlinedCalls inlined;
  const SymbolCache::Entry e = find(exact ? file_pc : file_pc - 1, &unit, &inlined);
  LinePlace place{e.line, e.unit, e.file};
  if (inlined.left_out_line != 0) place = {inlined.left_out_line, e.unit, inlined.left_out_file};
  bool told = false;
  for (u32 i = inlined.count; i-- != 0;) {
    const InlinedCall& call = inlined.calls[i];
    // Who created a goroutine is one function: the innermost that is the program's.
    if (!told || creator == 0) told |= print_inlined(pc, unit, call.name, place, creator);
    place = {call.line, e.unit, call.file};
  }
  if (creator == 0 || !told) print_outer(pc, e, place, shown && !told, creator);
}

// Room for a line with a name, and for one with a file.
constexpr usize kNameBytes = 256, kFileBytes = 256;

static void begin_name(u64 creator, Text& out) {
  if (creator != 0) out.str("created by ");
}
static void end_name(u64 creator, Text& out) {
  if (creator != 0) {
    out.str(" in goroutine ");
    out.number(creator, 10);
  }
  out.str("\n\t");
}

bool Places::print_inlined(uptr pc, const DebugUnit& unit, const DebugName& function, const LinePlace& place, u64 creator) const {
  char buffer[kNameBytes + kFileBytes + 64];
  Text name(buffer, kNameBytes);
  begin_name(creator, name);
  const usize begin = name.size();
  rt::print_name(unit, function, name);
  name.cut();
  if (name.size() == begin || hidden(pc, true, name.since(begin))) return false;
  Text rest(buffer + name.size(), sizeof buffer - name.size());
  if (creator == 0) rest.str("(...)");
  end_name(creator, rest);
  Text file(buffer + name.size() + rest.size(), kFileBytes);
  if (!put_line(elf_, place, file)) file.ch('?');
  const usize size = name.size() + rest.size() + file.size();
  buffer[size] = '\n';
  request_.write(nullptr, buffer, size + 1);
  return true;
}

void Places::print_outer(uptr pc, const SymbolCache::Entry& e, const LinePlace& place, bool shown, u64 creator) const {
  char buffer[kNameBytes + kFileBytes + 64];
  const u64 file_pc = pc - request_.bias;
  const kernel::ElfSym symbol = elf_.symbol(e.symbol);
  Text name(buffer, kNameBytes);
  begin_name(creator, name);
  const usize begin = name.size();
  if (e.symbol == 0) name.ch('?');
  else demangle(elf_.name(symbol), creator == 0, name);
  name.cut();
  if (!shown && creator == 0 && hidden(pc, false, name.since(begin))) return;

  Text between(buffer + name.size(), sizeof buffer - name.size());
  end_name(creator, between);
  usize size = name.size() + between.size();
  Text file(buffer + size, kFileBytes);
  if (!put_line(elf_, place, file)) file.hex(e.symbol == 0 && !is_text(pc) ? pc : file_pc);
  size += file.size();
  Text tail(buffer + size, sizeof buffer - size);
  if (e.symbol != 0) {
    tail.str(" +");
    tail.hex(file_pc - symbol.value);
  }
  tail.ch('\n');
  request_.write(nullptr, buffer, size + tail.size());
}

}  // namespace rt
