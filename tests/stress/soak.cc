// tests/stress/soak.cc - everything at once, for as many seconds as the first argument says.
//
//     make soak MINUTES=10
//
// Goroutines run the jobs of soak_jobs.h over and over, while main changes the number of Ps. Each job checks what it
// did; at the end no goroutine, no descriptor and no object may be left over, and memory has to be back where it was after
// the first seconds. Prints figures on the way, one line every ten seconds. Layer: tests.
#include <rt0/mem.h>

#include <algorithm>
#include <charconv>

#include "soak_jobs.h"

namespace soak {

struct Job {
  const char* name;
  long (*round)(Random&);
  int goroutines;
  std::atomic<long> rounds, ops;
};

static Job jobs[] = {
    {"spawn_storm", spawn_storm, 2, {}, {}}, {"pipeline", pipeline, 2, {}, {}}, {"selects", selects, 2, {}, {}},
    {"locks", locks, 2, {}, {}},             {"timers", timers, 3, {}, {}},     {"tcp", tcp, 2, {}, {}},
    {"pipes", pipes, 2, {}, {}},             {"blocking", blocking_calls, 2, {}, {}}, {"memory", memory, 2, {}, {}},
    {"stacks", stacks, 2, {}, {}},
};

struct State {
  long rss_kib, descriptors, goroutines;
  std::uint64_t heap_objects;
};

static long rss_kib() {
  const auto text = rt0::read_file("/proc/self/statm").value();
  const std::size_t space = text.find(' ');
  long pages = 0;
  std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
  return pages * 4;
}

static long descriptors() {
  long n = -1;  // the directory itself
  auto directory = rt0::open_dir("/proc/self/fd").value();
  for ([[maybe_unused]] const rt0::dir_entry& e : directory) n++;
  return n;
}

static State state() {
  return {rss_kib(), descriptors(), rt0::num_goroutine(), rt0::read_mem_stats().heap_objects};
}

static void print(const char* when, const State& s) {
  rt0::println("{}: rss {} KiB, {} descriptors, {} goroutines, {} objects", when, s.rss_kib, s.descriptors, s.goroutines,
               s.heap_objects);
}

static void run_jobs(std::chrono::nanoseconds how_long) {
  const auto begin = steady_clock::now(), end = begin + how_long;
  rt0::wait_group workers;
  unsigned seed = 0;
  for (Job& job : jobs) {
    for (int i = 0; i < job.goroutines; i++) {
      workers.go([&job, end, random = Random(++seed)]() mutable {
        while (steady_clock::now() < end) {
          job.ops += job.round(random);
          job.rounds++;
        }
      });
    }
  }
  const int procs = rt0::gomaxprocs();
  auto next_line = begin + std::chrono::seconds(10);
  for (int n = 1; steady_clock::now() < end; n = n % (procs + 2) + 1) {
    rt0::gomaxprocs(n);
    rt0::sleep(std::chrono::milliseconds(30));
    if (steady_clock::now() < next_line) continue;
    next_line += std::chrono::seconds(10);
    print("under way", state());
    static_cast<void>(rt0::out.flush());
  }
  workers.wait();
  rt0::gomaxprocs(procs);
}

// Memory goes back in the background: what the state is when RSS has not fallen for three seconds.
static State settled() {
  State s = state();
  for (int still = 0; still < 3;) {
    rt0::sleep(std::chrono::seconds(1));
    const State next = state();
    still = next.rss_kib < s.rss_kib ? 0 : still + 1;
    s = next;
  }
  return s;
}

static bool is_back(const State& now, const State& was) {
  return now.goroutines == was.goroutines && now.descriptors == was.descriptors && now.heap_objects <= was.heap_objects &&
         now.rss_kib <= was.rss_kib + was.rss_kib / 10 + 4096;
}

}  // namespace soak

int main(int argc, char** argv) {
  using namespace soak;
  const auto how_long = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 60);
  // What the runtime makes once and keeps is there after a few seconds: from then on nothing may grow.
  run_jobs(std::min<std::chrono::nanoseconds>(how_long / 5, std::chrono::seconds(20)));
  const State was = settled();
  print("begin", was);
  for (Job& job : jobs) job.rounds = job.ops = 0;

  run_jobs(how_long);
  const State now = settled();
  for (const Job& job : jobs) rt0::println("{}\t{}\trounds\t{}\toperations", job.name, job.rounds.load(), job.ops.load());
  print("end", now);
  for (const Job& job : jobs) CHECK(job.rounds > 0);
  if (is_back(now, was)) return 0;
  rt0::eprintln("soak: something is left over");
  return 1;
}
