// tests/interleave/ends.cc - the thread block of who runs, and what ends a process: here it ends the run.
//
// Layer: tests.
#include <cstdlib>

#include "base/assert.h"
#include "base/panic.h"
#include "sched/panic.h"
#include "tests/interleave/explore.h"
#include "tls_arch.h"

namespace rt {

// Alone, before the threads, a case has the first one's.
ThreadBlock* running_block() {
  return interleave::running() ? interleave::self().block : interleave::thread(0).block;
}

void rt_throw(const char* what) { interleave::fail(what); }
void rt_assert_failed(const char* what) { interleave::fail(what); }
void rt_panic(std::string_view what) { interleave::fail(what.data()); }  // all are literals
void rt_fatal(const char* what) { interleave::fail(what); }
void rt_fatal_all(const char* what) { interleave::fail(what); }
void rt_signal_failure(const SignalFailure& f) { interleave::fail(f.what != nullptr ? f.what : f.name); }
bool rt_stop_for_failure(const G*, uptr, uptr, uptr) { return false; }

TracebackLevel traceback_level = TracebackLevel::none;
ExitFlush exit_flush = nullptr;

}  // namespace rt
