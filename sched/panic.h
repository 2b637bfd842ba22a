// sched/panic.h - when things go wrong: who prints, in what order, and how it ends.
//
// Three words, as in Go: panic (the program is wrong), throw (the runtime is), fatal (the program
// as a whole cannot go on). All end with status 2 after message, empty line, traceback; rt0::out is
// flushed before. The first failure prints; others that come meanwhile wait for it and never print. A
// failure while printing ends at once: status 3 when the message was out, 4 when not even that
// (Go runtime/panic.go, dopanic_m). What standard error says to the write is ignored, a broken pipe is no signal by then,
// and one that nobody reads is given up after a while.
//
// Where all goroutines are shown, those that run on other threads are too: the M that prints sends SIGQUIT to the others,
// which say where they are and stop. Who does not within 0.1 s (it has signals blocked) is left out.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/assert.h"
#include "base/panic.h"
#include "base/types.h"

namespace rt {

// rt_fatal prints "fatal error: <what>" and the traceback of this goroutine; rt_fatal_all that of all.
[[noreturn]] void rt_fatal(const char* what);
[[noreturn]] void rt_fatal_all(const char* what);

// A signal, and what it interrupted.
struct SignalFailure {
  const char* what;     // "panic: <what>", or with fatal: "fatal error: <what>"; null when the signal was sent
  bool fatal;
  const char* name;     // SIGSEGV: segmentation violation; null for no second line
  i64 code;
  uptr addr, pc, sp, fp;
  struct G* g;          // whose code it was
};
// rt_signal_failure makes a panic with a second line of what the program's code did; of a signal that was sent its name, and
// all goroutines whatever GOTRACEBACK says, as in Go.
[[noreturn]] void rt_signal_failure(const SignalFailure& f);

// rt_stop_for_failure is what such a signal means while a failure is printed: the handler's M says where its goroutine gp
// was, and stops. On the M that prints nothing happens, and it is true; without a failure it is false.
bool rt_stop_for_failure(const G* gp, uptr pc, uptr sp, uptr fp);

// How much a traceback shows: GOTRACEBACK.
enum class TracebackLevel : i8 { none = -1, single, all, system, crash };  // single is 0, for .bss
extern TracebackLevel traceback_level;

// flush runs when the process ends, in order or not. At most one (rt0/io.cc).
// failing: before the message of a failure, on any stack; it must not park then.
using ExitFlush = void (*)(bool failing);
extern ExitFlush exit_flush;

}  // namespace rt
