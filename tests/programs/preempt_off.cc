// tests/programs/preempt_off.cc - GODEBUG=asyncpreemptoff=1, and what preemption leaves as it was.
//
// At 1 P without preemption a hog keeps everybody else from running for as long as it likes; with it, it does not. A
// process that was started with SIGURG blocked is preempted all the same. Deadlocks are still found after preemptions.
//
// run: off
// args: off
// env: GODEBUG=asyncpreemptoff=1
// procs: 1
// stdout: ok off
// run: on
// args: on
// procs: 1
// stdout: ok on
// run: on although SIGURG is blocked
// args: on
// procs: 1
// under: env --block-signal=URG
// stdout: ok on
// run: on although SIGURG is ignored
// args: on
// procs: 1
// under: env --ignore-signal=URG
// stdout: ok on
// run: deadlock
// args: deadlock
// status: 2
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
#include <cstring>

#include "waiting.h"

using std::chrono::milliseconds;

// Computes for as long as the clock says; reading it does not switch.
static void compute(milliseconds d) {
  const auto begin = rt0::steady_clock::now();
  while (rt0::steady_clock::now() - begin < d) {
    for (int i = 0; i < 10'000; i++) asm volatile("");
  }
}

int main(int, char** argv) {
  const bool off = std::strcmp(argv[1], "off") == 0;
  std::atomic<int> ran{0};
  rt0::go([&ran] {
    for (int i = 0; i < 3; i++) {
      ran++;
      rt0::sleep(milliseconds(1));
    }
  });
  compute(milliseconds(150));
  if (std::strcmp(argv[1], "deadlock") == 0) rt0::make_chan<int>().recv();
  CHECK(off ? ran == 0 : ran > 0);
  rt0::println("ok {}", argv[1]);
}
