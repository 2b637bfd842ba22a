// tests/programs/time_basic.cc - clocks, sleep, after, timers and tickers.
//
// After Go's time/sleep_test.go and tick_test.go, retold. Nothing here depends on how late a
// timer is, save that it comes within seconds.
#include <memory>
#include <vector>

#include "waiting.h"

using namespace std::chrono_literals;
using rt0::steady_clock;
using time_point = steady_clock::time_point;

static constexpr auto kLongest = std::chrono::nanoseconds::max();

static void clocks() {
  static_assert(std::chrono::is_clock_v<steady_clock> && std::chrono::is_clock_v<rt0::system_clock>);
  static_assert(steady_clock::is_steady && !rt0::system_clock::is_steady);
  auto a = steady_clock::now();
  for (int i = 0; i < 1000; i++) {
    auto b = steady_clock::now();
    CHECK(b >= a);
    a = b;
  }
  auto wall = rt0::system_clock::now();
  CHECK(rt0::system_clock::to_time_t(wall) > 1'600'000'000);
  CHECK(wall - rt0::system_clock::from_time_t(rt0::system_clock::to_time_t(wall)) < 1s);
}

static void sleep_is_never_short() {
  auto begin = steady_clock::now();
  rt0::sleep(0s);
  rt0::sleep(-5s);
  CHECK(steady_clock::now() - begin < 5s);
  for (auto d : {1ns, 1000ns, 100'000ns, 3'000'000ns}) {
    begin = steady_clock::now();
    rt0::sleep(d);
    CHECK(steady_clock::now() - begin >= d);
  }
}

static void many_sleepers() {
  rt0::wait_group all;
  for (int i = 0; i < 3000; i++) {
    all.go([i] {
      for (int k = 0; k < 3; k++) {
        auto d = std::chrono::microseconds(i * 7919 % 3000);
        auto begin = steady_clock::now();
        rt0::sleep(d);
        CHECK(steady_clock::now() - begin >= d);
      }
    });
  }
  all.wait();
}

static void after_sends_the_time_once() {
  auto begin = steady_clock::now();
  auto c = rt0::after(2ms);
  CHECK(c.len() == 0 && c.cap() == 0);
  time_point t = *c.recv();
  CHECK(t >= begin + 2ms && t <= steady_clock::now());
  std::optional<time_point> again;
  rt0::sleep(1ms);
  CHECK(!c.try_recv(again));
  CHECK(rt0::after(-1s).recv().has_value());
  CHECK(rt0::after(0s).recv().has_value());
  std::optional<time_point> at_once;
  // Due: seen without waiting, unless another P has just taken the timer and is sending.
  auto due = rt0::after(0s);
  for (int i = 0; i < 5000 && !due.try_recv(at_once); i++) rt0::sleep(1ms);
  CHECK(at_once);
  CHECK(rt0::select(rt0::on_recv(rt0::after(0s)), rt0::on_recv(rt0::after(1h))) == 0);
  CHECK(rt0::select(rt0::on_recv(rt0::after(1h)), rt0::on_recv(rt0::after(1ms))) == 1);
  for (int i = 0; i < 1000; i++) rt0::after(1h);  // dropped: stopped
}

static void the_value_is_when_it_fired() {
  rt0::timer t(1ms);
  rt0::sleep(5ms);
  auto woken = steady_clock::now();
  rt0::sleep(5ms);
  CHECK(*t.c().recv() <= woken);
}

static void stop_says_whether_it_was_still_to_be_noticed() {
  std::optional<time_point> v;
  rt0::timer t(1h);
  CHECK(t.stop() && !t.stop());
  CHECK(!t.reset(1ms));
  CHECK(t.c().recv().has_value());
  CHECK(!t.stop());
  CHECK(!t.reset(0s));
  rt0::sleep(2ms);
  CHECK(t.stop());  // fired, but nobody had received it
  CHECK(!t.c().try_recv(v));
  CHECK(!t.reset(1ms));
  rt0::sleep(5ms);
  CHECK(t.reset(1h));  // the value from before is gone
  CHECK(!t.c().try_recv(v));
  CHECK(t.stop());
}

static void reset_moves_the_time() {
  rt0::timer t(1h);
  auto begin = steady_clock::now();
  CHECK(t.reset(3ms));
  CHECK(*t.c().recv() >= begin + 3ms);
  begin = steady_clock::now();
  t.reset(1ms);
  t.reset(6ms);
  CHECK(*t.c().recv() >= begin + 6ms);
}

static void functions_run_in_their_own_goroutine() {
  auto ids = rt0::make_chan<std::uint64_t>(4);
  rt0::timer t(1ms, [=] { ids.send(rt0::goid()); });
  CHECK(!t.c());
  CHECK(ids.recv() != rt0::goid());
  CHECK(!t.stop());
  CHECK(!t.reset(1ms));  // called again, as an lvalue
  ids.recv();
  CHECK(!t.reset(1h) && t.reset(2h) && t.stop() && !t.stop());
  rt0::sleep(1ms);
  CHECK(ids.len() == 0);
  rt0::timer at_once(-1s, [=] { ids.send(1); });
  CHECK(ids.recv() == 1u);

  auto p = std::make_shared<int>(5);
  auto got = rt0::make_chan<int>(2);
  rt0::after_func(1ms, [p, got] { got.send(*p); });
  CHECK(got.recv() == 5);
  while (p.use_count() != 1) rt0::gosched();
  rt0::after_func(1ms, [p, got] {
    got.send(6);
    rt0::goexit();
  });
  CHECK(got.recv() == 6);
  while (p.use_count() != 1) rt0::gosched();
  {
    rt0::timer never(1h, [p] {});
  }
  CHECK(p.use_count() == 1);

  // A function that has started goes on when its timer is destroyed.
  auto go_on = rt0::make_chan<bool>();
  {
    rt0::timer brief(0s, [=] {
      got.send(1);
      go_on.recv();
      got.send(2);
    });
    got.recv();
  }
  go_on.send(true);
  CHECK(got.recv() == 2);
}

static void ends_beyond_the_clock_never_come() {
  rt0::timer t(kLongest), f(kLongest, [] { rt0::panic("fired"); });
  rt0::ticker k(kLongest);
  std::optional<time_point> v;
  rt0::go([] { rt0::sleep(kLongest); });
  rt0::sleep(2ms);
  CHECK(!t.c().try_recv(v) && !k.c().try_recv(v));
  CHECK(t.stop() && f.stop());
}

static void tickers() {
  auto begin = steady_clock::now();
  rt0::ticker t(2ms);
  time_point last = begin;
  for (int i = 1; i <= 5; i++) {
    time_point now = *t.c().recv();
    CHECK(now >= begin + i * 2ms && now > last);
    last = now;
  }
  rt0::sleep(15ms);  // ticks that no one takes are dropped: one is kept
  std::optional<time_point> v;
  CHECK(t.c().try_recv(v));
  CHECK(*t.c().recv() > *v);
  t.stop();
  rt0::sleep(5ms);
  CHECK(!t.c().try_recv(v));
  begin = steady_clock::now();
  t.reset(3ms);
  CHECK(*t.c().recv() >= begin + 3ms);
  t.reset(1h);
  rt0::sleep(5ms);
  CHECK(!t.c().try_recv(v));

  rt0::chan<time_point> c;
  {
    rt0::ticker brief(1ms);
    c = brief.c();
    c.recv();
  }
  while (c.try_recv(v)) {
  }
  rt0::sleep(3ms);
  CHECK(!c.try_recv(v));  // destroyed: stopped
}

int main() {
  clocks();
  sleep_is_never_short();
  many_sleepers();
  after_sends_the_time_once();
  the_value_is_when_it_fired();
  stop_says_whether_it_was_still_to_be_noticed();
  reset_moves_the_time();
  functions_run_in_their_own_goroutine();
  ends_beyond_the_clock_never_come();
  tickers();
}
