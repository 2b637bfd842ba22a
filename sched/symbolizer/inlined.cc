// sched/symbolizer/inlined.cc - the path from a function's entry down to the innermost inlined one.
//
// Layer: sched.
#include "sched/symbolizer/inlined.h"

#include "sched/symbolizer/demangle.h"

namespace rt {

// Types hold no code, other functions not the one that is looked for: their children are passed over if the entry says
// where they end.
static bool can_be_skipped(u64 tag) {
  return tag == kTagSubprogram || tag == kTagClass || tag == kTagStructure || tag == kTagUnion;
}

// find_function returns where the entry of the function begins that holds pc; 0: none.
static u64 find_function(const DebugUnit& unit, u64 pc) {
  Reader r = unit.entries();
  while (r.more()) {
    const u64 at = unit.offset_of(r);
    const DebugEntry e = unit.next(r);
    if (r.bad()) return 0;
    if (e.tag == kTagSubprogram && unit.holds(e, pc)) return at;
    if (e.children && can_be_skipped(e.tag) && e.sibling > at) r = unit.entries_at(e.sibling);
  }
  return 0;
}

static bool add(const DebugUnit& unit, const DebugEntry& e, u64 at, InlinedCalls* out) {
  const u32 file = static_cast<u32>(e.call_file), line = static_cast<u32>(e.call_line);
  if (out->count == InlinedCalls::kMax) {
    out->left_out_file = file;
    out->left_out_line = line;
    return false;
  }
  out->calls[out->count++] = {unit.name_of(e, at), file, line};
  return true;
}

// descend follows the children that hold pc.
static void descend(const DebugUnit& unit, u64 function, u64 pc, InlinedCalls* out) {
  Reader r = unit.entries_at(function);
  if (!unit.next(r).children) return;
  for (u32 depth = 0; r.more();) {  // of children below those of the path
    const u64 at = unit.offset_of(r);
    const DebugEntry e = unit.next(r);
    if (e.code == 0) {
      if (depth-- == 0) return;
      continue;
    }
    const bool scope = e.tag == kTagInlined || e.tag == kTagLexicalBlock;
    if (depth == 0 && scope && unit.holds(e, pc)) {
      if (e.tag == kTagInlined && !add(unit, e, at, out)) return;
      if (!e.children) return;
      continue;  // its children are the path now
    }
    if (!e.children) continue;
    if (e.sibling > at) r = unit.entries_at(e.sibling);
    else depth++;
  }
}

void find_inlined(u32 line_unit, u64 pc, FunctionEntry* function, DebugUnit* unit, InlinedCalls* out) {
  if (function->entry == FunctionEntry::kNone) return;
  const bool found = function->entry != 0 ? unit->open(function->unit) : unit->find(line_unit, &function->unit);
  if (function->entry == 0 && found) function->entry = static_cast<u32>(find_function(*unit, pc));
  if (function->entry == 0) function->entry = FunctionEntry::kNone;
  else if (found) descend(*unit, function->entry, pc, out);
}

void print_name(const DebugUnit& unit, const DebugName& name, Text& out) {
  if (name.text.empty()) return;
  if (begins(name.text, "_Z")) return demangle(name.text, false, out);
  if (name.entry != 0) unit.print_scopes(name.entry, out);
  // A class without a name that can be called is a lambda's; the demangler says it so.
  constexpr std::string_view kUnnamed = "{unnamed}::";
  if (name.text == "operator()" && ends(out.since(0), kUnnamed)) {
    out.take_back(out.size() - kUnnamed.size());
    out.str("{lambda}");
  } else {
    out.str(name.text);
  }
}

}  // namespace rt
