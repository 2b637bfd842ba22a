// sched/traceback.h - who called whom, by frame pointers, for any goroutine in any state.
//
// Every function keeps rbp (or its isa's like) as a chain of [caller's frame pointer, return address], since
// rt0-c++ and the Makefile say -fno-omit-frame-pointer. Nothing is trusted: a frame has to lie above the
// one before it and inside the goroutine's stack. No allocation, no locks but allg_lock, tried.
// As in Go, frames of the runtime are left out below GOTRACEBACK=system, save for what a program may call by name
// (namespace rt0), if the program has names.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/symbolizer/symbolizer.h"

namespace rt {

// Frame is a place in running or suspended code. All zero: unknown.
struct Frame {
  uptr pc = 0;
  uptr sp = 0;
  uptr fp = 0;
  u32 flags = 0;  // kExact: a signal interrupted the instruction at pc, otherwise a call returns there; kShown

  bool known() const { return (pc | sp) != 0; }
};

// tracebackinit is in row 14 of the boot: it keeps the bounds of the program's text.
void tracebackinit();

// frame_of_caller is where the function whose frame is at fp (__builtin_frame_address(0)) returns to.
Frame frame_of_caller(const void* fp);

// saved_frame is where a goroutine that does not run goes on.
Frame saved_frame(const G* gp);

// print_goroutine prints "goroutine N [state]:" and its frames, innermost first. Of a g0 or gsignal, "runtime stack:",
// and then the goroutine that it works for.
//   from  where to begin; all zero: saved_frame, or nothing when it runs elsewhere
void print_goroutine(G* gp, const Frame& from, bool running);

// print_other_goroutines prints all of the program's but `but`; with GOTRACEBACK=system the runtime's too.
void print_other_goroutines(const G* but);

}  // namespace rt
