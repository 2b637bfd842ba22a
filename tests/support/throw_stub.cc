// tests/support/throw_stub.cc - turns the ends of the process into an abort that Criterion can expect.
//
// For unit tests of the rooms below sched: Test(mutex, unlock_of_unlocked_throws, .signal = SIGABRT). What
// was captured for standard error is written first, then the message. Layer: tests.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/assert.h"
#include "base/panic.h"
#include "sched/panic.h"
#include "tests/fake_kernel/fake_kernel.h"

namespace rt {

void rt_throw(const char* what) {
  fake_kernel.fd.dump();
  std::fprintf(stderr, "fatal error: %s\n", what);
  std::abort();
}

void rt_assert_failed(const char* what) { rt_throw((std::string("assertion failed: ") + what).c_str()); }

void rt_panic(std::string_view what) {
  fake_kernel.fd.dump();
  std::fprintf(stderr, "panic: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void rt_fatal(const char* what) { rt_throw(what); }
void rt_fatal_all(const char* what) { rt_throw(what); }
void rt_signal_failure(const SignalFailure& f) { rt_throw(f.what != nullptr ? f.what : f.name); }
bool rt_stop_for_failure(const G*, uptr, uptr, uptr) { return false; }

TracebackLevel traceback_level = TracebackLevel::none;
ExitFlush exit_flush = nullptr;

}  // namespace rt
