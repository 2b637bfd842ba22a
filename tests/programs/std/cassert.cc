// tests/programs/std/cassert.cc - <cassert>, abort: fatal errors with their text.
//
// builds: gcc clang
// run: that holds
// args: holds
// stdout: ok cassert
// run: assert
// args: assert
// status: 2
// stderr~ ^fatal error: .*cassert\.cc:[0-9]+: int check_sum\(int, int\): Assertion `a \+ b == 5' failed\.$
// run: abort
// args: abort
// status: 2
// stderr~ ^fatal error: abort$
// run: pure virtual
// args: pure
// status: 2
// stderr~ ^fatal error: pure virtual method called$
#undef NDEBUG
#include <cassert>
#include <cstdlib>
#include <string_view>

#include "../check.h"

static int check_sum(int a, int b) {
  assert(a + b == 5);
  return a + b;
}

struct Abstract {
  Abstract() { call(); }
  void call();
  virtual int value() = 0;
};
struct Concrete : Abstract {
  int value() override { return 1; }
};
__attribute__((noinline)) void Abstract::call() { value(); }

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "holds";
  if (what == "assert") check_sum(2, 2);
  if (what == "abort") std::abort();
  if (what == "pure") Concrete();
  CHECK(check_sum(2, 3) == 5);
  return check_done("cassert");
}
