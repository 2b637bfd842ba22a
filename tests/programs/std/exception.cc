// tests/programs/std/exception.cc - <exception>: handlers, terminate, and exception objects that are never
// thrown.
//
// builds: gcc clang
// run: objects
// args: objects
// stdout: ok exception
// run: terminate with a handler
// args: handler
// stdout: in the handler
// status: 7
// run: terminate
// args: terminate
// stderr~ ^fatal error: std::terminate called$
// status: 2
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "../check.h"

static void handler() {
#ifdef __rt0__
  rt0::println("in the handler");
#else
  std::printf("in the handler\n");
#endif
  std::exit(7);
}

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "objects";
  if (what == "terminate") std::terminate();
  if (what == "handler") {
    std::set_terminate(handler);
    std::terminate();
  }
  std::exception e;
  std::bad_alloc memory;
  const std::exception& base = memory;
  CHECK(std::string_view(e.what()) == "std::exception" && std::string_view(base.what()) == "std::bad_alloc");
  CHECK(std::uncaught_exceptions() == 0 && std::current_exception() == nullptr);
  std::exception_ptr p, q = p;
  CHECK(!p && p == q);
  CHECK(std::set_terminate(handler) != handler && std::get_terminate() == handler);
  return check_done("exception");
}
