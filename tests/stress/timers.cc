// tests/stress/timers.cc - timers under churn, for as many seconds as the first argument says.
//
//     rt0-c++ -O2 tests/stress/timers.cc -o timers && GOMAXPROCS=4 ./timers 60
//
// Goroutines make, stop, reset and drop timers of all kinds while they fire, and the number of Ps changes; no
// timer may be early, nothing stopped may be received, nothing may be lost.
// Layer: tests.
#include <memory>
#include <random>

#include "../programs/waiting.h"

using rt0::steady_clock;
using std::chrono::microseconds;

static microseconds some(std::minstd_rand& random) { return microseconds(random() % 300); }

static void stop_and_reset(std::minstd_rand& random) {
  rt0::timer t(some(random));
  std::optional<steady_clock::time_point> v;
  for (int i = 0; i < 20; i++) {
    if (random() % 2 == 0) rt0::sleep(some(random));
    if (random() % 2 == 0) {
      const bool pending = t.stop();
      CHECK(!t.c().try_recv(v));
      CHECK(!t.stop() || !pending);
    }
    const auto d = some(random);
    const auto begin = steady_clock::now();
    t.reset(d);
    if (random() % 2 == 0) CHECK(*t.c().recv() >= begin + d);
  }
}

// Several goroutines on one timer: what is received comes from the newest reset, so it is never early.
static void shared_timer(std::minstd_rand& random) {
  rt0::timer t(some(random));
  rt0::wait_group all;
  for (int g = 0; g < 3; g++) {
    all.go([&t, own = std::minstd_rand(random())]() mutable {
      for (int i = 0; i < 30; i++) {
        if (own() % 2 == 0)
          t.reset(some(own));
        else if (own() % 2 == 0)
          t.stop();
        rt0::select(rt0::on_recv(t.c()), rt0::on_recv(rt0::after(some(own))));
      }
    });
  }
  all.wait();
}

static void functions(std::minstd_rand& random) {
  auto runs = std::make_shared<int>(0);
  for (int i = 0; i < 10; i++) {
    rt0::timer t(some(random), [runs] { __atomic_fetch_add(runs.get(), 1, __ATOMIC_RELAXED); });
    rt0::after_func(some(random), [runs] { __atomic_fetch_add(runs.get(), 1, __ATOMIC_RELAXED); });
    if (random() % 2 == 0) rt0::sleep(some(random));
    t.reset(some(random));
    if (random() % 2 == 0) t.stop();
  }
  while (runs.use_count() != 1) rt0::sleep(microseconds(50));
  CHECK(*runs >= 10);
}

static void ticks(std::minstd_rand& random) {
  const auto d = some(random) + microseconds(20);
  const auto begin = steady_clock::now();
  rt0::ticker t(d);
  for (int i = 1; i <= 5; i++) CHECK(*t.c().recv() >= begin + i * d);
}

int main(int argc, char** argv) {
  const auto end = steady_clock::now() + std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 10);
  rt0::wait_group workers;
  long rounds = 0;
  for (unsigned w = 1; w <= 8; w++) {
    workers.go([&, random = std::minstd_rand(w)]() mutable {
      while (steady_clock::now() < end) {
        stop_and_reset(random);
        shared_timer(random);
        functions(random);
        ticks(random);
        __atomic_fetch_add(&rounds, 1, __ATOMIC_RELAXED);
      }
    });
  }
  const int procs = rt0::gomaxprocs();
  for (int n = 1; steady_clock::now() < end; n = n % (procs + 2) + 1) {
    rt0::gomaxprocs(n);
    rt0::sleep(std::chrono::milliseconds(20));
  }
  workers.wait();
  rt0::println("{} rounds", rounds);
}
