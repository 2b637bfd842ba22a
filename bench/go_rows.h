// bench/go_rows.h - what goroutines cost: making, yielding, trees of them, parked ones.
//
// Layer: bench.
#pragma once
#include <rt0/rt0.h>

#include <charconv>

#include "bench/measure.h"

namespace bench {

inline void spawn(long n) {
  constexpr long kBatch = 1000;
  for (long left = n; left > 0; left -= kBatch) {
    const int batch = static_cast<int>(std::min(left, kBatch));
    rt0::wait_group group;
    group.add(batch);
    for (int i = 0; i < batch; i++) rt0::go([&group] { group.done(); });
    group.wait();
  }
}

inline void yield(long n) {
  rt0::wait_group group;
  for (int t = 0; t < 2; t++) {
    group.go([n] {
      for (long i = 0; i < n / 2; i++) rt0::gosched();
    });
  }
  group.wait();
}

inline void skynet(const rt0::chan<long>& c, long number, long size) {
  if (size == 1) {
    c.send(number);
    return;
  }
  auto children = rt0::make_chan<long>();
  for (long i = 0; i < 10; i++) {
    rt0::go([children, number, size, i] { skynet(children, number + i * (size / 10), size / 10); });
  }
  long sum = 0;
  for (int i = 0; i < 10; i++) sum += *children.recv();
  c.send(sum);
}

inline void skynet_row(long) {
  whole("skynet", 1'000'000, [] {
    auto c = rt0::make_chan<long>();
    rt0::go([c] { skynet(c, 0, 1'000'000); });
    check(*c.recv() == 499'999'500'000, "skynet");
  });
}

inline long fib(int n) {
  if (n < 2) return n;
  auto c = rt0::make_chan<long>(1);
  rt0::go([c, n] { c.send(fib(n - 1)); });
  const long y = fib(n - 2);
  return *c.recv() + y;
}

inline void fib_tree_row(long) {
  whole("fib_tree", 30, [] { check(fib(30) == 832040, "fib_tree"); });
}

inline long resident_bytes() {
  const auto text = rt0::read_file("/proc/self/statm").value_or("");
  const std::size_t space = text.find(' ');
  long pages = 0;
  if (space != text.npos) std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
  return pages * 4096;
}

inline void parked_mem(long n) {
  auto c = rt0::make_chan<int>();
  const long before = resident_bytes();
  const std::int64_t begin = now_ns();
  for (long i = 0; i < n; i++) {
    rt0::go([c] { c.recv(); });
    if (i % 1000 == 999) rt0::gosched();
  }
  rt0::sleep(std::chrono::milliseconds(100));
  const std::int64_t ms = (now_ns() - begin) / 1'000'000;
  const long after = resident_bytes();
  report("parked_mem", {(after - before) * 100 / n}, "bytes/task", n);
  rt0::println("# parked_mem n={} rss={}MB create={}ms", n, after >> 20, ms);
}

}  // namespace bench
