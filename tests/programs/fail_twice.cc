// tests/programs/fail_twice.cc - failures on top of failures, and nobody to tell: each ends, with the status it should.
//
// run: many goroutines fault at once, one is told
// args: many
// status: 2
// repeat: 5
// stderr~ ^panic: invalid memory address or nil pointer dereference$
// stderr~ ^goroutine [0-9]+ \[running\]:$
// run: some panic, some fault
// args: mixed
// status: 2
// repeat: 5
// stderr~ ^panic: 
// run: a fault while the traceback is printed
// args: nested
// status: 3
// stderr~ ^panic: deliberate$
// stderr~ ^panic during panic$
// run: a fault in the report of a fault
// args: handler
// status: 3
// stderr~ ^panic: invalid memory address or nil pointer dereference$
// stderr~ ^panic during panic$
// run: a full standard error
// args: panic
// under: sh -c 'exec "$0" "$@" 2>/dev/full'
// status: 2
// run: a closed standard error
// args: panic
// closed: 2
// status: 2
// run: all three closed
// args: fault
// closed: 0 1 2
// status: 2
// run: no descriptor left to open the file of the program
// args: panic
// limit: n 3
// status: 2
// stderr~ ^panic: deliberate$
// stderr~ ^[[:space:]]0x[0-9a-f]+$
// stderr!~ main
// run: no address space left to map it
// args: vast
// limit: v 400000
// status: 2
// stderr~ ^panic: deliberate$
// run: stacks printed by many at once
// args: print
// stderr~ ^main
#include <rt0/rt0.h>

#include <cstdlib>
#include <string_view>

static int* volatile nil = nullptr;

static void many(bool some_panic) {
  for (int i = 0; i < 64; i++) {
    rt0::go([=] {
      rt0::gosched();
      if (some_panic && i % 2 == 0) rt0::panic("one of many");
      *nil = i;
    });
  }
  rt0::select();
}

// A goroutine's name is the program's memory: this one cannot be read when it is printed.
static const char* unreadable() { return reinterpret_cast<const char*>(16); }

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "many") many(false);
  if (what == "mixed") many(true);
  if (what == "nested") rt0::go({.name = unreadable()}, [] { rt0::panic("deliberate"); });
  if (what == "handler") rt0::go({.name = unreadable()}, [] { *nil = 1; });
  if (what == "nested" || what == "handler") rt0::select();
  if (what == "fault") *nil = 1;
  if (what == "vast") {
    for (std::size_t size = 1 << 28; size >= 4096;) {
      void* volatile p = std::malloc(size);
      if (p == nullptr) size /= 2;
    }
  }
  if (what == "panic" || what == "vast") rt0::panic("deliberate");
  if (what == "print") {
    rt0::wait_group group;
    for (int i = 0; i < 8; i++) group.go([] { rt0::print_stack(); });
    group.wait();
    rt0::print_stack();
  }
}
