// tests/programs/sync_shared_mutex.cc - shared_mutex: readers share, writers exclude, and who goes first.
//
// After Go's sync/rwmutex_test.go, retold.
#include <mutex>
#include <shared_mutex>
#include <string>

#include "waiting.h"

static constinit rt0::shared_mutex global;

static void readers_share_and_writers_exclude() {
  constexpr int kEach = 2000;
  rt0::shared_mutex m;
  int readers = 0, writers = 0;
  rt0::wait_group all;
  for (int g = 0; g < 6; g++) {
    all.go([&] {
      for (int i = 0; i < kEach; i++) {
        std::shared_lock lock(m);
        __atomic_fetch_add(&readers, 1, __ATOMIC_SEQ_CST);
        CHECK(__atomic_load_n(&writers, __ATOMIC_SEQ_CST) == 0);
        if (i % 200 == 0) rt0::gosched();
        __atomic_fetch_sub(&readers, 1, __ATOMIC_SEQ_CST);
      }
    });
  }
  for (int g = 0; g < 2; g++) {
    all.go([&] {
      for (int i = 0; i < kEach; i++) {
        std::lock_guard lock(m);
        CHECK(__atomic_add_fetch(&writers, 1, __ATOMIC_SEQ_CST) == 1);
        CHECK(__atomic_load_n(&readers, __ATOMIC_SEQ_CST) == 0);
        if (i % 200 == 0) rt0::gosched();
        __atomic_fetch_sub(&writers, 1, __ATOMIC_SEQ_CST);
      }
    });
  }
  all.wait();
  CHECK(m.try_lock());
}

static void readers_hold_it_together() {
  rt0::shared_mutex m;
  auto in = rt0::make_chan<bool>(), out = rt0::make_chan<bool>();
  for (int i = 0; i < 10; i++) {
    rt0::go([&, in, out] {
      m.lock_shared();
      in.send(true);
      out.recv();
      m.unlock_shared();
    });
  }
  for (int i = 0; i < 10; i++) in.recv();
  CHECK(!m.try_lock() && m.try_lock_shared());
  m.unlock_shared();
  out.close();
  m.lock();
  CHECK(!m.try_lock_shared() && !m.try_lock());
  m.unlock();
}

static void a_waiting_writer_goes_before_later_readers() {
  rt0::shared_mutex m;
  std::string order;
  m.lock_shared();
  rt0::wait_group all;
  all.go([&] {
    m.lock();
    order += 'w';
    m.unlock();
  });
  settle();
  CHECK(!m.try_lock_shared());
  for (int i = 0; i < 3; i++) {
    all.go([&] {
      m.lock_shared();
      CHECK(order == "w");
      m.unlock_shared();
    });
  }
  settle();
  CHECK(order.empty());
  m.unlock_shared();
  all.wait();
  CHECK(order == "w");
}

static void readers_before_a_second_writer_get_their_turn() {
  rt0::shared_mutex m;
  std::string order;
  m.lock();
  rt0::wait_group all;
  for (char who : std::string("rWrrW")) {
    all.go([&, who] {
      if (who == 'W') {
        std::lock_guard lock(m);
        order += who;
      } else {
        std::shared_lock lock(m);
        settle();
        static rt0::mutex text;
        std::lock_guard guard(text);
        order += who;
      }
    });
    settle();
  }
  m.unlock();
  all.wait();
  CHECK(order == "rWrrW");
}

int main() {
  { std::scoped_lock lock(global); }
  readers_share_and_writers_exclude();
  readers_hold_it_together();
  a_waiting_writer_goes_before_later_readers();
  readers_before_a_second_writer_get_their_turn();
}
