// tests/programs/fail_signals.cc - a fault in the program's code is told in Go's words, with the goroutine.
//
// status: 2
// procs: 1 4
// stderr~ ^goroutine [0-9]+ \[running\]:$
// run: nil pointer
// args: nil
// stderr~ ^panic: invalid memory address or nil pointer dereference$
// stderr~ ^\[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x[0-9a-f]+\]$
// run: wild pointer
// args: wild
// stderr~ ^\[signal SIGSEGV: segmentation violation code=0x[0-9a-f]+ addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: read-only data
// args: constant
// stderr~ ^\[signal SIGSEGV: segmentation violation code=0x2 addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: division by zero
// args: divide
// stderr~ ^panic: integer divide by zero$
// stderr~ ^\[signal SIGFPE: floating-point exception code=0x1 addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: illegal instruction
// args: illegal
// stderr~ ^\[signal SIGILL: illegal instruction code=0x[0-9a-f]+ addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: a breakpoint
// args: trap
// stderr~ ^panic: trace trap$
// stderr~ ^\[signal SIGTRAP: trace trap code=0x[0-9a-f]+ addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: a file that became shorter than its mapping
// args: bus
// stderr~ ^panic: invalid memory address or nil pointer dereference$
// stderr~ ^\[signal SIGBUS: bus error code=0x2 addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]$
// run: the rest as well in a goroutine
// args: goroutine-trap
// stderr~ ^panic: trace trap$
// stderr~ created by .* in goroutine 1
// run: in a goroutine
// args: goroutine
// stderr~ created by .* in goroutine 1
// run: abort
// args: abort
// stderr~ ^fatal error: abort$
// run: pure virtual call
// args: virtual
// stderr~ ^fatal error: pure virtual
// run: panic with what was printed before it
// args: panic
// stdout: before
// stderr~ ^panic: deliberate$
// run: two at once
// args: two
// stderr~ ^panic: one of two$
#include <rt0/rt0.h>

#include <cstdlib>
#include <string>
#include <string_view>

static volatile int zero = 0, seven = 7;
static const int constant = 3;

struct base {
  base() {
    base* volatile self = this;  // so that the compiler does not know which run it would be
    self->run();
  }
  virtual ~base() = default;
  virtual void run() = 0;
};
struct derived : base {
  void run() override {}
};

// read_beyond_the_end reads a mapping whose file lost its pages.
static int read_beyond_the_end() {
  const std::string path = "/tmp/rt0-fail-signals-" + std::to_string(rt0::getpid());
  rt0::file f = rt0::open(path, O_RDWR | O_CREAT | O_EXCL).value();
  static_cast<void>(rt0::remove(path));
  static_cast<void>(f.write(std::string(8192, 'x')));
  auto mapped = f.map().value();
  static_cast<void>(f.truncate(0));
  return *static_cast<const volatile char*>(mapped.text().data());
}

int main(int, char** argv) {
  const std::string_view what = argv[1];
  int* volatile p = nullptr;
  if (what == "nil") return *p;
  if (what == "wild") return *reinterpret_cast<volatile int*>(0x123456789000);
  if (what == "constant") *const_cast<volatile int*>(&constant) = 4;
  if (what == "divide") return seven / zero;
  if (what == "illegal") asm volatile("ud2");
  if (what == "trap") asm volatile("int3");
  if (what == "bus") return read_beyond_the_end();
  if (what == "goroutine-trap") {
    rt0::go([] { asm volatile("int3"); });
    rt0::select();
  }
  if (what == "goroutine") {
    rt0::go([p] { *p = 1; });
    rt0::select();
  }
  if (what == "abort") std::abort();
  if (what == "virtual") derived d;
  if (what == "panic") {
    rt0::println("before");
    rt0::panic("deliberate");
  }
  if (what == "two") {
    for (int i = 0; i < 8; i++) rt0::go([] { rt0::panic("one of two"); });
    rt0::select();
  }
  return 1;
}
