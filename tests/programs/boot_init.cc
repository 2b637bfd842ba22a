// tests/programs/boot_init.cc - constructors and destructors of globals: their order, their goroutine, their thread.
//
// builds: gcc clang nopie debug
// stdout-file: tests/programs/expect/boot_init.txt
#include <rt0/rt0.h>

struct loud {
  explicit loud(const char* n) : name(n) { rt0::println("+{} in goroutine {}", name, rt0::goid()); }
  ~loud() { rt0::println("-{}", name); }
  const char* name;
};

static loud second("second");
__attribute__((init_priority(200))) static loud first("first");
static int waited = [] {
  // A constructor may use goroutines; main waits on its locked thread meanwhile.
  auto c = rt0::make_chan<int>();
  rt0::go([c] { c.send(7); });
  return *c.recv();
}();
static loud third("third");

static void at_exit_1() { rt0::println("atexit 1"); }
static void at_exit_2() { rt0::println("atexit 2"); }

static loud& local() {
  static loud l("local");
  return l;
}

[[gnu::destructor]] static void fini() { rt0::println("fini"); }

int main() {
  rt0::println("main {}", waited);
  local();
  std::atexit(at_exit_1);
  std::atexit(at_exit_2);
}
