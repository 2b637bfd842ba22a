// tests/programs/go_follow.cc - the number of Ps follows the CPUs that the process may use, unless it was chosen.
//
// under: tests/programs/follow_cpus.sh
// builds: gcc clang
// timeout: 60
// run: follows, up and down
// procs: 1
// env: GOMAXPROCS=
// args: 3
// stdout: procs 1
// stdout: procs 2
// stdout: procs 1
#include <rt0/rt0.h>

#include <chrono>
#include <cstdlib>

using namespace std::chrono_literals;

// It wakes every 5 ms: sysmon does not sleep for good.
int main(int argc, char** argv) {
  const int changes = argc > 1 ? std::atoi(argv[1]) : 0;
  const auto end = rt0::steady_clock::now() + 20s;
  int last = 0;
  for (int seen = 0; seen < changes && rt0::steady_clock::now() < end;) {
    const int procs = rt0::gomaxprocs();
    if (procs != last) {
      rt0::println("procs {}", procs);
      rt0::out.flush();
      last = procs;
      seen++;
    }
    rt0::sleep(5ms);
  }
}
