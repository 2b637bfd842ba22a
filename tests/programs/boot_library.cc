// tests/programs/boot_library.cc - a program linked as a library has no main: rt0 initialises it and its goroutines run.
//
// It also brings row 6's hook, which is called with g0 before the thread register is set.
//
// builds: gcc clang nopie debug
// stdout: hook called, init done
#include <rt0/rt0.h>

static bool hooked;
extern "C" void _rt0_foreign_init(void* g0, void (*setg)(void*)) { hooked = g0 != nullptr && setg != nullptr; }
extern "C" const int _rt0_islibrary = 1;

static int init = [] {
  rt0::go([] {
    rt0::sleep(std::chrono::milliseconds(5));  // long after the boot is over
    rt0::println("hook {}, init done", hooked ? "called" : "missing");
    rt0::exit(0);
  });
  return 0;
}();
