// tests/programs/go_memory.cc - what a burst of goroutines leaves: its memory goes back to the kernel, the next is fast.
//
// N goroutines are parked at once and end. RSS must be back where it was within five seconds: while nothing runs, save
// for a look twice a second, and also while main works. By hand with 1000000.
//
// procs: 1 64
// builds: gcc debug
// args: 20000
#include <charconv>

#include "waiting.h"

static long rss_kib() {
  const auto text = rt0::read_file("/proc/self/statm").value();
  long pages = 0;
  std::from_chars(text.data() + text.find(' ') + 1, text.data() + text.size(), pages);
  return pages * 4;
}

static void burst(int n) {
  auto gate = rt0::make_chan<int>();
  rt0::wait_group all;
  for (int i = 0; i < n; i++) all.go([gate] { gate.recv(); });
  while (rt0::num_goroutine() <= n) rt0::gosched();
  gate.close();
  all.wait();
}

// What stays for good: 64 dead goroutines on each P, a few everywhere, eight bytes for each stack that there ever was.
static bool is_back(long now, long start, int n) {
  return now <= start + start / 10 + 1024 + 4 * 64 * rt0::gomaxprocs() + n / 100;
}

int main(int, char** argv) {
  const int n = std::atoi(argv[1]);
  burst(100);
  const long start = rss_kib();
  for (bool works : {false, true}) {
    burst(n);
    const long peak = rss_kib();
    CHECK(peak > start + 4L * n / 2);  // it was kept for the next burst
    const auto end = rt0::steady_clock::now() + std::chrono::seconds(5);
    const auto pause = std::chrono::milliseconds(works ? 2 : 500);
    while (rt0::steady_clock::now() < end && !is_back(rss_kib(), start, n)) rt0::sleep(pause);
    const long now = rss_kib();
    rt0::println("start {} KiB, burst {}, later {}", start, peak, now);
    CHECK(is_back(now, start, n));
  }
}
