// bench/sched.cc - the scheduler's rows, the same work as the peers' benchmarks under the same names.
//
//     GOMAXPROCS=2 build/bench/sched ROW [N]      all rows without ROW
//
// Layer: bench.
#include <rt0/rt0.h>

#include <charconv>
#include <random>
#include <string_view>

#include "bench/measure.h"

using bench::per_op;
using bench::whole;

static void check(bool ok, const char* row) {
  if (!ok) rt0::panic(row);
}

static void spawn(long n) {
  constexpr long kBatch = 1000;
  for (long left = n; left > 0; left -= kBatch) {
    const int batch = static_cast<int>(std::min(left, kBatch));
    rt0::wait_group group;
    group.add(batch);
    for (int i = 0; i < batch; i++) rt0::go([&group] { group.done(); });
    group.wait();
  }
}

static void yield(long n) {
  rt0::wait_group group;
  for (int t = 0; t < 2; t++) {
    group.go([n] {
      for (long i = 0; i < n / 2; i++) rt0::gosched();
    });
  }
  group.wait();
}

static void pingpong(long n) {
  auto a = rt0::make_chan<long>(), b = rt0::make_chan<long>();
  rt0::wait_group group;
  group.go([&, n] {
    for (long i = 0; i < n; i++) b.send(*a.recv());
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) {
      a.send(i);
      check(*b.recv() == i, "pingpong");
    }
  });
  group.wait();
}

static void chan_buffered(long n) {
  auto c = rt0::make_chan<long>(128);
  rt0::wait_group group;
  group.go([&, n] {
    for (long i = 0; i < n; i++) c.send(i);
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) check(*c.recv() == i, "chan_buffered");
  });
  group.wait();
}

static void chan_contended(long n) {
  auto c = rt0::make_chan<long>(16);
  rt0::wait_group group;
  for (int t = 0; t < 8; t++) {
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) c.send(i);
    });
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) c.recv();
    });
  }
  group.wait();
}

static void select2(long n) {
  auto a = rt0::make_chan<long>(), b = rt0::make_chan<long>();
  rt0::wait_group group;
  for (auto c : {a, b}) {
    group.go([c, n] {
      for (long i = 0; i < n / 2; i++) c.send(i);
    });
  }
  group.go([&, n] {
    long sum = 0;
    for (long i = 0; i < n / 2 * 2; i++) {
      rt0::select(rt0::on_recv(a, [&](std::optional<long> v) { sum += *v; }),
                  rt0::on_recv(b, [&](std::optional<long> v) { sum -= *v; }));
    }
    check(sum == 0, "select2");
  });
  group.wait();
}

// The stages of a finished sieve stay parked, as in the peers' versions.
static long sieve(long n) {
  auto done = rt0::make_chan<long>();
  rt0::go([done, n] {
    auto source = rt0::make_chan<long>();
    rt0::go([source] {
      for (long i = 2;; i++) source.send(i);
    });
    long prime = 0;
    for (long i = 0; i < n; i++) {
      prime = *source.recv();
      auto next = rt0::make_chan<long>();
      rt0::go([in = source, out = next, prime] {
        for (;;) {
          const long v = *in.recv();
          if (v % prime != 0) out.send(v);
        }
      });
      source = next;
    }
    done.send(prime);
  });
  return *done.recv();
}

static void skynet(const rt0::chan<long>& c, long number, long size) {
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

static long fib(int n) {
  if (n < 2) return n;
  auto c = rt0::make_chan<long>(1);
  rt0::go([c, n] { c.send(fib(n - 1)); });
  const long y = fib(n - 2);
  return *c.recv() + y;
}

static long resident_bytes() {
  const auto text = rt0::read_file("/proc/self/statm").value_or("");
  const std::size_t space = text.find(' ');
  long pages = 0;
  if (space != text.npos) std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
  return pages * 4096;
}

static void parked_mem(long n) {
  auto c = rt0::make_chan<int>();
  const long before = resident_bytes();
  const std::int64_t begin = bench::now_ns();
  for (long i = 0; i < n; i++) {
    rt0::go([c] { c.recv(); });
    if (i % 1000 == 999) rt0::gosched();
  }
  rt0::sleep(std::chrono::milliseconds(100));
  const std::int64_t ms = (bench::now_ns() - begin) / 1'000'000;
  const long after = resident_bytes();
  bench::report("parked_mem", {(after - before) * 100 / n}, "bytes/task", n);
  rt0::println("# parked_mem n={} rss={}MB create={}ms", n, after >> 20, ms);
}

static std::int64_t cpu_ns() {
  // utime and stime of /proc/self/stat, in hundredths of a second, behind the name in parentheses.
  const auto text = rt0::read_file("/proc/self/stat").value_or("");
  std::size_t at = text.rfind(')') + 2;
  for (int field = 3; field < 14; field++) at = text.find(' ', at) + 1;
  long user = 0, system = 0;
  auto r = std::from_chars(text.data() + at, text.data() + text.size(), user);
  std::from_chars(r.ptr + 1, text.data() + text.size(), system);
  return (user + system) * 10'000'000;
}

static void timers(long n) {
  std::vector<std::int64_t> over, cpu;
  std::mt19937 random(1);
  for (int r = 0; r < bench::kReps; r++) {
    std::vector<int> ms(static_cast<std::size_t>(n));
    for (int& m : ms) m = 1 + static_cast<int>(random() % 50);
    const std::int64_t cpu_before = cpu_ns(), begin = bench::now_ns();
    rt0::wait_group group;
    group.add(static_cast<int>(n));
    for (int m : ms) {
      rt0::go([&group, m] {
        rt0::sleep(std::chrono::milliseconds(m));
        group.done();
      });
    }
    group.wait();
    over.push_back((bench::now_ns() - begin) / 10'000 - 5000);
    cpu.push_back((cpu_ns() - cpu_before) / 10'000);
  }
  bench::report("timers_over", over, "ms", n);
  bench::report("timers_cpu", cpu, "ms", n);
}

static void mutex(long n) {
  rt0::mutex mu;
  long x = 0;
  rt0::wait_group group;
  for (int t = 0; t < 8; t++) {
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) {
        mu.lock();
        asm volatile("" : "+m"(x));
        x++;
        mu.unlock();
      }
    });
  }
  group.wait();
  check(x == n / 8 * 8, "mutex");
}

static bool run(std::string_view row, long n) {
  auto size = [n](long standard) { return n > 0 ? n : standard; };
  if (row == "spawn") per_op(row, 1'000'000, spawn);
  else if (row == "yield") per_op(row, 2'000'000, yield);
  else if (row == "pingpong") per_op(row, 1'000'000, pingpong);
  else if (row == "chan_buffered") per_op(row, 4'000'000, chan_buffered);
  else if (row == "chan_contended") per_op(row, 2'000'000, chan_contended);
  else if (row == "select2") per_op(row, 1'000'000, select2);
  else if (row == "mutex") per_op(row, 4'000'000, mutex);
  else if (row == "sieve") {
    const long k = size(2500);
    whole(row, k, [k] { check(sieve(k) == 22307 || k != 2500, "sieve"); });
  } else if (row == "skynet") {
    whole(row, 1'000'000, [] {
      auto c = rt0::make_chan<long>();
      rt0::go([c] { skynet(c, 0, 1'000'000); });
      check(*c.recv() == 499'999'500'000, "skynet");
    });
  } else if (row == "fib_tree") {
    whole(row, 30, [] { check(fib(30) == 832040, "fib_tree"); });
  } else if (row == "parked_mem") parked_mem(size(1'000'000));
  else if (row == "timers") timers(size(100'000));
  else return false;
  return true;
}

int main(int argc, char** argv) {
  long n = 0;
  if (argc > 2) {
    const std::string_view text = argv[2];
    std::from_chars(text.data(), text.data() + text.size(), n);
  }
  if (argc > 1) {
    if (run(argv[1], n)) return 0;
    rt0::eprintln("sched: no row {}", std::string_view(argv[1]));
    return 2;
  }
  for (const char* row : {"spawn", "yield", "pingpong", "chan_buffered", "chan_contended", "select2", "mutex", "sieve", "skynet",
                          "fib_tree", "timers", "parked_mem"}) {
    run(row, n);
  }
}
