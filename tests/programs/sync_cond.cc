// tests/programs/sync_cond.cc - condition_variable: order, time limits, no wake-up for nothing.
//
// After Go's sync/cond_test.go, retold, and the standard's wait_for and wait_until.
#include <mutex>
#include <vector>

#include "waiting.h"

using namespace std::chrono_literals;

static constinit rt0::condition_variable global;

static void notify_one_wakes_who_has_waited_longest() {
  rt0::mutex m;
  rt0::condition_variable c;
  std::vector<int> order;
  rt0::wait_group all;
  for (int i = 0; i < 10; i++) {
    all.go([&, i] {
      std::unique_lock lock(m);
      c.wait(lock);
      CHECK(lock.owns_lock());
      order.push_back(i);
    });
    settle();
  }
  for (int i = 0; i < 10; i++) {
    {
      std::lock_guard lock(m);
      CHECK(order.size() == static_cast<std::size_t>(i));
    }
    c.notify_one();
    settle();
  }
  all.wait();
  for (int i = 0; i < 10; i++) CHECK(order[static_cast<std::size_t>(i)] == i);
}

static void notify_all_wakes_all_and_nobody_else_wakes() {
  rt0::mutex m;
  rt0::condition_variable c;
  int woken = 0;
  rt0::wait_group all;
  c.notify_one();  // nobody there: nothing is kept
  c.notify_all();
  for (int i = 0; i < 20; i++) {
    all.go([&] {
      std::unique_lock lock(m);
      c.wait(lock);
      woken++;
    });
  }
  settle();
  rt0::sleep(5ms);
  {
    std::lock_guard lock(m);
    CHECK(woken == 0);
  }
  c.notify_all();
  all.wait();
  CHECK(woken == 20);
}

static void waits_for_a_predicate() {
  rt0::mutex m;
  rt0::condition_variable c;
  int turn = 0;
  rt0::wait_group all;
  for (int g = 0; g < 4; g++) {
    all.go([&, g] {
      for (int i = 0; i < 200; i++) {
        std::unique_lock lock(m);
        c.wait(lock, [&] { return turn % 4 == g; });
        turn++;
        c.notify_all();
      }
    });
  }
  all.wait();
  CHECK(turn == 800);
}

static void time_limits() {
  rt0::mutex m;
  rt0::condition_variable c;
  std::unique_lock lock(m);
  auto begin = rt0::steady_clock::now();
  CHECK(!c.wait_for(lock, 3ms));
  CHECK(lock.owns_lock() && rt0::steady_clock::now() - begin >= 3ms);
  CHECK(!c.wait_for(lock, 0s) && !c.wait_for(lock, -1h));
  begin = rt0::steady_clock::now();
  CHECK(!c.wait_until(lock, begin + 2ms) && rt0::steady_clock::now() >= begin + 2ms);
  auto wall = rt0::system_clock::now();
  CHECK(!c.wait_until(lock, wall + 2ms) && rt0::system_clock::now() >= wall + 2ms);
  CHECK(!c.wait_for(lock, 1ms, [] { return false; }));
  CHECK(c.wait_for(lock, 1ms, [] { return true; }));
  CHECK(!c.wait_until(lock, begin, [] { return false; }));
  CHECK(c.wait_until(lock, begin, [] { return true; }));

  bool flag = false;
  rt0::go([&] {
    settle();
    std::lock_guard guard(m);
    flag = true;
    c.notify_one();
  });
  CHECK(c.wait_for(lock, std::chrono::hours::max(), [&] { return flag; }));
  flag = false;
  rt0::go([&] {
    settle();
    c.notify_one();
  });
  CHECK(c.wait_for(lock, 1h));
}

// Notified and out of time at the same moment: each notify_one is used by exactly one waiter, or by none that
// is still there.
static void limits_race_with_notifications() {
  rt0::mutex m;
  rt0::condition_variable c;
  int notified = 0, timed_out = 0;
  rt0::wait_group all;
  for (int g = 0; g < 8; g++) {
    all.go([&, g] {
      for (int i = 0; i < 100; i++) {
        std::unique_lock lock(m);
        if (c.wait_for(lock, std::chrono::microseconds(20 + 10 * g)))
          notified++;
        else
          timed_out++;
      }
    });
  }
  int calls = 0;
  for (bool more = true; more; calls++) {
    rt0::sleep(30us);
    c.notify_one();
    std::lock_guard lock(m);
    more = notified + timed_out < 800;
  }
  all.wait();
  CHECK(notified <= calls);
}

static void may_be_destroyed_after_the_wait() {
  for (int i = 0; i < 300; i++) {
    auto* m = new rt0::mutex;
    auto* c = new rt0::condition_variable;
    bool ready = false;
    rt0::go([&ready, m, c] {
      std::lock_guard lock(*m);
      ready = true;
      c->notify_one();
    });
    {
      std::unique_lock lock(*m);
      c->wait(lock, [&] { return ready; });
    }
    __builtin_memset(static_cast<void*>(c), 0xff, sizeof *c);
    delete c;
    delete m;
  }
}

int main() {
  global.notify_all();
  notify_one_wakes_who_has_waited_longest();
  notify_all_wakes_all_and_nobody_else_wakes();
  waits_for_a_predicate();
  time_limits();
  limits_race_with_notifications();
  may_be_destroyed_after_the_wait();
}
