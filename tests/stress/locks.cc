// tests/stress/locks.cc - every lock under churn, for as many seconds as the first argument says.
//
//     rt0-c++ -O2 tests/stress/locks.cc -o locks && GOMAXPROCS=4 ./locks 60
//
// Objects live on stacks and on the heap, and are destroyed and overwritten as soon as they may be: a
// waker that still touches one damages what comes after it.
// Layer: tests.
#include <mutex>
#include <random>
#include <shared_mutex>

#include "../programs/waiting.h"

template <class T>
static void destroy(T* object) {
  object->~T();
  __builtin_memset(static_cast<void*>(object), 0xdb, sizeof *object);
  ::operator delete(static_cast<void*>(object));
}

static void on_the_stack(std::minstd_rand& random) {
  const int n = 1 + static_cast<int>(random() % 4);
  rt0::wait_group group;
  rt0::semaphore permits(0);
  group.add(n);
  for (int i = 0; i < n; i++) {
    rt0::go([&] {
      permits.release();
      group.done();
    });
  }
  for (int i = 0; i < n; i++) permits.acquire();
  group.wait();
  __builtin_memset(static_cast<void*>(&group), 0xdb, sizeof group);
  __builtin_memset(static_cast<void*>(&permits), 0xdb, sizeof permits);
}

// A queue between goroutines with a mutex and conditions that have time limits.
static void timed_queue(std::minstd_rand& random) {
  struct state {
    rt0::mutex m;
    rt0::condition_variable filled, emptied;
    int value = 0, taken = 0;
  };
  auto* s = new state;
  const int n = 20;
  rt0::wait_group both;
  both.go([=, own = random]() mutable {
    for (int i = 0; i < n; i++) {
      std::unique_lock lock(s->m);
      while (s->value != 0) s->emptied.wait_for(lock, std::chrono::microseconds(own() % 200));
      s->value = i + 1;
      s->filled.notify_one();
    }
  });
  both.go([=, own = random]() mutable {
    for (int i = 0; i < n; i++) {
      std::unique_lock lock(s->m);
      while (s->value == 0) s->filled.wait_for(lock, std::chrono::microseconds(own() % 200));
      CHECK(s->value == i + 1);
      s->value = 0;
      s->taken++;
      s->emptied.notify_all();
    }
  });
  both.wait();
  CHECK(s->taken == n);
  destroy(s);
}

static void shared(std::minstd_rand& random) {
  struct state {
    rt0::shared_mutex m;
    long a = 0, b = 0;
  };
  auto* s = new state;
  rt0::wait_group all;
  for (int g = 0; g < 5; g++) {
    all.go([=, own = std::minstd_rand(random())]() mutable {
      for (int i = 0; i < 50; i++) {
        if (own() % 4 == 0) {
          std::lock_guard lock(s->m);
          s->a++;
          if (own() % 8 == 0) rt0::gosched();
          s->b++;
        } else {
          std::shared_lock lock(s->m);
          CHECK(s->a == s->b);
        }
      }
    });
  }
  all.wait();
  destroy(s);
}

static void once_and_mutex(std::minstd_rand& random) {
  struct state {
    rt0::once_flag flag;
    rt0::mutex m;
    int ran = 0, holders = 6;
  };
  auto* s = new state;
  rt0::wait_group all;
  for (int g = 0; g < 6; g++) {
    all.go([=, pause = random() % 2 == 0] {
      rt0::call_once(s->flag, [&] {
        if (pause) rt0::gosched();
        s->ran++;
      });
      CHECK(s->ran == 1);
      s->m.lock();
      const bool last = --s->holders == 0;
      s->m.unlock();
      if (last) destroy(s);
    });
  }
  all.wait();
}

int main(int argc, char** argv) {
  const auto end = rt0::steady_clock::now() + std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 10);
  rt0::wait_group workers;
  long rounds = 0;
  for (unsigned w = 1; w <= 6; w++) {
    workers.go([&, random = std::minstd_rand(w)]() mutable {
      while (rt0::steady_clock::now() < end) {
        on_the_stack(random);
        timed_queue(random);
        shared(random);
        once_and_mutex(random);
        __atomic_fetch_add(&rounds, 1, __ATOMIC_RELAXED);
      }
    });
  }
  workers.wait();
  rt0::println("{} rounds", rounds);
}
