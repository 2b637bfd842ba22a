// tests/programs/preempt_fair.cc - a goroutine that computes without a call freezes nobody.
//
// Every part has a hog that never calls the runtime until the others have done their work, so without preemption it
// never ends (at 64 Ps on few CPUs it is the kernel that shares). After Go's proc_test: TestPreemption, TestTimerFairness,
// TestTimerFairness2, TestPingPongHog, TestPreemptionAfterSyscall, TestPreemptionGC, TestYieldProgress.
//
// stdout: ok preempt_fair
// timeout: 60
#include "storm.h"
#include "waiting.h"

using std::chrono::milliseconds;

// Each waits, without a call, for its turn: TestPreemption.
static void takes_turns() {
  constexpr int kRunners = 5, kTurns = 3;
  std::atomic<int> turn{0};
  rt0::wait_group group;
  for (int i = 0; i < kRunners; i++) {
    group.go([&turn, i] {
      for (int round = 0; round < kTurns; round++) {
        while (turn.load(std::memory_order_acquire) != round * kRunners + i) {
        }
        turn.fetch_add(1);
      }
    });
  }
  group.wait();
  CHECK(turn == kRunners * kTurns);
}

// Timers fire beside hogs, as many as there are Ps and more.
static void timers_are_fair() {
  std::atomic<bool> stop{false};
  rt0::wait_group group;
  const int hogs = rt0::gomaxprocs() < 4 ? rt0::gomaxprocs() + 1 : 4;
  for (int i = 0; i < hogs; i++) {
    group.go([&stop] {
      while (!stop.load(std::memory_order_relaxed)) {
      }
    });
  }
  rt0::ticker ticks(milliseconds(5));
  for (int i = 0; i < 5; i++) CHECK(ticks.c().recv().has_value());
  rt0::sleep(milliseconds(1));
  CHECK(rt0::after(milliseconds(1)).recv().has_value());
  stop = true;
  group.wait();
}

// A hog that selects without blocking does call, and must not keep the timer from its own channel: TestTimerFairness.
static void select_sees_its_timer() {
  const auto until = rt0::after(milliseconds(30));
  const auto never = rt0::make_chan<int>();
  std::atomic<bool> stop{false};
  rt0::go([&stop] {
    while (!stop.load(std::memory_order_relaxed)) {
    }
    stop = false;
  });
  for (bool over = false; !over;) {
    rt0::select(rt0::on_recv(until, [&] { over = true; }), rt0::on_recv(never), rt0::otherwise());
  }
  stop = true;
  while (stop) rt0::gosched();
}

// Two that wake each other all the time use up one time slice; the hog beside them gets its own: TestPingPongHog.
static void ping_pong_shares_with_a_hog() {
  const auto ping = rt0::make_chan<int>(), pong = rt0::make_chan<int>();
  std::atomic<bool> stop{false};
  std::atomic<long> hog_turns{0};
  rt0::go([=] {
    for (int v : ping) pong.send(v);
    pong.close();
  });
  rt0::go([&] {
    while (!stop.load(std::memory_order_relaxed)) hog_turns.fetch_add(1, std::memory_order_relaxed);
    stop = false;
  });
  const auto begin = rt0::steady_clock::now();
  long rounds = 0;
  while (rt0::steady_clock::now() - begin < milliseconds(150) || hog_turns.load() == 0) {
    ping.send(1);
    CHECK(pong.recv() == 1);
    rounds++;
  }
  CHECK(rounds > 10);
  stop = true;
  ping.close();
  while (stop) rt0::gosched();
}

// The P of a goroutine in a system call went elsewhere; back from it, it computes: TestPreemptionAfterSyscall.
static void after_a_system_call() {
  for (const long us : {10, 100, 1000, 10'000}) {
    std::atomic<bool> computes{false}, stop{false};
    rt0::wait_group group;
    group.go([&] {
      const struct {
        long s, ns;
      } pause{0, us * 1000};
      CHECK(rt0::blocking([&] { return raw_syscall(kNanosleepNr, reinterpret_cast<long>(&pause)); }) == 0);
      computes = true;
      while (!stop.load(std::memory_order_relaxed)) {
      }
    });
    while (!computes) rt0::sleep(milliseconds(1));
    rt0::sleep(milliseconds(2));
    stop = true;
    group.wait();
  }
}

// The world stops although everybody computes: TestPreemptionGC.
static void the_world_stops() {
  const int before = rt0::gomaxprocs();
  std::atomic<bool> stop{false};
  rt0::wait_group group;
  for (int i = 0; i < 6; i++) {
    group.go([&stop] {
      while (!stop.load(std::memory_order_relaxed)) {
      }
    });
  }
  for (int n : {3, 1, 2, 5, 2}) {
    rt0::gomaxprocs(n);
    CHECK(rt0::gomaxprocs() == n);
    rt0::gc();
  }
  stop = true;
  group.wait();
  rt0::gomaxprocs(before);
}

// A goroutine locked to its thread is preempted like any other, and stays there.
static void locked_and_computing() {
  std::atomic<bool> stop{false};
  rt0::wait_group group;
  for (int i = 0; i < 3; i++) {
    group.go([&stop] {
      rt0::lock_os_thread();
      const long thread = raw_syscall(kGettidNr);
      while (!stop.load(std::memory_order_relaxed)) {
      }
      CHECK(raw_syscall(kGettidNr) == thread);
      rt0::unlock_os_thread();
    });
  }
  for (int i = 0; i < 5; i++) rt0::sleep(milliseconds(2));
  stop = true;
  group.wait();
}

int main() {
  takes_turns();
  timers_are_fair();
  select_sees_its_timer();
  ping_pong_shares_with_a_hog();
  after_a_system_call();
  the_world_stops();
  locked_and_computing();
  rt0::println("ok preempt_fair");
}
