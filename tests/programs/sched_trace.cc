// tests/programs/sched_trace.cc - GODEBUG=schedtrace: Go's line per period, and with scheddetail a line per P, M and G.
//
// builds: gcc clang nopie debug
// procs: 1 2 4
// run: nothing without it
// args: 30
// run: a line at the begin, and one per period
// env: GODEBUG=schedtrace=20
// args: 300
// stderr~ ^SCHED 0ms: gomaxprocs=[124] idleprocs=[0-9]+ threads=[1-9][0-9]* spinningthreads=[0-9]+ needspinning=0 idlethreads=[0-9]+ runqueue=[0-9]+ \[[0-9]+( [0-9]+)*\]$
// stderr~ ^SCHED [1-9][0-9]+ms: gomaxprocs=
// stderr!~ ^SCHED [1-9]ms:
// stderr!~ ^  [PMG]
// run: while all sleep
// env: GODEBUG=schedtrace=20
// args: sleep
// stderr~ ^SCHED [1-9][0-9]+ms: gomaxprocs=
// run: every P, M and G
// env: GODEBUG=schedtrace=20,scheddetail=1
// args: 300
// stderr~ ^SCHED [0-9]+ms: .* runqueue=[0-9]+ gcwaiting=false nmidlelocked=[0-9]+ stopwait=[0-9]+ sysmonwait=(true|false)$
// stderr~ ^  P0: status=1 schedtick=[0-9]+ syscalltick=[0-9]+ m=[0-9]+ runqsize=[0-9]+ gfreecnt=[0-9]+ timerslen=[0-9]+$
// stderr~ ^  M0: p=([0-9]+|nil) curg=([0-9]+|nil) mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=(true|false) blocked=(true|false) lockedg=(nil|[0-9]+)$
// stderr~ ^  M[1-9]: p=
// stderr~ ^  G1: status=2\(\) m=[0-9]+ lockedm=nil$
// stderr~ ^  G[0-9]+: status=4\(chan receive\) m=nil lockedm=nil$
// stderr~ ^  G[0-9]+: status=4\(sleep\) m=nil lockedm=nil$
// stderr~ ^  G[0-9]+: status=4\(GC sweep wait\) m=nil lockedm=nil$
// stderr!~ ^  P4:|status=5
// run: not a number
// env: GODEBUG=schedtrace=often
// args: 30
// stderr: rt0: GODEBUG=schedtrace=often: not a number; ignored
// run: negative
// env: GODEBUG=schedtrace=-5
// args: 30
// stderr: rt0: GODEBUG=schedtrace=-5: not a number; ignored
#include <rt0/rt0.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

using namespace std::chrono_literals;

// Computes for ms milliseconds, while two others wait.
static void compute(int ms) {
  auto never = rt0::make_chan<int>();
  rt0::go([=] { never.recv(); });
  rt0::go([] { rt0::sleep(10s); });
  const auto end = rt0::steady_clock::now() + std::chrono::milliseconds(ms);
  while (rt0::steady_clock::now() < end) rt0::gosched();
}

int main(int argc, char** argv) {
  if (argc < 2) return 0;
  const std::string_view what = argv[1];
  if (what == "sleep") rt0::sleep(300ms);
  else compute(std::atoi(argv[1]));
}
