// tests/programs/chan_many.cc - many goroutines on one channel: nothing lost, nothing twice.
//
// After Go's chan_test.go (TestChan, TestPseudoRandomSend, TestMultiConsumer), retold.
#include <vector>

#include "waiting.h"

static void each_value_arrives_once(std::size_t cap) {
  constexpr int kGoroutines = 8, kEach = 1000;
  auto c = rt0::make_chan<int>(cap);
  auto seen = rt0::make_chan<std::vector<int>*>(kGoroutines);
  for (int p = 0; p < kGoroutines; p++) {
    rt0::go([=] {
      for (int i = 0; i < kEach; i++) c.send(i);
    });
    rt0::go([=] {
      auto* counts = new std::vector<int>(kEach);
      for (int i = 0; i < kEach; i++) (*counts)[static_cast<std::size_t>(*c.recv())]++;
      seen.send(counts);
    });
  }
  std::vector<int> total(kEach);
  for (int p = 0; p < kGoroutines; p++) {
    std::vector<int>* counts = *seen.recv();
    for (std::size_t i = 0; i < total.size(); i++) total[i] += (*counts)[i];
    delete counts;
  }
  for (int n : total) CHECK(n == kGoroutines);
  CHECK(c.len() == 0);
}

static void workers_share_a_queue() {
  constexpr int kWorkers = 23, kJobs = 4000;
  auto jobs = rt0::make_chan<int>(kWorkers / 4);
  auto results = rt0::make_chan<int>(kWorkers);
  rt0::wait_group workers;
  for (int w = 0; w < kWorkers; w++) {
    workers.go([=] {
      for (int v : jobs) {
        if (v % 7 == 0) rt0::gosched();
        results.send(v);
      }
    });
  }
  rt0::go([=] {
    for (int i = 0; i < kJobs; i++) jobs.send(i);
    jobs.close();
  });
  rt0::go([&] {
    workers.wait();
    results.close();
  });
  long sum = 0, count = 0;
  for (int v : results) sum += v, count++;
  CHECK(count == kJobs && sum == static_cast<long>(kJobs) * (kJobs - 1) / 2);
}

static void a_chain_passes_everything_on() {
  constexpr int kLength = 200, kValues = 20;
  auto first = rt0::make_chan<int>();
  auto in = first;
  for (int i = 0; i < kLength; i++) {
    auto out = rt0::make_chan<int>();
    rt0::go([=] {
      for (int v : in) out.send(v + 1);
      out.close();
    });
    in = out;
  }
  rt0::go([=] {
    for (int i = 0; i < kValues; i++) first.send(i);
    first.close();
  });
  int expected = kLength;
  for (int v : in) CHECK(v == expected++);
  CHECK(expected == kLength + kValues);
}

static void close_races_with_receivers() {
  for (int round = 0; round < 200; round++) {
    auto c = rt0::make_chan<int>(static_cast<std::size_t>(round % 3));
    rt0::wait_group receivers;
    int got = 0;
    for (int r = 0; r < 4; r++) {
      receivers.go([&, c] {
        for (int v : c) __atomic_fetch_add(&got, v, __ATOMIC_RELAXED);
      });
    }
    for (int i = 1; i <= 10; i++) c.send(i);
    c.close();
    receivers.wait();
    CHECK(got == 55);
  }
}

int main() {
  for (std::size_t cap : {0, 1, 10, 100}) each_value_arrives_once(cap);
  workers_share_a_queue();
  a_chain_passes_everything_on();
  close_races_with_receivers();
}
