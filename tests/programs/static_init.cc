// tests/programs/static_init.cc - function-local statics, atomic waits and exit hooks, between goroutines.
//
// stdout: made once, 50 saw it
// stdout: woken 50 times
// stdout: local static destroyed
// stdout: hook of a hook
// stdout: atexit
// stdout: global destroyed
#include <rt0/rt0.h>

#include <atomic>
#include <cstdlib>

static std::atomic<int> made{0};

struct Slow {
  int value;
  Slow() : value(0) {
    // The others come while this one sleeps: they must park, not spin on its P.
    rt0::sleep(std::chrono::milliseconds(20));
    value = 42;
    made++;
  }
  ~Slow() {
    std::atexit([] { rt0::println("hook of a hook"); });
    rt0::println("{}", value == 42 ? "local static destroyed" : "local static broken");
  }
};

static const Slow& slow() {
  static Slow object;
  return object;
}

struct Global {
  ~Global() { rt0::println("global destroyed"); }
} global;

static void one_initialises_many_wait() {
  rt0::wait_group group;
  std::atomic<int> seen{0};
  for (int i = 0; i < 50; i++) {
    group.go([&] {
      if (slow().value == 42) seen++;
    });
  }
  group.wait();
  rt0::println("made {}, {} saw it", made.load() == 1 ? "once" : "too often", seen.load());
}

// std::atomic::wait and notify park goroutines.
static void atomic_waits() {
  rt0::wait_group group;
  std::atomic<int> word{0};
  std::atomic<long> long_word{0};
  std::atomic<int> woken{0};
  for (int i = 0; i < 50; i++) {
    group.go([&, i] {
      if (i % 2)
        word.wait(0);
      else
        long_word.wait(0);
      woken++;
    });
  }
  rt0::sleep(std::chrono::milliseconds(10));
  word = 1;
  word.notify_all();
  long_word = 1;
  long_word.notify_all();
  group.wait();
  rt0::println("woken {} times", woken.load());
}

int main() {
  std::atexit([] { rt0::println("atexit"); });
  one_initialises_many_wait();
  atomic_waits();
}
