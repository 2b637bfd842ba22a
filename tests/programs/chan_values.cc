// tests/programs/chan_values.cc - values with constructors and destructors in channels.
//
// `tracked` counts its live objects and writes into itself when destroyed, so that a leak, a second
// destruction and a use of dead memory all show. `nosy` uses channels while it is moved.
#include <memory>
#include <string>
#include <vector>

#include "waiting.h"

static int live;  // changed atomically: values are moved on many threads

struct tracked {
  explicit tracked(int value) : v(value), self(this) { __atomic_fetch_add(&live, 1, __ATOMIC_RELAXED); }
  tracked(tracked&& o) noexcept : v(o.v), self(this) {
    CHECK(o.self == &o);
    o.v = -1;
    __atomic_fetch_add(&live, 1, __ATOMIC_RELAXED);
  }
  tracked(const tracked& o) : v(o.v), self(this) { __atomic_fetch_add(&live, 1, __ATOMIC_RELAXED); }
  tracked& operator=(const tracked&) = delete;
  ~tracked() {
    CHECK(self == this);
    self = nullptr;
    __atomic_fetch_sub(&live, 1, __ATOMIC_RELAXED);
  }

  int v;
  tracked* self;
};

static void move_only_types_travel() {
  for (std::size_t cap : {0, 1, 2, 7}) {
    auto c = rt0::make_chan<std::unique_ptr<int>>(cap);
    rt0::go([=] {
      for (int i = 0; i < 100; i++) c.send(std::make_unique<int>(i));
      c.close();
    });
    int i = 0;
    for (std::unique_ptr<int> p : c) CHECK(*p == i++);
    CHECK(i == 100);
  }
}

static void strings_travel_between_many() {
  constexpr int kSenders = 4, kReceivers = 4, kEach = 300;
  for (std::size_t cap : {0, 1, 3, 64}) {
    auto c = rt0::make_chan<std::string>(cap);
    rt0::mutex lock;
    std::vector<int> seen(kSenders * kEach);
    rt0::wait_group senders, receivers;
    for (int s = 0; s < kSenders; s++) {
      senders.go([=] {
        for (int i = 0; i < kEach; i++) {
          c.send(std::string(static_cast<std::size_t>(40 + i % 7), 'x') + std::to_string(s * kEach + i));
        }
      });
    }
    for (int r = 0; r < kReceivers; r++) {
      receivers.go([&, c] {
        for (const std::string& text : c) {
          std::lock_guard guard(lock);
          seen[static_cast<std::size_t>(std::atoi(text.c_str() + text.find_last_of('x') + 1))]++;
        }
      });
    }
    senders.wait();
    c.close();
    receivers.wait();
    for (int n : seen) CHECK(n == 1);
  }
}

static void order_of_one_sender_is_kept() {
  for (std::size_t cap : {0, 1, 5}) {
    auto c = rt0::make_chan<tracked>(cap);
    rt0::wait_group senders;
    for (int s = 0; s < 3; s++) {
      senders.go([=] {
        for (int i = 0; i < 500; i++) c.send(tracked(s * 1000 + i));
      });
    }
    rt0::go([&] {
      senders.wait();
      c.close();
    });
    int next[3] = {};
    for (tracked t : c) CHECK(t.v % 1000 == next[t.v / 1000]++);
    CHECK(next[0] == 500 && next[1] == 500 && next[2] == 500);
  }
  CHECK(live == 0);
}

static void parked_senders_are_served_in_order() {
  for (std::size_t cap : {0, 1, 3}) {
    auto c = rt0::make_chan<tracked>(cap);
    for (int i = 0; i < 10; i++) {
      rt0::go([=] { c.send(tracked(i)); });
      settle();
    }
    for (int i = 0; i < 10; i++) CHECK(c.recv()->v == i);
  }
  settle();
  CHECK(live == 0);
}

static void what_is_left_is_destroyed_with_the_channel() {
  {
    auto c = rt0::make_chan<tracked>(10);
    for (int i = 0; i < 6; i++) c.send(tracked(i));
    CHECK(c.recv()->v == 0);
    CHECK(live == 5 && c.len() == 5);
    auto copy = c;
    c = {};
    CHECK(live == 5);
  }
  CHECK(live == 0);
}

static void try_send_leaves_the_value_alone() {
  auto c = rt0::make_chan<std::string>(1);
  std::string a = "a long string that lives on the heap", b = a;
  CHECK(c.try_send(std::move(a)) && a.empty());
  CHECK(!c.try_send(std::move(b)) && b.size() == 36);
  CHECK(!c.try_send(b) && b.size() == 36);
  CHECK(c.recv()->size() == 36);
  CHECK(c.try_send(b) && b.size() == 36);
  std::optional<std::string> got = "old";
  CHECK(c.try_recv(got) && got == b);
  CHECK(!c.try_recv(got) && got == b);
  c.close();
  CHECK(c.try_recv(got) && !got);
}

static void closed_channel_drains() {
  auto c = rt0::make_chan<tracked>(3);
  c.send(tracked(1));
  c.send(tracked(2));
  c.close();
  CHECK(c.recv()->v == 1);
  CHECK(c.recv()->v == 2);
  CHECK(!c.recv().has_value());
  CHECK(live == 0);
}

// Parks, allocates and uses the channel it travels through whenever it is moved or destroyed.
struct nosy {
  explicit nosy(int value) : v(value) {}
  nosy(nosy&& o) noexcept : v(o.v), through(o.through), lock(o.lock) { pry(); }
  ~nosy() { pry(); }
  void pry() {
    std::string noise(100, 'n');
    if (!through) return;
    CHECK(through.cap() < 10 && through.len() <= through.cap());
    if (lock != nullptr) {
      std::lock_guard guard(*lock);
      rt0::gosched();
    }
    rt0::gosched();
  }

  int v;
  rt0::chan<nosy> through;
  rt0::mutex* lock = nullptr;
};

static void moves_may_park_and_use_the_channel() {
  for (std::size_t cap : {0, 1, 2, 5}) {
    auto c = rt0::make_chan<nosy>(cap);
    rt0::mutex lock;
    rt0::wait_group senders, receivers;
    int sum = 0;
    for (int s = 0; s < 3; s++) {
      senders.go([&, c] {
        for (int i = 1; i <= 50; i++) {
          nosy n(i);
          n.through = c;
          n.lock = &lock;
          c.send(std::move(n));
        }
      });
    }
    for (int r = 0; r < 3; r++) {
      receivers.go([&, c] {
        for (auto&& n : c) __atomic_fetch_add(&sum, n.v, __ATOMIC_RELAXED);
      });
    }
    senders.wait();
    c.close();
    receivers.wait();
    CHECK(sum == 3 * 50 * 51 / 2);
  }
}

// Its move waits until it is told to go on.
struct slow {
  slow(int value, rt0::chan<bool> started, rt0::chan<bool> go_on) : v(value), begun(started), go(go_on) {}
  slow(slow&& o) noexcept : v(o.v), begun(std::move(o.begun)), go(std::move(o.go)) {
    if (!go) return;
    begun.send(true);
    go.recv();
    go = {};
  }
  int v;
  rt0::chan<bool> begun, go;
};

static void a_value_on_its_way_in_is_not_lost_by_close() {
  auto c = rt0::make_chan<slow>(2);
  auto begun = rt0::make_chan<bool>(), go_on = rt0::make_chan<bool>();
  rt0::wait_group all;
  all.go([=] { c.try_send(slow(7, begun, go_on)); });
  begun.recv();  // it is being moved into the buffer
  c.close();     // the send came before: it counts
  std::optional<slow> none;
  CHECK(!c.try_recv(none));  // neither there yet nor drained
  int got = 0, closed = 0;
  for (int i = 0; i < 3; i++) {
    all.go([&, c] {
      if (auto v = c.recv())
        __atomic_fetch_add(&got, v->v, __ATOMIC_RELAXED);
      else
        __atomic_fetch_add(&closed, 1, __ATOMIC_RELAXED);
    });
  }
  settle();
  CHECK(got == 0 && closed == 0);
  go_on.close();
  all.wait();
  CHECK(got == 7 && closed == 2);
}

int main() {
  move_only_types_travel();
  strings_travel_between_many();
  order_of_one_sender_is_kept();
  parked_senders_are_served_in_order();
  what_is_left_is_destroyed_with_the_channel();
  try_send_leaves_the_value_alone();
  closed_channel_drains();
  moves_may_park_and_use_the_channel();
  a_value_on_its_way_in_is_not_lost_by_close();
}
