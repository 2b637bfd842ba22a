// tests/programs/boot_goexit_init.cc - goexit in a constructor unlocks main's thread; the others go on.
//
// stdout: worker
#include <rt0/rt0.h>

static int gone = [] {
  rt0::go([] {
    rt0::println("worker");
    rt0::exit(0);
  });
  rt0::goexit();
  return 0;
}();

int main() { return gone + 1; }
