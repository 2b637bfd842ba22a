// sched/symbolizer/symbolizer.h - the border between the runtime and the symbolizer.
//
// The symbolizer prints the frames of a stack: each function's name, file and line; and the scheduler's state. Only a binary that has symbols
// needs it, so it travels with them: it is linked by itself (symbolizer.ld) into a piece of code that can lie anywhere,
// has no relocations, no data to write and no system calls, and the piece becomes a section of the program
// that is not loaded, .debug.rt0. `strip` removes it with the rest that begins with .debug; a program that fails
// maps it from /proc/self/exe (sched/symtab.cc). What both sides have to agree on is here.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"

namespace rt {

// The section begins with this; symbolizer.ld writes it.
struct SymbolizerHeader {
  u64 magic;
  u32 entry;  // of rt_print_frames, from the header
  u32 bytes;  // of the whole section
};
inline constexpr u64 kSymbolizerMagic = 0x316d79730a307472;  // "rt0\nsym1"
inline constexpr usize kSymbolizerAlign = 16;                // of the section in the file, for constants in it

// Where a function's entry is in .debug_info.
struct FunctionEntry {
  u32 unit = 0;   // where the unit begins
  u32 entry = 0;  // where in the unit the entry begins; 0: not looked for yet; kNone: there is none
  static constexpr u32 kNone = 0xffffffff;
};

// SymbolCache remembers what was found, because a thousand parked goroutines have a few frames in common. It
// belongs to one call at a time. Zeros to begin with.
struct SymbolCache {
  struct Entry {
    u64 pc;      // what was asked; 0: nothing here
    u32 symbol;  // index in .symtab
    u32 line;    // 0: unknown
    u32 unit;    // of .debug_line: where it begins
    u32 file;    // its number there
    FunctionEntry function;  // for the calls that were inlined there
  };
  Entry entries[128];
};

// Flags of a frame.
inline constexpr u32 kExact = 1;    // pc is an instruction that a signal interrupted; otherwise where a call returns to
inline constexpr u32 kShown = 2;    // the first frame is printed, also if it is the runtime's
inline constexpr u32 kRuntime = 4;  // so are all
// What is to be printed instead of frames:
inline constexpr u32 kNameOnly = 8;   // the name of the function at pc
inline constexpr u32 kSchedule = 16;  // the scheduler

struct Sched;
class AllP;
struct M;
struct G;
enum class WaitReason : u8;

// What print_sched reads (sched_report.h).
struct SchedView {
  i64 since_begin_ns;
  bool detail;
  const Sched* sched;
  const AllP* allp;
  const Atomic<u32>* gomaxprocs;
  const Atomic<M*>* allm;
  const G* allgs;
  const char* (*wait_reason_text)(WaitReason);
};
inline constexpr usize kSchedReportBytes = 16 * 1024;

struct FramesRequest {
  // The program: its ELF file, how far it was moved, and its text with the runtime's part of it.
  const u8* file;
  usize file_bytes;
  uptr bias;
  uptr text_begin, text_end;
  uptr runtime_begin, runtime_end;
  SymbolCache* cache;  // may be null

  // The stack, and the innermost frame on it; all of it zero: it is not known.
  uptr stack_lo, stack_hi;
  uptr pc, sp, fp;
  u32 flags;

  // Who created the goroutine, in goroutine `creator`; 0: nobody to be named.
  u64 creator;
  uptr creator_pc;

  const SchedView* sched;  // for kSchedule

  void (*write)(void* to, const char* text, usize bytes);
  void* to;  // for kNameOnly; otherwise null is handed on
};

// PrintFrames prints two lines for each frame, "name(...)\n\tfile:line +0x1c\n", with the address in the place of file and
// line when the line is unknown; before it, without "+0x1c", two for each function that was inlined there. Frames of
// the runtime are left out, save for what a program calls by name (namespace rt0), and so are the insides of templates
// (internal_name.h). Nothing in the file and on the stack is trusted.
//   returns  the frame pointer beyond the last frame; kNoSymbols: the file has none, nothing was printed
// Any stack with kSymbolizerStackBytes left; for the scheduler kSchedReportBytes more.
using PrintFrames = uptr(const FramesRequest*);
inline constexpr uptr kNoSymbols = 1;
inline constexpr usize kSymbolizerStackBytes = 14 * 1024;

}  // namespace rt

extern "C" rt::PrintFrames rt_print_frames;
