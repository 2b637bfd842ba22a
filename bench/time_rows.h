// bench/time_rows.h - what waiting costs: many sleepers, how late a timer is, an idle process.
//
// Layer: bench.
#pragma once
#include <rt0/rt0.h>

#include <charconv>
#include <random>
#include <string>

#include "bench/measure.h"

namespace bench {

inline std::int64_t cpu_ns() {
  // utime and stime of /proc/self/stat, in hundredths of a second, behind the name in parentheses.
  const auto text = rt0::read_file("/proc/self/stat").value_or("");
  std::size_t at = text.rfind(')') + 2;
  for (int field = 3; field < 14; field++) at = text.find(' ', at) + 1;
  long user = 0, system = 0;
  auto r = std::from_chars(text.data() + at, text.data() + text.size(), user);
  std::from_chars(r.ptr + 1, text.data() + text.size(), system);
  return (user + system) * 10'000'000;
}

// How often threads of this process went to sleep of their own will: each time, something woke them.
inline long wakeups() {
  constexpr std::string_view kName = "\nvoluntary_ctxt_switches:\t";
  long sum = 0;
  auto tasks = rt0::open_dir("/proc/self/task");
  if (!tasks) rt0::panic("no /proc");
  for (const rt0::dir_entry& task : *tasks) {
    const auto text = rt0::read_file(rt0::format("/proc/self/task/{}/status", task.name)).value_or("");
    const std::size_t at = text.find(kName);
    if (at == text.npos) continue;  // the thread has ended
    long n = 0;
    std::from_chars(text.data() + at + kName.size(), text.data() + text.size(), n);
    sum += n;
  }
  return sum;
}

inline void timers(long n) {
  std::vector<std::int64_t> over, cpu;
  std::mt19937 random(1);
  for (int r = repetitions(); r > 0; r--) {
    std::vector<int> ms(static_cast<std::size_t>(n));
    for (int& m : ms) m = 1 + static_cast<int>(random() % 50);
    const std::int64_t cpu_before = cpu_ns(), begin = now_ns();
    rt0::wait_group group;
    group.add(static_cast<int>(n));
    for (int m : ms) {
      rt0::go([&group, m] {
        rt0::sleep(std::chrono::milliseconds(m));
        group.done();
      });
    }
    group.wait();
    over.push_back((now_ns() - begin) / 10'000 - 5000);
    cpu.push_back((cpu_ns() - cpu_before) / 10'000);
  }
  report("timers_over", over, "ms", n);
  report("timers_cpu", cpu, "ms", n);
}

// One sleeper and nothing else: how long after its end a sleep is over, at the 99th percentile.
inline void timer_late(long n) {
  std::vector<std::int64_t> late;
  std::mt19937 random(1);
  for (long i = 0; i < n; i++) {
    const auto d = std::chrono::microseconds(500 + random() % 5000);
    const std::int64_t end = now_ns() + std::chrono::nanoseconds(d).count();
    rt0::sleep(d);
    late.push_back((now_ns() - end) / 10);  // hundredths of a microsecond
    check(late.back() >= 0, "timer_late: a sleep was too short");
  }
  std::sort(late.begin(), late.end());
  const auto at = [&](std::size_t percent) { return late[(late.size() - 1) * percent / 100]; };
  report("timer_late_p99", {at(99)}, "us", n);
  rt0::println("# timer_late median={} max={}", text({at(50)}), text({at(100)}));
}

inline constexpr std::int64_t kIdleSeconds = 4;

// CPU time of 1,000 goroutines that each sleep 100 ms in a loop, in percent of a core.
inline void idle_sleepers() {
  constexpr int kSleepers = 1000;
  for (int i = 0; i < kSleepers; i++) {
    rt0::go([i] {
      rt0::sleep(std::chrono::microseconds(i * 100));  // spread out
      for (;;) rt0::sleep(std::chrono::milliseconds(100));
    });
  }
  rt0::sleep(std::chrono::milliseconds(500));
  const std::int64_t cpu = cpu_ns(), begin = now_ns();
  rt0::sleep(std::chrono::seconds(kIdleSeconds));
  const std::int64_t used = cpu_ns() - cpu;
  report("idle_sleepers", {used * 10'000 / (now_ns() - begin)}, "% of a core", kSleepers);
}

// Wakeups and CPU time of a process in which nothing is runnable. The end of the measurement is one wakeup.
inline void idle_none() {
  rt0::sleep(std::chrono::milliseconds(500));
  const std::int64_t cpu = cpu_ns();
  const long before = wakeups();
  rt0::sleep(std::chrono::seconds(kIdleSeconds));
  const long woken = wakeups() - before;
  report("idle_wakeups", {woken * 100 / kIdleSeconds}, "1/s", woken);
  report("idle_cpu", {(cpu_ns() - cpu) / (kIdleSeconds * 100'000)}, "% of a core", 0);
}

}  // namespace bench
