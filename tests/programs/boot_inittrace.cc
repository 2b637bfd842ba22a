// tests/programs/boot_inittrace.cc - GODEBUG=inittrace=1: a line per constructor of a global, with its name, time and allocations.
//
// builds: gcc clang nopie debug
// procs: 1 4
// run: nothing without it
// stdout: ready
// run: in order, before main
// env: GODEBUG=inittrace=1
// stdout: ready
// stderr~ ^init sleeps @[0-9]+\.[0-9]{3} ms, [1-9][0-9]+\.[0-9]{3} ms clock, [0-9]+ bytes, [0-9]+ allocs$
// stderr~ ^init allocates @[1-9][0-9]*\.[0-9]{3} ms, [0-9]+\.[0-9]{3} ms clock, (10240|[1-9][0-9]{4,5}) bytes, 10 allocs$
// stderr~ ^init _GLOBAL__sub_I_[^ ]* @[1-9]
// run: off
// env: GODEBUG=inittrace=0
// stdout: ready
#include <rt0/rt0.h>

#include <chrono>
#include <cstdlib>

[[gnu::noinline]] static const char* text() {
  asm volatile("");  // no constant
  return "ready";
}
static const char* word = text();

[[gnu::constructor(101)]] static void sleeps() { rt0::sleep(std::chrono::milliseconds(10)); }

static void* volatile kept[10];
[[gnu::constructor(102)]] static void allocates() {
  for (void* volatile& p : kept) p = std::malloc(1024);
}

int main() { rt0::println("{}", word); }
