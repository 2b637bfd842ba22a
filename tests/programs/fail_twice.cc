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
// run: a fault, and nobody reads the pipe that standard error is
// args: broken fault
// status: 2
// run: SIGQUIT, likewise
// args: broken quit
// status: 2
// run: standard error is a pipe that is full and stays so
// args: stuck fault
// procs: 2
// status: 2
// run: SIGQUIT, likewise
// args: stuck quit
// procs: 2
// status: 2
// run: standard output is such a pipe, with something buffered
// args: stuck out
// procs: 2
// status: 2
// stderr~ ^panic: deliberate$
// run: SIGQUIT and faults while a failure is printed
// args: storm
// repeat: 5
// status: 2
// stderr~ ^(panic: |SIG)
// stderr!~ panic during panic
// run: crash ends a fault by SIGABRT too
// args: fault
// env: GOTRACEBACK=crash
// limit: c 0
// status: 0
// signal: 6
// stderr~ ^panic: invalid memory
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
#include <cstdlib>
#include <string_view>

#include "waiting.h"

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

// take_over makes the descriptor `number` the writing end of a pipe that blocks its writers, and returns the reading end.
static rt0::file take_over(int number) {
  auto p = rt0::pipe().value();
  const std::string path = "/proc/self/fd/" + std::to_string(p.second.fd());
  static_cast<void>(rt0::file(number).close());
  CHECK(rt0::open(path, O_WRONLY).value().release() == number);
  return std::move(p.first);
}

static void fill(int number) {
  rt0::go([number] {
    rt0::file to(number);
    const std::string much(100000, 'x');
    for (;;) static_cast<void>(to.write(much));
  });
  rt0::sleep(std::chrono::milliseconds(30));
}

static void nobody_reads(std::string_view how, std::string_view what) {
  const int number = what == "out" ? 1 : 2;
  if (what == "out") rt0::print("buffered");
  rt0::file reading = take_over(number);
  if (how == "stuck") fill(number);
  if (how == "broken") static_cast<void>(reading.close());
  if (what == "fault") *nil = 1;
  if (what == "quit") rt0::kill(rt0::getpid(), SIGQUIT);
  if (what == "out") rt0::panic("deliberate");
  rt0::sleep(std::chrono::seconds(20));
}

static void storm() {
  rt0::sleep(std::chrono::milliseconds(5));
  for (int i = 0; i < 16; i++) {
    rt0::go([i] {
      for (int k = 0; k < 20; k++) {
        rt0::kill(rt0::getpid(), k % 2 == 0 ? SIGQUIT : SIGSEGV);
        if (i == 7 && k == 1) rt0::panic("deliberate");
        if (i == 11 && k == 1) *nil = 1;
      }
    });
  }
  rt0::sleep(std::chrono::seconds(20));
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
  if (what == "stuck" || what == "broken") nobody_reads(what, argv[2]);
  if (what == "storm") storm();
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
