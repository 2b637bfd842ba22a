// tests/programs/notify_storm.cc - thousands of signals of several kinds, while channels come and go and everything works.
//
// run: channels come and go
// args: channels
// run: signals for the process while goroutines, channels, timers, the heap and files are busy
// args: work
// run: the dispositions change all the time
// args: dispositions
#include <algorithm>
#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "signals.h"

using namespace std::chrono_literals;

static const int kinds[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGIO, 40, 64};

static void send(int sig) { CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), sig))); }

// storm sends count signals in each of four goroutines.
static void storm(rt0::wait_group& group, int count) {
  for (int i = 0; i < 4; i++) {
    group.go([=] {
      for (int k = 0; k < count; k++) {
        send(kinds[(i + k) % 6]);
        if (k % 16 == 0) rt0::gosched();
      }
    });
  }
}

static bool is_kind(int sig) { return std::find(std::begin(kinds), std::end(kinds), sig) != std::end(kinds); }

static void channels() {
  auto always = rt0::notify(kinds);
  auto last = rt0::notify({SIGTERM});
  std::atomic<long> received = 0;
  rt0::wait_group senders, others;
  storm(senders, 3000);
  for (int i = 0; i < 6; i++) {
    others.go([&, i] {
      for (int k = 0; k < 100; k++) {
        auto c = rt0::notify({kinds[i], kinds[(i + 1) % 6]});
        std::optional<int> got;
        for (int n = 0; n < 8; n++) {
          if (c.try_recv(got)) CHECK(got == kinds[i] || got == kinds[(i + 1) % 6]);
          rt0::gosched();
        }
        if (k % 2 == 0) rt0::stop_notify(c);
        const std::size_t queued = c.len();
        if (k % 2 == 0) rt0::gosched();
        if (k % 2 == 0) CHECK(c.len() == queued);
      }
    });
  }
  rt0::go([&] {
    for (int sig : always) {
      CHECK(is_kind(sig));
      received++;
    }
  });
  senders.wait();
  others.wait();
  send(SIGTERM);
  CHECK(last.recv() == SIGTERM);
  CHECK(received > 0);
}

static void work() {
  auto c = rt0::notify(kinds);
  std::atomic<bool> done = false;
  rt0::go([&] {
    for (int sig : c) CHECK(is_kind(sig));
  });
  rt0::wait_group senders, workers;
  storm(senders, 3000);
  for (int i = 0; i < 4; i++) {
    workers.go([&] {
      while (!done) {
        auto numbers = rt0::make_chan<std::unique_ptr<int>>(2);
        rt0::go([=] {
          for (int k = 1; k <= 20; k++) numbers.send(std::make_unique<int>(k));
          numbers.close();
        });
        int sum = 0;
        for (auto n : numbers) sum += *n;
        CHECK(sum == 210);
        rt0::sleep(20us);
        CHECK(rt0::read_file("/proc/self/comm").value().size() > 1);
      }
    });
  }
  senders.wait();
  done = true;
  workers.wait();
}

static void dispositions() {
  auto c = rt0::notify({SIGUSR1});
  rt0::wait_group group;
  storm(group, 1000);
  for (int i = 0; i < 4; i++) {
    group.go([i] {
      for (int k = 0; k < 200; k++) {
        const int sig = kinds[1 + (i + k) % 5];
        if (i % 2 == 0) rt0::ignore_signals({sig});
        auto d = rt0::notify({sig, SIGTERM});
        if (i % 2 == 1) rt0::reset_signals({sig});
        rt0::gosched();
      }
    });
  }
  group.wait();
  rt0::reset_signals({});
  for (const int sig : {SIGUSR1, SIGUSR2, SIGTERM}) CHECK(!rt0::signal_ignored(sig));
  send(SIGUSR1);
  settle();
}

int main() {
  const std::string_view what = rt0::args()[1];
  wait_until_caught();
  if (what == "channels") channels();
  if (what == "work") work();
  if (what == "dispositions") dispositions();
}
