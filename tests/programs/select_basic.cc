// tests/programs/select_basic.cc - select with cases written down: choice, values, handlers, otherwise.
//
// Each function is one sentence or two of the contract on select.
#include <memory>
#include <string>

#include "waiting.h"

using rt0::on_recv;
using rt0::on_send;
using rt0::otherwise;

static void the_index_counts_the_cases_as_written() {
  auto a = rt0::make_chan<int>(1), b = rt0::make_chan<int>(1);
  int ran = 0;
  b.send(5);
  std::size_t i =
      rt0::select(on_recv(a, [&](std::optional<int>) { ran = 1; }), on_recv(b, [&](std::optional<int> v) {
                    CHECK(v == 5);
                    ran = 2;
                  }));
  CHECK(i == 1 && ran == 2);
  i = rt0::select(on_recv(a), on_recv(b), on_send(b, 6, [&] { ran = 3; }));
  CHECK(i == 2 && ran == 3 && b.recv() == 6);
}

static void otherwise_runs_when_nothing_is_ready() {
  auto a = rt0::make_chan<int>(), b = rt0::make_chan<int>();
  int ran = 0;
  CHECK(rt0::select(on_recv(a), otherwise([&] { ran = 1; })) == 1 && ran == 1);
  CHECK(rt0::select(on_recv(a), on_send(b, 1), otherwise()) == 2);
  CHECK(rt0::select(otherwise([&] { ran = 2; })) == 0 && ran == 2);
  rt0::chan<int> nil;
  CHECK(rt0::select(on_recv(nil), on_send(nil, 1), otherwise()) == 2);
  auto full = rt0::make_chan<int>(1);
  CHECK(rt0::select(on_send(full, 1), otherwise()) == 0);
  CHECK(rt0::select(on_send(full, 1), otherwise()) == 1);
  CHECK(rt0::select(on_recv(full), otherwise()) == 0);
}

static void a_handler_takes_the_value_or_nothing() {
  auto c = rt0::make_chan<int>(3);
  c.send(1), c.send(2), c.send(3);
  int got = 0;
  rt0::select(on_recv(c, [&](std::optional<int> v) { got = *v; }));
  CHECK(got == 1);
  rt0::select(on_recv(c, [&] { got = 100; }));
  CHECK(got == 100);
  std::optional<int> into = 50;
  rt0::select(on_recv(c, into));
  CHECK(into == 3);
  rt0::select(on_recv(c, into), otherwise());
  CHECK(into == 3);
  c.close();
  rt0::select(on_recv(c, [&](std::optional<int> v) { got = v.has_value() ? 1 : 2; }));
  CHECK(got == 2);
  rt0::select(on_recv(c, into));
  CHECK(!into);
}

static void nil_cases_are_never_ready() {
  rt0::chan<int> nil;
  auto c = rt0::make_chan<int>();
  rt0::go([=] { c.send(1); });
  CHECK(rt0::select(on_recv(nil), on_send(nil, 2), on_recv(c), on_recv(nil)) == 2);
}

static void parked_select_takes_what_comes_first() {
  auto a = rt0::make_chan<int>(), b = rt0::make_chan<int>();
  rt0::go([=] {
    settle();
    b.send(7);
  });
  std::optional<int> v, w = 1;
  CHECK(rt0::select(on_recv(a, w), on_recv(b, v)) == 1 && v == 7 && w == 1);
  rt0::go([=] {
    settle();
    CHECK(a.recv() == 8);
    b.close();
  });
  CHECK(rt0::select(on_send(a, 8), on_recv(b, v)) == 0);
  CHECK(rt0::select(on_send(a, 9), on_recv(b, v)) == 1 && !v);
  // Nothing stays behind in the queues of the losers.
  CHECK(!a.try_send(1));
  std::optional<int> none;
  CHECK(!a.try_recv(none));
}

static void handlers_run_with_nothing_locked() {
  auto c = rt0::make_chan<int>(2);
  int depth = 0;
  c.send(1);
  rt0::select(on_recv(c, [&](std::optional<int> v) {
    c.send(*v + 1);
    rt0::gosched();
    rt0::select(on_recv(c,
                        [&](std::optional<int> w) {
                          CHECK(w == 2 && c.len() == 0);
                          c.close();
                          depth = 2;
                        }),
                on_recv(rt0::chan<int>()));
  }));
  CHECK(depth == 2 && !c.recv());
}

static void only_the_case_that_runs_moves_its_value() {
  auto full = rt0::make_chan<std::string>(1), open = rt0::make_chan<std::string>(1);
  full.send("x");
  std::string a = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", b = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
  CHECK(rt0::select(on_send(full, std::move(a)), on_send(open, std::move(b))) == 1);
  CHECK(a.size() == 32 && b.empty() && open.recv()->size() == 32);
  CHECK(rt0::select(on_send(open, a)) == 0);  // an lvalue is copied
  CHECK(a.size() == 32 && open.recv() == a);
  const std::string k = "const";
  CHECK(rt0::select(on_send(open, k)) == 0 && open.recv() == k);
  CHECK(rt0::select(on_send(open, "converted")) == 0 && open.recv() == "converted");
  CHECK(rt0::select(on_send(open, std::move(a)), otherwise()) == 0 && a.empty());
  b = "back";
  CHECK(rt0::select(on_send(open, std::move(b)), otherwise()) == 1 && b == "back");

  auto p = rt0::make_chan<std::unique_ptr<int>>(1);
  CHECK(rt0::select(on_send(p, std::make_unique<int>(3))) == 0);
  int got = 0;
  rt0::select(on_recv(p, [&](std::optional<std::unique_ptr<int>> v) { got = **v; }));
  CHECK(got == 3);
  auto wide = rt0::make_chan<double>(1);
  CHECK(rt0::select(on_send(wide, 1)) == 0 && wide.recv() == 1.0);
}

static void an_unwanted_value_is_destroyed() {
  auto shared = std::make_shared<int>(1);
  auto c = rt0::make_chan<std::shared_ptr<int>>(1);
  c.send(shared);
  rt0::select(on_recv(c));
  CHECK(shared.use_count() == 1);
  auto u = rt0::make_chan<std::shared_ptr<int>>();
  rt0::go([=, copy = shared] { u.send(copy); });
  rt0::select(on_recv(u, [] {}));
  while (shared.use_count() != 1) rt0::gosched();
}

static void one_direction_and_the_same_channel_twice() {
  auto c = rt0::make_chan<int>(1);
  rt0::send_chan<int> out = c;
  rt0::recv_chan<int> in = c;
  CHECK(rt0::select(on_recv(in), on_send(out, 4)) == 1);
  std::optional<int> v;
  CHECK(rt0::select(on_recv(in, v), on_send(out, 4)) == 0 && v == 4);
  auto u = rt0::make_chan<int>();
  rt0::go([=] {
    settle();
    u.send(1);
  });
  std::size_t i = rt0::select(on_recv(u, v), on_send(u, 2), on_recv(u, v));
  CHECK((i == 0 || i == 2) && v == 1);
}

static void a_select_does_not_meet_itself() {
  auto u = rt0::make_chan<int>();
  CHECK(rt0::select(on_recv(u), on_send(u, 1), otherwise()) == 2);
  int met = 0;
  auto side = [&] {
    for (int i = 0; i < 100; i++) {
      rt0::select(on_recv(u, [&] { __atomic_fetch_add(&met, 1, __ATOMIC_RELAXED); }), on_send(u, 1));
    }
  };
  // Two of them: each meeting takes one operation of each, so both end.
  rt0::wait_group both;
  both.go(side);
  both.go(side);
  both.wait();
  CHECK(met == 100);
}

static void choice_among_ready_cases_is_uniform() {
  constexpr int kRounds = 6000;
  rt0::chan<int> nil;
  rt0::chan<int> c[4];
  for (auto& one : c) {
    one = rt0::make_chan<int>();
    one.close();
  }
  int count[7] = {};
  for (int i = 0; i < kRounds; i++) {
    count[rt0::select(on_recv(c[0]), on_recv(nil), on_recv(c[1]), on_recv(nil), on_recv(nil), on_recv(c[2]),
                      on_recv(c[3]))]++;
  }
  for (int i : {0, 2, 5, 6}) CHECK(count[i] > kRounds / 4 * 85 / 100 && count[i] < kRounds / 4 * 115 / 100);
  CHECK(count[1] + count[3] + count[4] == 0);
}

int main() {
  the_index_counts_the_cases_as_written();
  otherwise_runs_when_nothing_is_ready();
  a_handler_takes_the_value_or_nothing();
  nil_cases_are_never_ready();
  parked_select_takes_what_comes_first();
  handlers_run_with_nothing_locked();
  only_the_case_that_runs_moves_its_value();
  an_unwanted_value_is_destroyed();
  one_direction_and_the_same_channel_twice();
  a_select_does_not_meet_itself();
  choice_among_ready_cases_is_uniform();
}
