// tests/programs/preempt_storm.cc - preemptions by the thousand, in the middle of everything that a program does.
//
// Goroutines allocate, send and receive values that move by the program's own functions, copy and search memory, sort, lock,
// select, start other goroutines and change the number of Ps, while a storm preempts them. What comes out is checked; debug
// builds also check at each preemption that the thread holds no lock. Signals that nobody asked for do no harm.
//
// stdout: ok preempt_storm
// timeout: 60
#include "storm.h"
#include "waiting.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <string>

static std::atomic<bool> stop{false};

static void allocates() {
  for (std::uint32_t i = 1; !stop; i++) {
    const std::size_t bytes = 1 + i * 2654435761u % 5000;
    auto* p = static_cast<unsigned char*>(std::malloc(bytes));
    CHECK(p != nullptr);
    p[0] = p[bytes - 1] = static_cast<unsigned char>(i);
    auto q = std::make_unique<std::string>(bytes % 100, 'x');
    CHECK(p[0] == static_cast<unsigned char>(i) && p[bytes - 1] == p[0]);
    CHECK(q->size() == bytes % 100);
    std::free(p);
  }
}

static void copies() {
  std::vector<char> from(300'000, 'a'), to(300'000, 'b');
  for (int i = 0; !stop; i++) {
    from[static_cast<std::size_t>(i) % from.size()] = static_cast<char>('c' + i % 20);
    std::memcpy(to.data(), from.data(), from.size());
    CHECK(std::memcmp(to.data(), from.data(), from.size()) == 0);
    std::memmove(to.data() + 1, to.data(), to.size() - 1);
    CHECK(std::memcmp(to.data() + 1, from.data(), from.size() - 1) == 0);
    to.back() = '\0';
    CHECK(std::strlen(to.data()) == to.size() - 1);
  }
}

// A value that takes its time to move, in the program's text.
struct slow {
  explicit slow(int v) : value(v), text(std::to_string(v)) {}
  slow(slow&& o) noexcept : value(o.value), text(std::move(o.text)) {
    for (int i = 0; i < 2000; i++) asm volatile("");
  }
  slow& operator=(slow&&) = default;

  int value;
  std::string text;
};

static void passes_values(std::size_t capacity) {
  const auto c = rt0::make_chan<slow>(capacity);
  const auto plain = rt0::make_chan<int>(capacity);
  rt0::wait_group group;
  group.go([=] {
    for (int i = 0; !stop; i++) {
      c.send(slow(i));
      plain.send(i);
    }
    c.close();
    plain.close();
  });
  int next = 0;
  for (slow v : c) {
    CHECK(v.value == next && v.text == std::to_string(next));
    int got = -1;
    rt0::select(rt0::on_recv(plain, [&](std::optional<int> n) { got = n.value_or(next); }), rt0::on_recv(rt0::chan<int>()));
    CHECK(got == next);
    next++;
  }
  group.wait();
}

static rt0::mutex lock;
static std::map<int, long> shared;

static void locks(int who) {
  for (int i = 0; !stop; i++) {
    std::lock_guard guard(lock);
    shared[who * 100 + i % 50]++;
    shared.erase(who * 100 + (i + 25) % 50);
  }
}

static void sorts() {
  std::uint32_t seed = 1;
  while (!stop) {
    std::vector<std::uint32_t> v(5000);
    for (auto& x : v) x = seed = seed * 1664525 + 1013904223;
    std::qsort(v.data(), v.size(), sizeof v[0], [](const void* a, const void* b) {
      const auto x = *static_cast<const std::uint32_t*>(a), y = *static_cast<const std::uint32_t*>(b);
      return x < y ? -1 : static_cast<int>(x > y);
    });
    CHECK(std::is_sorted(v.begin(), v.end()));
  }
}

static void starts_goroutines() {
  while (!stop) {
    rt0::wait_group group;
    std::atomic<int> sum{0};
    for (int i = 0; i < 20; i++) group.go([&sum, i] { sum += i; });
    group.wait();
    CHECK(sum == 190);
  }
}

static void changes_procs() {
  const int n = rt0::gomaxprocs();
  while (!stop) {
    rt0::gomaxprocs(n + 1);
    rt0::gomaxprocs(n);
    rt0::sleep(std::chrono::milliseconds(5));
  }
}

static void formats() {
  for (int i = 0; !stop; i++) CHECK(rt0::format("{}-{:>5}", i, i % 1000).size() >= 7);
}

// Down to where there is no room for the registers, and back: who is found there cannot be preempted. What a goroutine may use ends
// 8 KiB earlier (kStackReserve in sched/newproc.h). Stacks come in a few sizes, the first of 256 KiB: of
// many that are asked for some end at the guard.
[[gnu::noinline]] static std::uintptr_t descends(std::uintptr_t lowest) {
  volatile char frame[64];
  frame[0] = 1;
  if (reinterpret_cast<std::uintptr_t>(&frame) > lowest) return static_cast<unsigned char>(frame[0]) + descends(lowest);
  for (int i = 0; i < 300'000; i++) asm volatile("");
  return static_cast<unsigned char>(frame[0]);
}
static void runs_deep() {
  for (std::size_t bytes = 240'000; !stop; bytes = bytes < 254'000 ? bytes + 512 : 240'000) {
    rt0::wait_group group;
    group.add(1);
    rt0::go(rt0::go_options{.stack_size = bytes}, [&group, bytes] {
      const std::uintptr_t top = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
      for (int i = 0; i < 3; i++) CHECK(descends(top - bytes - 8192 + 512) > 50);
      group.done();
    });
    group.wait();
  }
}

int main() {
  {
    storm wind(20'000);
    rt0::wait_group group;
    group.go(allocates);
    group.go(copies);
    group.go(passes_values, std::size_t{0});
    group.go(passes_values, std::size_t{3});
    group.go(locks, 1);
    group.go(locks, 2);
    group.go(sorts);
    group.go(starts_goroutines);
    group.go(changes_procs);
    group.go(formats);
    group.go(runs_deep);
    rt0::sleep(std::chrono::milliseconds(1000));
    stop = true;
    group.wait();
  }
  rt0::println("ok preempt_storm");
}
