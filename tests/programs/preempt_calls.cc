// tests/programs/preempt_calls.cc - system calls under a storm of preemptions: none fails with EINTR, all last as long as they should.
//
// In rt0::blocking the kernel's own calls: those that it begins again after a handler (read, futex without a limit) and those that it does
// not (nanosleep, futex with a limit); only signals of others could end those early. Outside of it rt0's: sleep, pipes, files, timers. And a P that is stuck in a call goes to who
// needs it, at once when the call is known to block, else when sysmon comes by.
//
// stdout: ok preempt_calls
// timeout: 60
#include "storm.h"
#include "waiting.h"

#include <cerrno>

using std::chrono::microseconds;
using std::chrono::milliseconds;

static std::atomic<bool> stop{false};

struct kernel_time {
  long s, ns;
};

// What every thread does between its calls, so that the storm finds it computing.
static void compute(int n) {
  for (int i = 0; i < n; i++) asm volatile("");
}

static long nanosleep_for(long ns) {
  const kernel_time time{0, ns};
  return raw_syscall(kNanosleepNr, reinterpret_cast<long>(&time));
}

static void sleeps_in_the_kernel() {
  while (!stop) {
    compute(20'000);
    const auto begin = rt0::steady_clock::now();
    CHECK(rt0::blocking([] { return nanosleep_for(300'000); }) == 0);
    CHECK(rt0::steady_clock::now() - begin >= microseconds(300));
  }
}

static void waits_on_a_futex() {
  static int word = 0;
  while (!stop) {
    compute(20'000);
    const kernel_time limit{0, 200'000};
    const long r = rt0::blocking([&] {
      return raw_syscall(kFutexNr, reinterpret_cast<long>(&word), 128, 0, reinterpret_cast<long>(&limit));
    });
    CHECK(r == -ETIMEDOUT);
  }
}

static void asks_who_it_is() {
  const int parent = rt0::getppid();
  while (!stop) {
    compute(1000);
    CHECK(rt0::getppid() == parent);
  }
}

static void sleeps() {
  while (!stop) {
    compute(20'000);
    const auto begin = rt0::steady_clock::now();
    rt0::sleep(microseconds(500));
    CHECK(rt0::steady_clock::now() - begin >= microseconds(500));
  }
}

static void reads_and_writes() {
  auto both = rt0::pipe().value();
  rt0::wait_group group;
  group.go([&] {
    std::byte got[64];
    for (;;) {
      const auto n = both.first.read(got);
      CHECK(n.has_value());
      if (*n == 0) return;
      compute(5000);
    }
  });
  while (!stop) {
    CHECK(both.second.write("sixteen bytes...").has_value());
    compute(5000);
    auto self = rt0::open("/proc/self/stat");
    CHECK(self.has_value());
    std::byte text[200];
    CHECK(self->read(text).has_value());
  }
  both.second.close();
  group.wait();
}

static void calls_lend_the_processor() {
  const int before = rt0::gomaxprocs(1);
  // main runs again long before the call ends.
  for (const bool known : {true, false}) {
    std::atomic<long> main_ran{0};
    std::atomic<bool> over{false}, begun{false};
    rt0::go([&] {
      begun = true;
      if (known) rt0::abi::entersyscall_block();
      else rt0::abi::entersyscall();
      nanosleep_for(300'000'000);
      over = true;
      rt0::abi::exitsyscall();
    });
    while (!begun) rt0::gosched();
    while (!over) {
      main_ran++;
      rt0::gosched();
    }
    CHECK(main_ran > 100);
  }
  rt0::gomaxprocs(before);
}

int main() {
  {
    storm wind(20'000, false);
    rt0::wait_group group;
    group.go(sleeps_in_the_kernel);
    group.go(waits_on_a_futex);
    group.go(asks_who_it_is);
    group.go(sleeps);
    group.go(reads_and_writes);
    rt0::sleep(milliseconds(600));
    stop = true;
    group.wait();
  }
  calls_lend_the_processor();
  rt0::println("ok preempt_calls");
}
