// tests/programs/go_procs.cc - the number of Ps changes while everything runs; nothing is lost.
//
// stdout: ok go_procs
// timeout: 60
#include <rt0/rt0.h>

#include "waiting.h"

static void answers() {
  const int before = rt0::gomaxprocs();
  CHECK(before >= 1 && before <= 1024);
  CHECK(rt0::gomaxprocs(3) == before);
  CHECK(rt0::gomaxprocs() == 3);
  CHECK(rt0::gomaxprocs(-5) == 3);
  CHECK(rt0::gomaxprocs(before) == 3);
}

static void under_load() {
  auto numbers = rt0::make_chan<long>(16);
  auto sums = rt0::make_chan<long>();
  std::atomic<bool> stop{false};
  for (int i = 0; i < 8; i++) {
    rt0::go([=] {
      long sum = 0;
      for (long n : numbers) {
        sum += n;
        if (n % 64 == 0) rt0::sleep(std::chrono::microseconds(20));
        if (n % 37 == 0) rt0::gosched();
      }
      sums.send(sum);
    });
  }
  rt0::go([&stop] {
    for (int i = 0; !stop; i++) {
      rt0::gomaxprocs(1 + i * 7 % 13);
      rt0::sleep(std::chrono::microseconds(300));
    }
    stop = false;
  });
  constexpr long kNumbers = 20000;
  for (long n = 0; n < kNumbers; n++) numbers.send(n);
  numbers.close();
  long sum = 0;
  for (int i = 0; i < 8; i++) sum += *sums.recv();
  CHECK(sum == kNumbers * (kNumbers - 1) / 2);
  stop = true;
  while (stop) rt0::gosched();
}

static void two_at_once() {
  rt0::wait_group group;
  for (int g = 0; g < 4; g++) {
    group.go([g] {
      for (int i = 0; i < 30; i++) rt0::gomaxprocs(1 + (i + g) % 6);
    });
  }
  group.wait();
}

// As many Ps as there can be come and go while goroutines work, sleep and start others.
static void up_to_1024() {
  rt0::wait_group group;
  std::atomic<bool> stop{false};
  std::atomic<long> done{0};
  for (int g = 0; g < 40; g++) {
    group.go([&, g] {
      auto back = rt0::make_chan<int>();
      for (int i = 0; !stop; i++) {
        rt0::go([=] { back.send(i); });
        CHECK(*back.recv() == i);
        if (i % 16 == g % 16) rt0::sleep(std::chrono::microseconds(50));
        done++;
      }
    });
  }
  for (int n : {1024, 7, 1000, 1, 1024, 300, 2, 1023}) {
    rt0::gomaxprocs(n);
    CHECK(rt0::gomaxprocs() == n);
    const long before = done;
    while (done < before + 200) rt0::gosched();
  }
  CHECK(rt0::gomaxprocs(5000) == 1023);
  CHECK(rt0::gomaxprocs(4) == 1024);
  stop = true;
  group.wait();
}

int main() {
  answers();
  under_load();
  two_at_once();
  up_to_1024();
  rt0::println("ok go_procs");
}
