// tests/programs/failing.cc - what a program does that fails: panic, a result without a value, defers and goexit.
//
// procs: 1 4
// run: panic
// args: panic
// status: 2
// stderr~ ^panic: went wrong$
// stderr~ ^goroutine 1 \[running
// stderr~ main
// run: value of an error
// args: value
// status: 2
// stderr~ ^panic: no such file or directory$
// run: a panic runs no defers
// args: panic-defer
// status: 2
// stderr~ ^panic: with a defer$
// stderr!~ deferred
// run: a bad format of run time
// args: format
// status: 2
// stderr~ ^panic: format: there are more \{\} than arguments$
// run: goexit runs the defers, newest first
// args: goexit
// stdout: outer 3, inner 2, 1
// run: print_stack
// args: stack
// stderr~ ^goroutine 1 \[running
// stderr~ main
#include <rt0/rt0.h>

namespace {

void leave(std::string& order) {
  rt0::defer inner{[&] {
    order += "inner 2, ";
    rt0::gosched();  // a deferred function may park
  }};
  rt0::goexit();
}

std::string after_goexit() {
  std::string order;
  rt0::wait_group group;
  group.go([&] {
    rt0::defer first{[&] { order += "1"; }};
    leave(order);
  });
  group.wait();
  return order;
}

}  // namespace

int main() {
  const std::string_view what = rt0::args()[1];
  if (what == "panic") rt0::panic("went wrong");
  if (what == "value") rt0::open("/no/such/file").value();
  if (what == "panic-defer") {
    rt0::defer never{[] { rt0::eprintln("deferred"); }};
    rt0::panic("with a defer");
  }
  if (what == "format") rt0::println(rt0::runtime("{} {}"), 1);
  if (what == "stack") rt0::print_stack();
  if (what == "goexit") {
    rt0::defer outer{[] { rt0::print("outer 3, "); }};
  }
  if (what == "goexit") rt0::println("{}", after_goexit());
}
