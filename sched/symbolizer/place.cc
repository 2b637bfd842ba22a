// sched/symbolizer/place.cc - a pc, its function and its line.
//
// Layer: sched.
#include "sched/symbolizer/place.h"

#include "sched/symbolizer/demangle.h"
#include "sched/symbolizer/line_table.h"

namespace rt {

static SymbolCache::Entry* slot(SymbolCache* cache, u64 pc) {
  constexpr u64 kGolden = 0x9e3779b97f4a7c15;  // Fibonacci hashing, Knuth 6.4
  return cache == nullptr ? nullptr : &cache->entries[pc * kGolden >> 57];
}
static_assert(sizeof(SymbolCache::entries) / sizeof(SymbolCache::Entry) == 1 << (64 - 57));

// find looks pc up; symbol 0: it is in no function.
SymbolCache::Entry Places::find(u64 pc) const {
  SymbolCache::Entry* kept = slot(request_.cache, pc);
  if (kept != nullptr && kept->pc == pc) return *kept;
  const u32 symbol = elf_.find_function(pc);
  const LinePlace place = symbol != 0 ? find_line(elf_.section(".debug_line"), pc) : LinePlace{};
  const SymbolCache::Entry found{pc, symbol, place.line, place.unit, place.file};
  if (kept != nullptr) *kept = found;
  return found;
}

uptr Places::function_of(uptr pc) const {
  const SymbolCache::Entry e = find(pc - request_.bias);
  return e.symbol == 0 ? 0 : static_cast<uptr>(elf_.symbol(e.symbol).value) + request_.bias;
}

bool Places::hidden(uptr pc, std::string_view name) const {
  if ((request_.flags & kRuntime) != 0 || pc < request_.runtime_begin || pc >= request_.runtime_end) return false;
  return !begins(name, "rt0::") || begins(name, "rt0::abi::");
}

bool Places::is_text(uptr pc) const { return pc >= request_.text_begin && pc < request_.text_end; }

// Without a line, `address` is told.
static void put_line(const ElfFile& elf, const SymbolCache::Entry& e, u64 address, Text& out) {
  const usize mark = out.size();
  if (e.line != 0 && print_file(elf, {e.line, e.unit, e.file}, out)) {
    out.cut();
    out.ch(':');
    out.number(e.line, 10);
  } else {
    out.take_back(mark);
    out.hex(address);
  }
}

void Places::print(uptr pc, bool exact, bool shown, u64 creator) const {
  constexpr usize kNameBytes = 256, kFileBytes = 256;
  char buffer[640];
  const u64 file_pc = pc - request_.bias;
  const SymbolCache::Entry e = find(exact ? file_pc : file_pc - 1);
  const kernel::ElfSym symbol = elf_.symbol(e.symbol);

  Text name(buffer, kNameBytes);
  if (creator != 0) name.str("created by ");
  const usize begin = name.size();
  if (e.symbol == 0) name.ch('?');
  else demangle(elf_.name(symbol), creator == 0, name);
  name.cut();
  if (!shown && hidden(pc, name.since(begin))) return;

  Text between(buffer + name.size(), sizeof buffer - name.size());
  if (creator != 0) {
    between.str(" in goroutine ");
    between.number(creator, 10);
  }
  between.str("\n\t");
  usize size = name.size() + between.size();
  Text file(buffer + size, kFileBytes);
  put_line(elf_, e, e.symbol == 0 && !is_text(pc) ? pc : file_pc, file);
  size += file.size();
  Text tail(buffer + size, sizeof buffer - size);
  if (e.symbol != 0) {
    tail.str(" +");
    tail.hex(file_pc - symbol.value);
  }
  tail.ch('\n');
  request_.write(buffer, size + tail.size());
}

}  // namespace rt
