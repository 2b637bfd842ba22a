// tests/programs/fail_inlined.cc - tracebacks of optimised code: functions that were inlined, and the program's own lines.
//
// flags: -O2 -g
// builds: gcc clang nopie
// procs: 1 4
// status: 2
// run: an inlined function and its caller
// args: inlined
// stderr~ ^app::helper\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:42$
// stderr~ ^main\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:50 \+0x[0-9a-f]+$
// run: a template of the library's, inlined
// args: vector
// stderr~ ^std::vector<int>::at\(\.\.\.\)$
// stderr~ ^main\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:53 \+0x[0-9a-f]+$
// run: a template of rt0's is passed over
// args: send
// stderr~ ^panic: send on closed channel$
// stderr~ ^main\(\.\.\.\)$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:58 \+0x[0-9a-f]+$
// stderr!~ chan\.h
// run: a goroutine's function, and who created it
// args: goroutine
// stderr~ ^main::(\{lambda\}|\$_[0-9]+::operator\(\))\(.*\)$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:61
// stderr~ ^created by main in goroutine 1$
// stderr~ ^[[:space:]]/.*fail_inlined\.cc:61 \+0x[0-9a-f]+$
// stderr!~ go\.h|invoke|tuple
#include <rt0/rt0.h>

#include <string_view>
#include <vector>

static int* volatile nil = nullptr;
static volatile int sink;

namespace app {

__attribute__((always_inline)) inline int helper(int* p) {
  return *p + 1;  // the line that is told
}

}  // namespace app

int main(int argc, char** argv) {
  const std::string_view what = argv[1];
  if (what == "inlined") {
    sink = app::helper(nil);
  }
  if (what == "vector") {
    sink = std::vector<int>().at(static_cast<unsigned>(argc));
  }
  if (what == "send") {
    auto c = rt0::make_chan<int>();
    c.close();
    c.send(1);
  }
  if (what == "goroutine") {
    rt0::go([] { *nil = 1; sink = 2; });
    rt0::select();
  }
}
