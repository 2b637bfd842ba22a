// tests/programs/fail_traceback.cc - the frames of a traceback: names, lines, who created whom; and how much GOTRACEBACK shows.
//
// flags: -g -O1 -fno-optimize-sibling-calls -fno-inline
// builds: gcc clang nopie debug
// procs: 1 4
// status: 2
// run: names and lines, innermost first
// args: nil
// stderr~ ^goroutine 1 \[running\]:$
// stderr~ ^app::server::handle\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*tests/programs/fail_traceback\.cc:92 \+0x[0-9a-f]+$
// stderr~ ^app::serve<int>\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*tests/programs/fail_traceback\.cc:98 \+0x[0-9a-f]+$
// stderr~ ^main\(\.\.\.\)$
// stderr!~ rt::|runtime_main|rt_switch
// run: in a goroutine, with its creator
// args: goroutine
// stderr~ ^goroutine [0-9]+ \[running\]:$
// stderr~ ^app::\(anonymous namespace\)::start::(\{lambda\(\)#1\}\(\)|\$_[0-9]+::operator\(\)\(\))$
// stderr~ ^created by .* in goroutine 1$
// run: a call of nothing
// args: call
// stderr~ ^\[signal SIGSEGV: segmentation violation code=0x[0-9a-f]+ addr=0x0 pc=0x0\]$
// stderr~ ^app::call_nothing\(\.\.\.\)$
// stderr~ ^main\(\.\.\.\)$
// run: a deep recursion
// args: deep
// stderr~ ^fatal error: stack overflow$
// stderr~ ^app::deep\(\.\.\.\)$
// stderr~ ^\.\.\.[0-9]+ frames elided\.\.\.$
// stderr~ ^main\(\.\.\.\)$
// run: abort says who called it
// args: abort
// stderr~ ^fatal error: abort$
// stderr~ ^abort\(\.\.\.\)$
// stderr~ ^main\(\.\.\.\)$
// run: parked and in a system call
// args: all
// status: 0
// stderr~ ^goroutine [0-9]+ \[chan receive\]:$
// stderr~ ^app::receives\(\.\.\.\)$
// stderr~ ^goroutine [0-9]+ \[syscall\]:$
// stderr~ ^app::blocks\(\)$
// stderr~ ^goroutine [0-9]+ "sleeper" \[sleep\]:$
// stderr!~ bgsweep
// run: none
// env: GOTRACEBACK=none
// args: panic
// stderr~ ^panic: deliberate$
// stderr!~ goroutine
// run: single
// env: GOTRACEBACK=single
// args: panic
// stderr~ ^goroutine 1 \[running\]:$
// stderr!~ chan receive
// stderr!~ bgsweep
// run: all
// env: GOTRACEBACK=all
// args: panic
// stderr~ ^goroutine 1 \[running\]:$
// stderr~ ^goroutine [0-9]+ \[chan receive\]:$
// stderr!~ bgsweep
// stderr!~ rt::
// run: system
// env: GOTRACEBACK=system
// args: panic
// stderr~ ^goroutine [0-9]+ \[chan receive\]:$
// stderr~ ^goroutine [0-9]+ "bgsweep" \[GC sweep wait\]:$
// stderr~ ^rt_runtime_main\(\.\.\.\)$
// run: crash
// env: GOTRACEBACK=crash
// args: panic
// limit: c 0
// signal: 6
// stderr~ ^goroutine [0-9]+ "bgsweep" \[GC sweep wait\]:$
// run: standard error is closed
// args: nil
// closed: 2
// stderr!~ .
#include <rt0/rt0.h>

#include <cstdlib>
#include <string_view>

static int* volatile nil = nullptr;
static volatile int sink;

namespace app {

struct server {
  int handle(int* p) {
    return *p + 1;  // the line that is told
  }
};

template <class T>
T serve(server* s) {
  T got = s->handle(nil);  // and this one
  return got + 1;
}

void call_nothing(void (*volatile* f)()) {
  (*f)();
  sink = 1;
}

int deep(int n) {
  if (n < 0) return 0;
  volatile char room[64];
  room[n % 64] = 1;
  return deep(n + 1) + room[n % 7];
}

void receives(rt0::chan<int> c) {
  c.recv();
  sink = 1;
}

void blocks() {
  rt0::blocking([] {
    while (sink != 2) continue;
  });
  sink = 3;
}

namespace {
void start() {
  rt0::go([] {
    *nil = 1;
    sink = 1;
  });
  rt0::select();
}
}  // namespace

}  // namespace app

static void all() {
  rt0::chan<int> c = rt0::make_chan<int>();
  rt0::go([c] { app::receives(c); sink = 1; });
  rt0::go([] { app::blocks(); sink = 1; });
  rt0::go({.name = "sleeper"}, [] { rt0::sleep(std::chrono::seconds(100)); sink = 1; });
  rt0::sleep(std::chrono::milliseconds(20));
  rt0::print_all_stacks();
  sink = 2;
}

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "nil") {
    app::server s;
    sink = app::serve<int>(&s);
  }
  if (what == "goroutine") app::start();
  if (what == "call") {
    void (*volatile f)() = nullptr;
    app::call_nothing(&f);
  }
  if (what == "deep") sink = app::deep(1);
  if (what == "abort") std::abort();
  if (what == "all") all();
  if (what == "panic") {
    rt0::chan<int> c = rt0::make_chan<int>();
    rt0::go([c] { app::receives(c); sink = 1; });
    rt0::gosched();
    rt0::panic("deliberate");
  }
}
