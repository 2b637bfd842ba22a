// bench/peers/boost_fiber.cpp - the rows of bench/sched.cc with Boost.Fiber: same work, same names, same output.
//
//     GOMAXPROCS=2 boost_fiber ROW [N]
//
// One thread schedules round robin; with more, each steals work (boost::fibers::algo::work_stealing). Stacks and
// launch policy are the library's defaults. It has no select, and yields between two fibers on one thread only. A row
// that it does not know is status 3. A job of more than 2 s is done once. Layer: bench.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/fiber/all.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace fibers = boost::fibers;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Unbuffered = fibers::unbuffered_channel<long>;
using Buffered = fibers::buffered_channel<long>;

static int workers = 1;
static int repetitions = 9;

static void report(const char* row, std::vector<double> values, const char* unit, long n) {
  std::sort(values.begin(), values.end());
  std::printf("%s_w%d\t%.2f\t%s\n", row, workers, values[values.size() / 2], unit);
  std::printf("# %s_w%d min=%.2f max=%.2f reps=%zu n=%ld\n", row, workers, values.front(), values.back(),
              values.size(), n);
}

template <class F>
static double seconds(F job) {
  const auto begin = Clock::now();
  job();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// per_op chooses n so that one repetition takes about 0.3 s, a multiple of 1600.
static void per_op(const char* row, long nominal, void (*job)(long)) {
  const auto rounded = [](double n) { return (static_cast<long>(n) / 1600 + 1) * 1600; };
  long n = rounded(static_cast<double>(nominal) / 200);
  double took = seconds([&] { job(n); });
  while (took < 0.04 && n < nominal * 16) {
    n *= 4;
    took = seconds([&] { job(n); });
  }
  n = rounded(static_cast<double>(n) * 0.3 / took);
  std::vector<double> values;
  for (int i = 0; i < repetitions; i++) values.push_back(seconds([&] { job(n); }) * 1e9 / static_cast<double>(n));
  report(row, values, "ns/op", n);
}

template <class F>
static void whole(const char* row, long n, F job) {
  const double first = seconds(job);
  std::vector<double> values;
  if (first > 2) values.push_back(first * 1e3);
  else
    for (int i = 0; i < repetitions; i++) values.push_back(seconds(job) * 1e3);
  report(row, values, "ms", n);
}

static void check(bool ok, const char* row) {
  if (ok) return;
  std::fprintf(stderr, "boost_fiber: %s is wrong\n", row);
  std::_Exit(1);
}

template <class F>
static void go(F f) {
  fibers::fiber(std::move(f)).detach();
}

// Group waits for fibers that may end on any thread: the last one sends a message.
class Group {
 public:
  explicit Group(long n) : state_(std::make_shared<State>(n)) {}
  template <class F>
  void go(F f) {
    ::go([f = std::move(f), state = state_]() mutable {
      f();
      if (state->left.fetch_sub(1) == 1) state->done.push(0);
    });
  }
  void wait() {
    long none;
    state_->done.pop(none);
  }

 private:
  struct State {
    explicit State(long n) : left(n) {}
    std::atomic<long> left;
    Buffered done{2};
  };
  std::shared_ptr<State> state_;
};

static long receive(auto& channel) {
  long v = 0;
  channel.pop(v);
  return v;
}

static void spawn(long n) {
  std::vector<fibers::fiber> batch;
  for (long left = n; left > 0; left -= 1000) {
    batch.clear();
    for (long i = 0; i < std::min(left, 1000L); i++) batch.emplace_back([] {});
    for (auto& f : batch) f.join();
  }
}

static void yield(long n) {
  Group group(2);
  for (int t = 0; t < 2; t++) {
    group.go([n] {
      for (long i = 0; i < n / 2; i++) boost::this_fiber::yield();
    });
  }
  group.wait();
}

static void pingpong(long n) {
  Unbuffered there, back;
  Group group(2);
  group.go([&, n] {
    for (long i = 0; i < n; i++) back.push(receive(there));
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) {
      there.push(i);
      check(receive(back) == i, "pingpong");
    }
  });
  group.wait();
}

static void chan_buffered(long n) {
  Buffered c(128);
  Group group(2);
  group.go([&, n] {
    for (long i = 0; i < n; i++) c.push(i);
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) check(receive(c) == i, "chan_buffered");
  });
  group.wait();
}

static void chan_contended(long n) {
  Buffered c(16);
  Group group(16);
  for (int t = 0; t < 8; t++) {
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) c.push(i);
    });
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) receive(c);
    });
  }
  group.wait();
}

static void mutex(long n) {
  fibers::mutex mu;
  long x = 0;
  Group group(8);
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

// The stages of a finished sieve stay parked.
static long sieve(long n) {
  using Channel = std::shared_ptr<Unbuffered>;
  Channel source = std::make_shared<Unbuffered>();
  go([c = source] {
    for (long i = 2;; i++) c->push(i);
  });
  long prime = 0;
  for (long i = 0; i < n; i++) {
    prime = receive(*source);
    Channel next = std::make_shared<Unbuffered>();
    go([in = source, out = next, prime] {
      for (;;) {
        const long v = receive(*in);
        if (v % prime != 0) out->push(v);
      }
    });
    source = next;
  }
  return prime;
}

static void skynet(std::shared_ptr<Unbuffered> up, long number, long size) {
  if (size == 1) {
    up->push(number);
    return;
  }
  auto children = std::make_shared<Unbuffered>();
  for (long i = 0; i < 10; i++) go([=] { skynet(children, number + i * (size / 10), size / 10); });
  long sum = 0;
  for (int i = 0; i < 10; i++) sum += receive(*children);
  up->push(sum);
}

static long fib(int n) {
  if (n < 2) return n;
  auto c = std::make_shared<Buffered>(2);
  go([c, n] { c->push(fib(n - 1)); });
  const long y = fib(n - 2);
  return receive(*c) + y;
}

static double cpu_ms() {
  rusage r;
  getrusage(RUSAGE_SELF, &r);
  return static_cast<double>(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e3 +
         static_cast<double>(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e3;
}

static void timers(long n) {
  std::vector<double> over, used;
  std::mt19937 random(1);
  for (int r = 0; r < repetitions; r++) {
    std::vector<int> sleeps(static_cast<std::size_t>(n));
    for (int& ms : sleeps) ms = 1 + static_cast<int>(random() % 50);
    const double cpu_before = cpu_ms();
    const double took = seconds([&] {
      Group group(n);
      for (int ms : sleeps) group.go([ms] { boost::this_fiber::sleep_for(milliseconds(ms)); });
      group.wait();
    });
    over.push_back(took * 1e3 - 50);
    used.push_back(cpu_ms() - cpu_before);
  }
  report("timers_over", over, "ms", n);
  report("timers_cpu", used, "ms", n);
}

static void timer_late(long n) {
  std::vector<double> late;
  std::mt19937 random(1);
  for (long i = 0; i < n; i++) {
    const std::chrono::microseconds d(500 + random() % 5000);
    late.push_back((seconds([&] { boost::this_fiber::sleep_for(d); }) - static_cast<double>(d.count()) / 1e6) * 1e6);
  }
  std::sort(late.begin(), late.end());
  report("timer_late_p99", {late[(late.size() - 1) * 99 / 100]}, "us", n);
}

static double resident_bytes() {
  long size = 0, pages = 0;
  std::FILE* f = std::fopen("/proc/self/statm", "r");
  if (f == nullptr || std::fscanf(f, "%ld %ld", &size, &pages) != 2) pages = 0;
  if (f != nullptr) std::fclose(f);
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

static void parked_mem(long n) {
  auto c = std::make_shared<Unbuffered>();
  const double before = resident_bytes();
  for (long i = 0; i < n; i++) {
    go([c] { receive(*c); });
    if (i % 1000 == 999) boost::this_fiber::yield();
  }
  boost::this_fiber::sleep_for(milliseconds(100));
  report("parked_mem", {(resident_bytes() - before) / static_cast<double>(n)}, "bytes/task", n);
}

static bool run(const std::string& row, long n) {
  if (row == "spawn") per_op("spawn", 1'000'000, spawn);
  else if (row == "yield" && workers == 1) per_op("yield", 2'000'000, yield);
  else if (row == "pingpong") per_op("pingpong", 1'000'000, pingpong);
  else if (row == "chan_buffered") per_op("chan_buffered", 4'000'000, chan_buffered);
  else if (row == "chan_contended") per_op("chan_contended", 2'000'000, chan_contended);
  else if (row == "mutex") per_op("mutex", 4'000'000, mutex);
  else if (row == "sieve") whole("sieve", 2500, [] { check(sieve(2500) == 22307, "sieve"); });
  else if (row == "skynet")
    whole("skynet", 1'000'000, [] {
      auto c = std::make_shared<Unbuffered>();
      go([c] { skynet(c, 0, 1'000'000); });
      check(receive(*c) == 499'999'500'000, "skynet");
    });
  else if (row == "fib_tree") whole("fib_tree", 30, [] { check(fib(30) == 832'040, "fib_tree"); });
  else if (row == "timers") timers(n > 0 ? n : 100'000);
  else if (row == "timer_late") timer_late(n > 0 ? n : 1000);
  else if (row == "parked_mem") parked_mem(n > 0 ? n : 1'000'000);
  else return false;
  return true;
}

// A thread that only steals: its own fiber waits for ever.
static void steal() {
  fibers::use_scheduling_algorithm<fibers::algo::work_stealing>(static_cast<std::uint32_t>(workers));
  fibers::mutex mu;
  fibers::condition_variable never;
  std::unique_lock<fibers::mutex> lock(mu);
  for (;;) never.wait(lock);
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  if (const char* text = std::getenv("GOMAXPROCS")) workers = std::max(1, std::atoi(text));
  if (const char* text = std::getenv("BENCH_REPS")) repetitions = std::max(1, std::atoi(text));
  if (workers > 1) {
    for (int i = 1; i < workers; i++) std::thread(steal).detach();
    fibers::use_scheduling_algorithm<fibers::algo::work_stealing>(static_cast<std::uint32_t>(workers));
  }
  const bool known = run(argv[1], argc > 2 ? std::atol(argv[2]) : 0);
  std::fflush(stdout);
  _exit(known ? 0 : 3);  // fibers that are parked are left behind
}
