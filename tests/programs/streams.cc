// tests/programs/streams.cc - out, err and in as a process has them: buffered, closed, full, flushed at the end.
//
// procs: 1 4
// run: out is flushed when main returns
// args: return
// stdout: one
// stdout: two
// run: out is flushed by exit
// args: exit
// status: 3
// stdout: before exit
// run: destructors of globals print
// args: global
// stdout: main
// stdout: destructor
// run: out is flushed before the message of a panic
// args: panic
// status: 2
// stdout: before the panic
// stderr~ ^panic: stopped$
// run: err
// args: err
// stderr: to err 1
// stderr: 2
// run: a closed out
// args: closed-out
// closed: 1
// stderr: bad file descriptor
// run: closed out and err
// args: return
// closed: 1 2
// run: all closed
// args: lines
// closed: 0 1 2
// run: in by lines
// args: lines
// stdin: first
// stdin:
// stdin: third
// stdout: <first>
// stdout: <>
// stdout: <third>
// run: a closed in
// args: lines
// closed: 0
// stdout: bad file descriptor
#include <rt0/rt0.h>

namespace {

struct Global {
  bool prints = false;
  ~Global() {
    if (prints) rt0::println("destructor");
  }
} global;

}  // namespace

int main() {
  const std::string_view what = rt0::args()[1];
  if (what == "return") {
    rt0::print("one\n");
    rt0::println("{}", "two");
  } else if (what == "exit") {
    rt0::println("before exit");
    rt0::exit(3);
  } else if (what == "global") {
    global.prints = true;
    rt0::println("main");
  } else if (what == "panic") {
    rt0::println("before the panic");
    rt0::panic("stopped");
  } else if (what == "err") {
    rt0::eprint("to err {}\n", 1);
    rt0::eprintln("2");
  } else if (what == "closed-out") {
    rt0::println("lost");
    if (auto done = rt0::out.flush(); !done) rt0::eprintln("{}", done.error());
  } else if (what == "lines") {
    for (std::string_view line : rt0::in.lines()) rt0::println("<{}>", line);
    if (auto e = rt0::in.last_error()) rt0::println("{}", *e);
  }
}
