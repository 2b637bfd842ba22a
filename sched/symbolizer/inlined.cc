// sched/symbolizer/inlined.cc - the path from a function's entry down to the innermost inlined one.
//
// Layer: sched.
#include "sched/symbolizer/inlined.h"

#include "sched/symbolizer/debug_unit.h"

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
      if (e.tag == kTagInlined && out->count < InlinedCalls::kMax) {
        out->calls[out->count++] = {unit.name_of(e), static_cast<u32>(e.call_file), static_cast<u32>(e.call_line)};
      }
      if (!e.children) return;
      continue;  // its children are the path now
    }
    if (!e.children) continue;
    if (e.sibling > at) r = unit.entries_at(e.sibling);
    else depth++;
  }
}

void find_inlined(const ElfFile& elf, u32 line_unit, u64 pc, u32* entry, InlinedCalls* out) {
  DebugUnit unit(elf);
  if (!unit.find(line_unit)) return;
  if (*entry == 0) *entry = static_cast<u32>(find_function(unit, pc));
  if (*entry != 0) descend(unit, *entry, pc, out);
}

}  // namespace rt
