// tests/programs/select_many.cc - many selects on the same channels at once.
//
// After Go's chan_test.go (TestSelectStress, TestSelectFairness, TestSelectDuplicateChannel) and
// test/chan/doubleselect.go, retold.
#include <string>

#include "waiting.h"

using rt0::on_recv;
using rt0::on_send;

// Senders and receivers, plain and in selects over four channels in different orders of writing.
static void all_kinds_meet() {
  constexpr int kEach = 2000;
  rt0::chan<int> c[4] = {rt0::make_chan<int>(), rt0::make_chan<int>(), rt0::make_chan<int>(2),
                         rt0::make_chan<int>(3)};
  rt0::wait_group all;
  for (auto& one : c) {
    all.go([=] {
      for (int i = 0; i < kEach; i++) one.send(0);
    });
    all.go([=] {
      for (int i = 0; i < kEach; i++) one.recv();
    });
  }
  all.go([&c] {
    rt0::chan<int> d[4] = {c[0], c[1], c[2], c[3]};
    int sent[4] = {};
    for (int n = 0; n < 4 * kEach; n++) {
      std::size_t i = rt0::select(on_send(d[3], 0), on_send(d[2], 0), on_send(d[0], 0), on_send(d[1], 0));
      const int which[] = {3, 2, 0, 1};
      if (++sent[which[i]] == kEach) d[which[i]] = {};
    }
  });
  all.go([&c] {
    rt0::chan<int> d[4] = {c[0], c[1], c[2], c[3]};
    int got[4] = {};
    for (int n = 0; n < 4 * kEach; n++) {
      std::size_t i = rt0::select(on_recv(d[0]), on_recv(d[1]), on_recv(d[2]), on_recv(d[3]));
      if (++got[i] == kEach) d[i] = {};
    }
  });
  all.wait();
  for (auto& one : c) CHECK(one.len() == 0);
}

// No value is delivered twice although it is offered on several channels.
static void a_value_offered_everywhere_arrives_once() {
  constexpr int kValues = 3000;
  rt0::chan<int> c[4];
  for (auto& one : c) one = rt0::make_chan<int>();
  auto merged = rt0::make_chan<int>();
  rt0::go([&c] {
    for (int i = 0; i < kValues; i++)
      rt0::select(on_send(c[0], i), on_send(c[1], i), on_send(c[2], i), on_send(c[3], i));
    for (auto& one : c) one.close();
  });
  rt0::wait_group receivers;
  for (auto& one : c) {
    receivers.go([=] {
      for (int v : one) merged.send(v);
    });
  }
  rt0::go([&] {
    receivers.wait();
    merged.close();
  });
  static bool seen[kValues];
  int n = 0;
  for (int v : merged) {
    CHECK(!seen[v]);
    seen[v] = true;
    n++;
  }
  CHECK(n == kValues);
}

// A select that would rather have the busy channel still gets to the other one.
static void no_case_starves() {
  auto busy = rt0::make_chan<int>(), other = rt0::make_chan<int>(), done = rt0::make_chan<int>();
  rt0::go([=] {
    for (;;) {
      if (rt0::select(on_send(busy, 1), on_recv(done)) == 1) return;
    }
  });
  rt0::go([=] {
    for (;;) {
      if (rt0::select(on_send(other, 1), on_recv(done)) == 1) return;
    }
  });
  // Whoever was woken last runs next, so one pair may keep a P for a time slice, but no longer.
  int count[2] = {};
  const auto limit = rt0::steady_clock::now() + std::chrono::seconds(10);
  while (count[0] < 100 || count[1] < 100) {
    count[rt0::select(on_recv(busy), on_recv(other))]++;
    CHECK(rt0::steady_clock::now() < limit);
  }
  done.close();
}

static void strings_through_selects() {
  constexpr int kEach = 500;
  auto a = rt0::make_chan<std::string>(), b = rt0::make_chan<std::string>(2);
  rt0::wait_group senders, receivers;
  long bytes = 0;
  for (int g = 0; g < 3; g++) {
    senders.go([=] {
      for (int i = 0; i < kEach; i++) {
        std::string s(100, 'x');
        rt0::select(on_send(a, std::move(s)), on_send(b, std::move(s)));
        CHECK(s.empty());
      }
    });
    receivers.go([&, a, b] {
      auto x = a, y = b;
      while (x || y) {
        rt0::select(on_recv(x,
                            [&](std::optional<std::string> s) {
                              if (s)
                                __atomic_fetch_add(&bytes, s->size(), __ATOMIC_RELAXED);
                              else
                                x = {};
                            }),
                    on_recv(y, [&](std::optional<std::string> s) {
                      if (s)
                        __atomic_fetch_add(&bytes, s->size(), __ATOMIC_RELAXED);
                      else
                        y = {};
                    }));
      }
    });
  }
  senders.wait();
  a.close();
  b.close();
  receivers.wait();
  CHECK(bytes == 3 * kEach * 100);
}

// A token moves between two channels, put into the next before it is taken out of the last: at every moment
// one of them has it, so a select over both never finds none.
static void otherwise_looks_at_one_moment() {
  auto a = rt0::make_chan<int>(1), b = rt0::make_chan<int>(1);
  auto begin = rt0::make_chan<int>(), ready = rt0::make_chan<int>();
  rt0::go([=] {
    for (int round : begin) {
      std::optional<int> v;
      while (a.try_recv(v) || b.try_recv(v)) {
      }
      a.send(round);
      ready.send(round);
      for (int i = 0; i < 50; i++) {
        b.try_send(round);
        a.try_recv(v);
        a.try_send(round);
        b.try_recv(v);
      }
    }
  });
  for (int i = 0; i < 1000; i++) {
    begin.send(i);
    ready.recv();
    for (int spin = 0; spin < i % 64; spin++) __asm__ volatile("");
    CHECK(rt0::select(on_recv(a), on_recv(b), rt0::otherwise()) != 2);
  }
  begin.close();
}

int main() {
  all_kinds_meet();
  a_value_offered_everywhere_arrives_once();
  no_case_starves();
  strings_through_selects();
  otherwise_looks_at_one_moment();
}
