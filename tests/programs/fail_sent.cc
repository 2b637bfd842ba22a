// tests/programs/fail_sent.cc - signals that tell about the program: sent to it, with goroutines in all states.
//
// flags: -g -O1 -fno-optimize-sibling-calls -fno-inline
// status: 2
// run: SIGQUIT shows every goroutine, on other threads too
// args: 3
// stderr~ ^SIGQUIT: quit$
// stderr~ ^PC=0x[0-9a-f]+ m=[0-9]+ sigcode=0$
// stderr~ ^goroutine 1 \[(sleep|running)\]:$
// stderr~ ^goroutine [0-9]+ \[running\]:
// stderr~ ^compute\(\.\.\.\)$|^compute\(\)$
// stderr~ ^goroutine [0-9]+ \[chan receive\]:
// stderr~ ^receives\(\.\.\.\)$
// stderr~ ^goroutine [0-9]+ \[syscall\]:
// stderr~ ^blocks\(\)$
// stderr!~ bgsweep|unavailable
// repeat: 5
// run: whatever GOTRACEBACK says
// args: 3
// env: GOTRACEBACK=none
// stderr~ ^goroutine [0-9]+ \[chan receive\]:
// run: and the runtime's own if it says system
// args: 3
// env: GOTRACEBACK=system
// stderr~ ^goroutine [0-9]+ "bgsweep" \[GC sweep wait\]:$
// run: crash ends by SIGABRT
// args: 3
// env: GOTRACEBACK=crash
// limit: c 0
// status: 0
// signal: 6
// stderr~ ^compute\(\.\.\.\)$|^compute\(\)$
// run: SIGABRT
// args: 6
// stderr~ ^SIGABRT: abort$
// stderr~ ^goroutine [0-9]+ \[chan receive\]:
// run: a fault that is none
// args: 11
// stderr~ ^SIGSEGV: segmentation violation$
// stderr~ ^goroutine [0-9]+ \[chan receive\]:
// run: SIGBUS
// args: 7
// stderr~ ^SIGBUS: bus error$
// run: SIGFPE
// args: 8
// stderr~ ^SIGFPE: floating-point exception$
// run: SIGILL
// args: 4
// stderr~ ^SIGILL: illegal instruction$
// run: SIGTRAP
// args: 5
// stderr~ ^SIGTRAP: trace trap$
// run: SIGSTKFLT
// args: 16
// stderr~ ^SIGSTKFLT: stack fault$
// run: SIGSYS
// args: 31
// stderr~ ^SIGSYS: bad system call$
// run: from outside, when all threads are idle; in a shell's background, where SIGQUIT is ignored at first
// args: idle
// under: sh -c '"$0" "$@" & sleep 0.1; kill -QUIT $!; wait $!'
// stderr~ ^SIGQUIT: quit$
// stderr~ ^goroutine 1 \[sleep\]:$
// run: locks of the runtime are held all the time
// args: 3 busy
// repeat: 10
// stderr~ ^SIGQUIT: quit$
// stderr~ ^goroutine 1 \[
// run: several at once
// args: many
// repeat: 5
// stderr~ ^SIG(QUIT|SEGV|ABRT): 
#include <cstdlib>
#include <string_view>

#include "signals.h"

static volatile long sink;

static void compute() {
  for (;;) sink = sink + 1;
}

static void receives(rt0::chan<int> c) {
  c.recv();
  sink = 1;
}

static void blocks() {
  rt0::blocking([] {
    for (;;) sink = sink + 1;
  });
  sink = 1;
}

static void send_later(int sig) {
  wait_until_caught();
  rt0::sleep(std::chrono::milliseconds(20));
  rt0::kill(rt0::getpid(), sig);
  rt0::sleep(std::chrono::seconds(20));
}

// Channels, timers, stacks and the heap: whatever is interrupted was in the middle of something.
static void keep_busy() {
  for (int i = 0; i < 8; i++) {
    rt0::go([] {
      for (;;) {
        auto c = rt0::make_chan<int>();
        for (int k = 0; k < 16; k++) rt0::go([c, k] { c.send(k); });
        for (int k = 0; k < 16; k++) c.recv();
        rt0::after(std::chrono::microseconds(1)).recv();
      }
    });
  }
}

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "many") {
    wait_until_caught();
    for (int i = 0; i < 30; i++) {
      rt0::go([i] {
        rt0::gosched();
        rt0::kill(rt0::getpid(), i % 3 == 0 ? SIGSEGV : i % 3 == 1 ? SIGQUIT : SIGABRT);
      });
    }
    rt0::sleep(std::chrono::seconds(20));
  }
  if (what == "idle") rt0::sleep(std::chrono::seconds(20));
  const std::string_view how = argv[2] != nullptr ? argv[2] : "";
  if (how == "busy") keep_busy();
  if (how == "") {
    auto c = rt0::make_chan<int>();
    rt0::go([c] {
      receives(c);
      sink = 1;
    });
    rt0::go([] {
      blocks();
      sink = 1;
    });
    rt0::go([] {
      compute();
      sink = 1;
    });
  }
  send_later(std::atoi(argv[1]));
}
