// tests/programs/go_basic.cc - starting goroutines: what may be called, how arguments travel, who is who.
//
// stdout: ok go_basic
#include <rt0/rt0.h>

#include <functional>
#include <memory>
#include <string>

#include "waiting.h"

struct counter {
  int n = 0;
  rt0::chan<int> done = rt0::make_chan<int>();
  void run() { done.send(++n); }
  void add(int k, const std::string& s) { done.send(n += k + static_cast<int>(s.size())); }
};

static void free_function(int a, rt0::chan<int> c) { c.send(a); }

// Counts its copies and destructions, to see that each is destroyed once, in the goroutine.
struct traced {
  static inline std::atomic<int> live{0};
  traced() { live++; }
  traced(const traced&) { live++; }
  traced(traced&&) noexcept { live++; }
  ~traced() { live--; }
};

static void callables() {
  counter c;
  rt0::go(&counter::run, &c);
  CHECK(*c.done.recv() == 1);
  rt0::go(&counter::add, &c, 2, "four");
  CHECK(*c.done.recv() == 7);
  auto out = rt0::make_chan<int>();
  rt0::go(free_function, 5, out);
  CHECK(*out.recv() == 5);
  rt0::go([out](std::unique_ptr<int> p) { out.send(*p); }, std::make_unique<int>(9));
  CHECK(*out.recv() == 9);
  int value = 1;
  rt0::go([out](int& v) { v = 2; out.send(0); }, std::ref(value));
  out.recv();
  CHECK(value == 2);
  rt0::go(std::function<void()>([out] { out.send(3); }));
  CHECK(*out.recv() == 3);
  rt0::go({.stack_size = 1 << 20, .name = "roomy"}, [out] {
    volatile char big[900 * 1024];
    big[0] = 1;
    big[sizeof big - 1] = 4;
    out.send(big[sizeof big - 1]);
  });
  CHECK(*out.recv() == 4);
}

static void closures_are_destroyed() {
  rt0::wait_group group;
  for (int i = 0; i < 100; i++) group.go([t = traced()] { CHECK(traced::live > 0); });
  group.wait();
  while (traced::live != 0) rt0::gosched();
}

static void large_and_aligned_closures() {
  struct alignas(128) big {
    char bytes[200 * 1024];
  };
  auto out = rt0::make_chan<bool>();
  auto data = std::make_unique<big>();
  data->bytes[199 * 1024] = 42;
  rt0::go([out, b = *data] { out.send(reinterpret_cast<std::uintptr_t>(&b) % 128 == 0 && b.bytes[199 * 1024] == 42); });
  CHECK(*out.recv());
}

static void ids_and_counts() {
  CHECK(rt0::goid() == 1);
  CHECK(rt0::num_goroutine() == 1);
  auto in = rt0::make_chan<int>();
  auto out = rt0::make_chan<std::uint64_t>();
  for (int i = 0; i < 50; i++) rt0::go([=] { out.send(rt0::goid()); in.recv(); });
  std::uint64_t previous = 0, sum = 0;
  for (int i = 0; i < 50; i++) {
    const std::uint64_t id = *out.recv();
    CHECK(id > 1);
    sum += id != previous;
    previous = id;
  }
  CHECK(sum == 50);
  CHECK(rt0::num_goroutine() == 51);
  in.close();
  while (rt0::num_goroutine() != 1) rt0::gosched();
}

static void many() {
  std::atomic<int> n{0};
  rt0::wait_group group;
  for (int i = 0; i < 20000; i++) group.go([&] { n++; rt0::gosched(); n++; });
  group.wait();
  CHECK(n == 40000);
}

static void deferred_by_goexit() {
  auto order = rt0::make_chan<int>(8);
  rt0::go([order] {
    rt0::defer first{[&] { order.send(1); order.close(); }};
    rt0::defer second{[&] { rt0::gosched(); order.send(2); }};
    { rt0::defer inner{[&] { order.send(3); }}; }
    rt0::goexit();
  });
  CHECK(*order.recv() == 3);
  CHECK(*order.recv() == 2);
  CHECK(*order.recv() == 1);
  CHECK(!order.recv());
}

static void blocking() {
  std::atomic<bool> other{false};
  rt0::go([&] { other = true; });
  const int r = rt0::blocking([&] {
    while (!other) {
    }
    return 6;
  });
  CHECK(r == 6);
  rt0::blocking([] {});
}

int main() {
  ids_and_counts();
  callables();
  closures_are_destroyed();
  large_and_aligned_closures();
  many();
  deferred_by_goexit();
  blocking();
  CHECK(rt0::num_cpu() >= 1);
  rt0::println("ok go_basic");
}
