// tests/programs/sync_others.cc - wait_group, call_once, semaphore.
//
// After Go's sync/waitgroup_test.go, once_test.go and runtime's semaphore tests, retold.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "waiting.h"

static constinit rt0::wait_group global_group;
static constinit rt0::once_flag global_once;
static constinit rt0::semaphore global_semaphore(2);

static void group_waits_for_all() {
  rt0::wait_group g;
  g.wait();  // nothing to wait for
  int done = 0;
  for (int round = 0; round < 3; round++) {
    g.add(10);
    for (int i = 0; i < 10; i++) {
      rt0::go([&] {
        rt0::gosched();
        __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
        g.done();
      });
    }
    g.wait();
    CHECK(done == 10 * (round + 1));
  }
  auto woken = rt0::make_chan<int>(5);
  g.add(2);
  for (int i = 0; i < 5; i++) {
    rt0::go([&, woken] {
      g.wait();
      woken.send(1);
    });
  }
  settle();
  g.add(-1);
  settle();
  CHECK(woken.len() == 0);
  g.done();
  for (int i = 0; i < 5; i++) woken.recv();
}

static void go_takes_what_thread_takes() {
  rt0::wait_group g;
  int sum = 0;
  struct type {
    int& sum;
    void run(int n) { __atomic_fetch_add(&sum, n, __ATOMIC_RELAXED); }
  } object{sum};
  g.go(&type::run, &object, 5);
  g.go([](std::unique_ptr<int> p, int& s) { __atomic_fetch_add(&s, *p, __ATOMIC_RELAXED); },
       std::make_unique<int>(7), std::ref(sum));
  g.go([&] {
    __atomic_fetch_add(&sum, 100, __ATOMIC_RELAXED);
    rt0::goexit();  // counts as done
  });
  g.wait();
  CHECK(sum == 112);
}

// The group lies on the stack of who waits, which goes on at once. What comes after it on this stack
// would be damaged by a late done().
static void group_on_the_stack() {
  for (int i = 0; i < 3000; i++) {
    rt0::wait_group g;
    g.add(2);
    rt0::go([&g] { g.done(); });
    rt0::go([&g] { g.done(); });
    g.wait();
    __builtin_memset(static_cast<void*>(&g), 0xff, sizeof g);
  }
}

static void once_runs_once() {
  rt0::once_flag flag;
  int runs = 0;
  rt0::wait_group all;
  for (int i = 0; i < 20; i++) {
    all.go([&] {
      rt0::call_once(
          flag,
          [&](int n) {
            settle();
            runs += n;
          },
          1);
      CHECK(runs == 1);  // whoever comes back sees that it has run
    });
  }
  all.wait();
  rt0::call_once(flag, [&] { runs++; });
  CHECK(runs == 1);
  rt0::call_once(global_once, [&] { runs = 5; });
  CHECK(runs == 5);

  rt0::once_flag left;
  all.go([&] { rt0::call_once(left, [] { rt0::goexit(); }); });
  all.wait();
  rt0::call_once(left, [&] { runs = 6; });
  CHECK(runs == 5);
}

static void semaphore_limits() {
  rt0::semaphore s(3);
  int inside = 0;
  rt0::wait_group all;
  for (int g = 0; g < 12; g++) {
    all.go([&] {
      for (int i = 0; i < 300; i++) {
        s.acquire();
        CHECK(__atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST) <= 3);
        if (i % 10 == 0) rt0::gosched();
        __atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
        s.release();
      }
    });
  }
  all.wait();
  CHECK(s.try_acquire() && s.try_acquire() && s.try_acquire() && !s.try_acquire());
  s.release(2);
  CHECK(s.try_acquire() && s.try_acquire() && !s.try_acquire());
  global_semaphore.acquire();
  CHECK(global_semaphore.try_acquire() && !global_semaphore.try_acquire());
}

static void first_come_first_served() {
  rt0::semaphore s(0);
  std::vector<int> order;
  rt0::wait_group all;
  rt0::mutex m;
  for (int i = 0; i < 10; i++) {
    all.go([&, i] {
      s.acquire();
      std::lock_guard guard(m);
      order.push_back(i);
    });
    settle();
  }
  CHECK(!s.try_acquire());
  for (int i = 0; i < 5; i++) {
    s.release();
    settle();
    CHECK(!s.try_acquire());  // it went to who waited
  }
  s.release(7);
  all.wait();
  for (int i = 0; i < 5; i++) CHECK(order[static_cast<std::size_t>(i)] == i);
  CHECK(s.try_acquire() && s.try_acquire() && !s.try_acquire());
}

static void semaphore_on_the_stack() {
  for (int i = 0; i < 3000; i++) {
    rt0::semaphore s(0);
    rt0::go([&s] { s.release(); });
    if (i % 2 == 0) rt0::gosched();
    s.acquire();
    __builtin_memset(static_cast<void*>(&s), 0xff, sizeof s);
  }
}

struct slow_to_make {
  slow_to_make() {
    made++;
    settle();
  }
  static inline int made;
};

static void local_statics_are_made_once() {
  rt0::wait_group all;
  for (int i = 0; i < 10; i++) {
    all.go([] {
      static slow_to_make one;
      CHECK(one.made == 1);
    });
  }
  all.wait();
}

int main() {
  global_group.add(1);
  global_group.done();
  global_group.wait();
  group_waits_for_all();
  go_takes_what_thread_takes();
  group_on_the_stack();
  once_runs_once();
  semaphore_limits();
  first_come_first_served();
  semaphore_on_the_stack();
  local_statics_are_made_once();
}
