// tests/programs/chan_basic.cc - what a channel of plain values promises.
//
// Each function is one sentence or two of the contract on channels.
// flags: -Wno-psabi
#include <functional>
#include <span>
#include <unordered_set>

#include "waiting.h"

static void unbuffered_send_meets_its_receiver() {
  auto c = rt0::make_chan<int>();
  bool sent = false;
  rt0::go([&] {
    c.send(42);
    sent = true;
  });
  settle();
  CHECK(!sent);
  CHECK(c.len() == 0 && c.cap() == 0);
  CHECK(c.recv() == 42);
  settle();
  CHECK(sent);
}

static void receiver_that_waits_gets_the_value() {
  auto c = rt0::make_chan<int>();
  auto done = rt0::make_chan<int>();
  rt0::go([=] { done.send(*c.recv() + 1); });
  settle();
  c.send(1);
  CHECK(done.recv() == 2);
}

static void buffered_send_parks_when_full() {
  auto c = rt0::make_chan<int>(3);
  CHECK(c.cap() == 3);
  for (int i = 0; i < 3; i++) {
    c.send(i);
    CHECK(c.len() == static_cast<std::size_t>(i + 1));
  }
  bool sent = false;
  rt0::go([&] {
    c.send(3);
    sent = true;
  });
  settle();
  CHECK(!sent && c.len() == 3);
  for (int i = 0; i < 4; i++) CHECK(c.recv() == i);
  settle();
  CHECK(sent && c.len() == 0);
}

static void closed_channel_drains_then_gives_nothing() {
  auto c = rt0::make_chan<int>(4);
  c.send(1);
  c.send(2);
  c.close();
  CHECK(c.recv() == 1);
  CHECK(c.recv() == 2);
  CHECK(!c.recv().has_value());
  CHECK(!c.recv().has_value());
  std::optional<int> v = 7;
  CHECK(c.try_recv(v) && !v.has_value());
}

static void close_wakes_all_receivers() {
  auto c = rt0::make_chan<int>();
  auto woken = rt0::make_chan<bool>(10);
  for (int i = 0; i < 10; i++) rt0::go([=] { woken.send(!c.recv().has_value()); });
  settle();
  c.close();
  for (int i = 0; i < 10; i++) CHECK(*woken.recv());
}

static void try_operations_never_park() {
  auto c = rt0::make_chan<int>();
  std::optional<int> v = 5;
  int lvalue = 1;
  CHECK(!c.try_send(1));
  CHECK(!c.try_send(lvalue));
  CHECK(!c.try_recv(v) && v == 5);
  auto b = rt0::make_chan<int>(1);
  CHECK(b.try_send(lvalue) && !b.try_send(2));
  CHECK(b.try_recv(v) && v == 1);
  CHECK(!b.try_recv(v) && v == 1);

  auto done = rt0::make_chan<int>();
  rt0::go([=] { done.send(*c.recv()); });
  while (!c.try_send(9)) rt0::gosched();
  CHECK(done.recv() == 9);
  rt0::go([=] { c.send(8); });
  while (!c.try_recv(v)) rt0::gosched();
  CHECK(v == 8);
}

static void nil_channel() {
  rt0::chan<int> nil;
  CHECK(!nil && nil.len() == 0 && nil.cap() == 0);
  std::optional<int> v = 3;
  CHECK(!nil.try_send(1) && !nil.try_recv(v) && v == 3);
  settle();  // those of before end
  int before = rt0::num_goroutine();
  rt0::go([] { rt0::chan<int>().recv(); });
  rt0::go([] { rt0::chan<int>().send(1); });
  settle();
  CHECK(rt0::num_goroutine() == before + 2);  // parked for ever
}

static void handles_share_the_channel() {
  auto c = rt0::make_chan<int>(2);
  rt0::chan<int> copy = c;
  CHECK(copy == c && static_cast<bool>(copy));
  copy.send(1);
  CHECK(c.recv() == 1);
  rt0::chan<int> taken = std::move(copy);
  CHECK(!copy && taken == c && copy != c);
  copy = taken;
  CHECK(copy == c);
  copy = rt0::make_chan<int>();
  CHECK(copy != c);
  c = *&c;
  CHECK(c == taken);
  std::hash<rt0::chan<int>> hash;
  CHECK(hash(c) == hash(taken));
  std::unordered_set<rt0::chan<int>> set{c, taken, copy};
  CHECK(set.size() == 2);
}

static void one_direction() {
  auto c = rt0::make_chan<int>(2);
  rt0::send_chan<int> out = c;
  rt0::recv_chan<int> in = c;
  out.send(1);
  CHECK(out.try_send(2) && out.len() == 2 && in.cap() == 2);
  CHECK(in.recv() == 1);
  out.close();
  int seen = 0;
  for (int v : in) seen += v;
  CHECK(seen == 2);
  CHECK(rt0::send_chan<int>(c) == out && rt0::recv_chan<int>(c) == in);
  CHECK(std::hash<rt0::send_chan<int>>{}(out) == std::hash<rt0::send_chan<int>>{}(c));
  rt0::recv_chan<int> from_temporary = rt0::make_chan<int>();
  CHECK(from_temporary && from_temporary.len() == 0);
}

static void iterator_receives_when_it_is_advanced() {
  auto c = rt0::make_chan<int>(5);
  for (int i = 0; i < 5; i++) c.send(i);
  auto it = c.begin();
  CHECK(c.len() == 4);
  CHECK(*it == 0 && *it == 0 && c.len() == 4);
  ++it;
  CHECK(*it == 1 && c.len() == 3);
  it++;
  CHECK(*it == 2 && c.len() == 2);
  c.close();
  ++it, ++it;
  CHECK(*it == 4 && it != c.end());
  ++it;
  CHECK(it == c.end());
}

struct empty {};
struct big {
  long words[100];
};
struct alignas(32) aligned {
  int v;
};
struct node {
  int v;
  rt0::chan<node> rest;  // node is incomplete here
};
struct never_complete;
static rt0::chan<never_complete> pass_on(rt0::chan<never_complete> c) { return c; }

template <class T, class Make, class Same>
static void travels(Make make, Same same) {
  for (std::size_t cap : {0, 1, 3}) {
    auto c = rt0::make_chan<T>(cap);
    rt0::go([=] {
      for (int i = 0; i < 10; i++) c.send(make(i));
      c.close();
    });
    int i = 0;
    for (const T& v : c) CHECK(same(v, i++));
    CHECK(i == 10);
  }
}

static void any_plain_type() {
  travels<empty>([](int) { return empty{}; }, [](const empty&, int) { return true; });
  travels<char>([](int i) { return static_cast<char>(i); }, [](char c, int i) { return c == i; });
  travels<short>([](int i) { return static_cast<short>(i - 5); }, [](short c, int i) { return c == i - 5; });
  travels<double>([](int i) { return i * 0.5; }, [](double d, int i) { return d == i * 0.5; });
  using three = std::array<char, 3>;
  travels<three>(
      [](int i) {
        return three{'a', static_cast<char>(i), 'c'};
      },
      [](const three& t, int i) { return t[0] == 'a' && t[1] == i && t[2] == 'c'; });
  using pair = std::array<long, 2>;
  travels<pair>(
      [](int i) {
        return pair{i, -i};
      },
      [](const pair& t, int i) { return t[0] == i && t[1] == -i; });
  travels<big>(
      [](int i) {
        big b;
        for (long& w : b.words) w = i++;
        return b;
      },
      [](const big& b, int i) { return b.words[0] == i && b.words[99] == i + 99; });
  travels<aligned>([](int i) { return aligned{i}; }, [](const aligned& a, int i) { return a.v == i; });
  travels<node>(
      [](int i) {
        return node{i, rt0::make_chan<node>(static_cast<std::size_t>(i))};
      },
      [](const node& n, int i) { return n.v == i && n.rest.cap() == static_cast<std::size_t>(i); });
  CHECK(!pass_on({}));
}

static void parked_goroutines_are_served_in_order() {
  auto c = rt0::make_chan<int>();
  for (int i = 0; i < 20; i++) {
    rt0::go([=] { c.send(i); });
    settle();
  }
  for (int i = 0; i < 20; i++) CHECK(c.recv() == i);

  auto out = rt0::make_chan<int>(20);
  auto in = rt0::make_chan<int>();
  for (int i = 0; i < 20; i++) {
    rt0::go([=] { out.send(*in.recv() * 100 + i); });
    settle();
  }
  for (int i = 0; i < 20; i++) {
    in.send(i);
    CHECK(out.recv() == i * 101);
  }
}

int main() {
  unbuffered_send_meets_its_receiver();
  receiver_that_waits_gets_the_value();
  buffered_send_parks_when_full();
  closed_channel_drains_then_gives_nothing();
  close_wakes_all_receivers();
  try_operations_never_park();
  nil_channel();
  handles_share_the_channel();
  one_direction();
  iterator_receives_when_it_is_advanced();
  any_plain_type();
  parked_goroutines_are_served_in_order();
}
