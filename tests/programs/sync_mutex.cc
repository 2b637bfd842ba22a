// tests/programs/sync_mutex.cc - mutex: exclusion, try_lock, the standard's guards, fairness.
//
// Each function is one sentence or two of the contract.
#include <mutex>
#include <vector>

#include "waiting.h"

static constinit rt0::mutex global;

static void one_at_a_time() {
  constexpr int kGoroutines = 10, kEach = 5000;
  rt0::mutex m;
  rt0::wait_group all;
  int inside = 0;
  long count = 0;
  for (int g = 0; g < kGoroutines; g++) {
    all.go([&] {
      for (int i = 0; i < kEach; i++) {
        if (i % 3 == 0) {
          while (!m.try_lock()) rt0::gosched();
        } else {
          m.lock();
        }
        CHECK(++inside == 1);
        count++;
        if (i % 500 == 0) rt0::gosched();
        inside--;
        m.unlock();
      }
    });
  }
  all.wait();
  CHECK(count == kGoroutines * kEach);
}

static void works_with_the_standard_guards() {
  rt0::mutex a, b;
  {
    std::lock_guard guard(a);
    CHECK(!a.try_lock());
  }
  {
    std::unique_lock lock(a, std::try_to_lock);
    CHECK(lock.owns_lock());
    lock.unlock();
    lock.lock();
  }
  std::scoped_lock both(a, b);
  CHECK(!a.try_lock() && !b.try_lock());
  std::lock_guard constant(global);
}

static void another_goroutine_may_unlock() {
  rt0::mutex m;
  m.lock();
  rt0::go([&] {
    settle();
    m.unlock();
  });
  m.lock();
  m.unlock();
}

// Goroutine A takes the lock again and again and never lets B in for long. After Go's
// TestMutexFairness: with the starving mode B gets it within some milliseconds.
static void who_waits_long_gets_it_next() {
  rt0::mutex m;
  bool stop = false;
  auto done = rt0::make_chan<bool>();
  rt0::go([&] {
    for (;;) {
      m.lock();
      rt0::sleep(std::chrono::microseconds(100));
      m.unlock();
      if (__atomic_load_n(&stop, __ATOMIC_RELAXED)) break;
    }
    done.send(true);
  });
  for (int i = 0; i < 10; i++) {
    rt0::sleep(std::chrono::microseconds(100));
    auto begin = rt0::steady_clock::now();
    m.lock();
    CHECK(rt0::steady_clock::now() - begin < std::chrono::seconds(1));
    m.unlock();
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  done.recv();
}

// Once the first waiter has waited for more than 1 ms, the lock goes to all that wait in order of arrival.
static void starving_waiters_are_served_in_order() {
  rt0::mutex m;
  std::vector<int> order;
  m.lock();
  rt0::wait_group all;
  for (int i = 0; i < 5; i++) {
    all.go([&, i] {
      m.lock();
      order.push_back(i);
      rt0::sleep(std::chrono::milliseconds(2));
      m.unlock();
    });
    settle();
  }
  m.unlock();
  all.wait();
  for (int i = 0; i < 5; i++) CHECK(order[static_cast<std::size_t>(i)] == i);
}

// Who got the lock last destroys it, while those before may still be on their way out of unlock.
static void may_be_destroyed_after_the_last_lock() {
  struct counted {
    rt0::mutex m;
    int holders = 4;
  };
  for (int round = 0; round < 500; round++) {
    auto* c = new counted;
    rt0::wait_group all;
    for (int g = 0; g < 4; g++) {
      all.go([c] {
        c->m.lock();
        bool last = --c->holders == 0;
        c->m.unlock();
        if (!last) return;
        c->m.lock();
        c->m.unlock();
        __builtin_memset(static_cast<void*>(c), 0xff, sizeof *c);
        delete c;
      });
    }
    all.wait();
  }
}

static void guarded_value() {
  static constinit rt0::mutex_guarded<int> shared(5);
  CHECK(*shared.lock() == 5);
  rt0::mutex_guarded<std::vector<int>> list(3u, 7);
  CHECK(list.lock()->size() == 3);
  rt0::wait_group all;
  for (int g = 0; g < 8; g++) {
    all.go([&] {
      for (int i = 0; i < 100; i++) list.with([&](std::vector<int>& v) { v.push_back(i); });
    });
  }
  all.wait();
  CHECK(list.with([](std::vector<int>& v) { return v.size(); }) == 803);
  auto held = list.lock();
  auto moved = std::move(held);
  CHECK((*moved)[0] == 7);
}

int main() {
  one_at_a_time();
  works_with_the_standard_guards();
  another_goroutine_may_unlock();
  who_waits_long_gets_it_next();
  starving_waiters_are_served_in_order();
  may_be_destroyed_after_the_last_lock();
  guarded_value();
}
