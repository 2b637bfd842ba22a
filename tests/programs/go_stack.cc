// tests/programs/go_stack.cc - a stack that is exhausted, by small steps or one large one, is named and traced.
//
// status: 2
// procs: 1 4
// stderr~ ^goroutine [0-9]+( "[a-z]+")? \[running(, locked to thread)?\]:$
// run: main
// args: main
// stderr~ ^fatal error: stack overflow$
// stderr~ ^goroutine 1 \[running\]:$
// stderr~ deeper
// run: goroutine
// args: goroutine
// stderr~ ^fatal error: stack overflow$
// stderr~ deeper
// stderr~ created by .* in goroutine 1
// run: named goroutine with a stack of its own
// args: sized
// stderr~ ^fatal error: stack overflow$
// stderr~ "deep"
// run: one step over the guard
// args: leap
// stderr~ ^fatal error: stack overflow$
// stderr~ leap
// run: locked to its thread
// args: locked
// stderr~ ^fatal error: stack overflow$
// run: a size that no address space has
// args: endless
// stderr~ ^panic: out of memory for a goroutine's stack$
#include <rt0/rt0.h>

#include <cstdint>
#include <string_view>

static volatile int never = -1;

[[gnu::noinline]] static int deeper(int n) {
  volatile char room[200];
  room[0] = static_cast<char>(n);
  return n == never ? 0 : deeper(n + 1) + room[0];
}

[[gnu::noinline]] static int leap(std::size_t bytes) {
  volatile char* room = static_cast<volatile char*>(__builtin_alloca(bytes));
  asm volatile("" : : "r"(room) : "memory");  // so that no compiler keeps just the one byte
  room[0] = 1;
  return room[0];
}

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "main") return deeper(0);
  if (what == "goroutine") rt0::go([] { deeper(0); });
  if (what == "sized") rt0::go({.stack_size = 64 << 10, .name = "deep"}, [] { deeper(0); });
  if (what == "endless") rt0::go({.stack_size = SIZE_MAX}, [] {});
  if (what == "leap") rt0::go([] { leap(std::size_t{3} << 20); });
  if (what == "locked") {
    rt0::go([] {
      rt0::lock_os_thread();
      deeper(0);
    });
  }
  rt0::chan<int>().recv();
}
