// bench/sched.cc - the scheduler's rows, the same work as the peers' benchmarks under the same names.
//
//     GOMAXPROCS=2 build/bench/sched ROW [N]      all rows without ROW
//
// N is the size where a row has one: sieve, parked_mem, timers, timer_late. Layer: bench.
#include <rt0/rt0.h>

#include <charconv>
#include <string_view>

#include "bench/chan_rows.h"
#include "bench/go_rows.h"
#include "bench/measure.h"
#include "bench/time_rows.h"

namespace bench {

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

// A system call through the scheduler, the bare call beside it, and what the scheduler adds, without the call: where the kernel
// takes 500 ns and more for the call the difference of the first two is noise.
static void syscall(long n) {
  for (long i = 0; i < n; i++) {
    rt0::abi::entersyscall();
    rt0::getppid();
    rt0::abi::exitsyscall();
  }
}
static void syscall_bare(long n) {
  for (long i = 0; i < n; i++) rt0::getppid();
}
static void syscall_states(long n) {
  for (long i = 0; i < n; i++) {
    rt0::abi::entersyscall();
    rt0::abi::exitsyscall();
  }
}

struct Row {
  std::string_view name;
  void (*run)(long n);
  long n = 0;  // of a row that has a size
};

// Every row in a process of its own is the fair way: parked goroutines of one weigh on the next.
static constexpr Row kRows[] = {
    {"spawn", [](long) { per_op("spawn", 1'000'000, spawn); }},
    {"yield", [](long) { per_op("yield", 2'000'000, yield); }},
    {"pingpong", [](long) { per_op("pingpong", 1'000'000, pingpong); }},
    {"chan_buffered", [](long) { per_op("chan_buffered", 4'000'000, chan_buffered); }},
    {"chan_contended", [](long) { per_op("chan_contended", 2'000'000, chan_contended); }},
    {"select2", [](long) { per_op("select2", 1'000'000, select2); }},
    {"mutex", [](long) { per_op("mutex", 4'000'000, mutex); }},
    {"syscall", [](long) { per_op("syscall", 4'000'000, syscall); }},
    {"syscall_bare", [](long) { per_op("syscall_bare", 4'000'000, syscall_bare); }},
    {"syscall_states", [](long) { per_op("syscall_states", 4'000'000, syscall_states); }},
    {"sieve", sieve_row, 2500},
    {"skynet", skynet_row},
    {"fib_tree", fib_tree_row},
    {"timers", timers, 100'000},
    {"timer_late", timer_late, 1000},
    {"idle", [](long) { idle_none(), idle_sleepers(); }},
    {"parked_mem", parked_mem, 1'000'000},
};

}  // namespace bench

int main(int argc, char** argv) {
  long n = 0;
  if (argc > 2) {
    const std::string_view text = argv[2];
    std::from_chars(text.data(), text.data() + text.size(), n);
  }
  bool found = false;
  for (const bench::Row& row : bench::kRows) {
    if (argc > 1 && row.name != argv[1]) continue;
    found = true;
    row.run(n > 0 ? n : row.n);
  }
  if (found) return 0;
  rt0::eprintln("sched: no row {}", std::string_view(argv[1]));
  return 2;
}
