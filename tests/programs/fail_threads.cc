// tests/programs/fail_threads.cc - no more threads is a fatal error that says so, never a hang.
//
// The kernel refuses one (RLIMIT_NPROC, which does not bind root: so as another user), or the program has 10,000. After Go's
// TestThreadExhaustion.
//
// status: 2
// timeout: 60
// run: refused
// under: sh -c 'test $(id -u) != 0 || exec setpriv --reuid=64123 --regid=64123 --clear-groups prlimit --nproc=8 "$@"; exec prlimit --nproc=8 "$@"' sh
// stderr~ ^runtime: failed to create new OS thread \(have [0-9]+ already; errno=11\)$
// stderr~ ^runtime: may need to increase max user processes \(ulimit -u\)$
// stderr~ ^fatal error: newm: clone$
// run: too many
// procs: 2
// builds: gcc debug
// stderr~ ^runtime: program exceeds 10000-thread limit$
// stderr~ ^fatal error: thread exhaustion$
#include "storm.h"
#include "waiting.h"

int main() {
  for (int i = 0; i < 10'100; i++) {
    rt0::go([] {
      const struct {
        long s, ns;
      } pause{50, 0};
      rt0::blocking([&] { return raw_syscall(kNanosleepNr, reinterpret_cast<long>(&pause)); });
    });
    if (i % 10 == 0) rt0::gosched();
  }
  rt0::sleep(std::chrono::seconds(50));
}
