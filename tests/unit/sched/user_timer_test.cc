// tests/unit/sched/user_timer_test.cc - stop and reset against a firing that is already under way.
//
// `in_flight` takes a timer out of the heap without firing it, as another M would that is about to.
#include "sched/user_timer.h"

#include "parking.h"

using namespace rt;

namespace {

constexpr i64 kSecond = 1'000'000'000;

void check() {
  bool ran = false;
  timers_check(&play::ps[0], 0, &ran);
}

void in_flight(UserTimer* t) { cr_assert(timers_remove(&t->timer)); }
void arrives(UserTimer* t) { t->timer.fire(&t->timer, fake_kernel.now_ns); }

bool has_value(Hchan* c, i64* v) { return chan_try_recv(c, v) == TryRecv::value; }

struct Function {
  FuncTimer timer{[](void* f) { static_cast<Function*>(f)->runs++; },
                  [](void* f) { static_cast<Function*>(f)->drops++; }, this};
  int runs = 0, drops = 0;
};

void run_started() {
  for (auto [entry, arg] : std::exchange(play::started, {})) entry(arg);
}

}  // namespace

TestSuite(user_timer, .init = play::begin);

Test(user_timer, fires_once_with_the_time) {
  Hchan* c = chan_timer_make(kSecond, 0);
  i64 v = 0;
  cr_assert(not(has_value(c, &v)));
  fake_kernel.now_ns += kSecond;
  check();
  cr_assert(has_value(c, &v) && v == fake_kernel.now_ns);
  cr_assert(eq(sz, chan_len(c), 0));
  cr_assert(not(chan_timer_stop(c)));
  chan_release(c);
}

Test(user_timer, what_is_due_is_seen_before_any_m_fires_it) {
  Hchan* c = chan_timer_make(kSecond, 0);
  fake_kernel.now_ns += kSecond;
  i64 v = 0;
  cr_assert(has_value(c, &v));
  cr_assert(not(has_value(c, &v)));
  chan_release(c);
}

Test(user_timer, a_time_that_is_over_has_been_sent_when_the_call_is_back) {
  for (i64 ns : {i64{0}, i64{-1}, INT64_MIN}) {
    Hchan* c = chan_timer_make(ns, 0);
    cr_assert(eq(sz, c->count.load_relaxed(), 1));
    cr_assert(eq(i64, timers_next(&play::ps[0]), 0), "no M has anything left to do");
    cr_assert(chan_timer_reset(c, ns, 0), "what nobody received was to be noticed");
    i64 v = 0;
    cr_assert(has_value(c, &v) && v == fake_kernel.now_ns);
    cr_assert(not(has_value(c, &v)));
    cr_assert(not(chan_timer_reset(c, kSecond, 0)));
    cr_assert(chan_timer_reset(c, ns, 0));
    cr_assert(has_value(c, &v) && v == fake_kernel.now_ns);
    chan_release(c);
  }
}

Test(user_timer, a_reset_to_a_time_that_is_over_wakes_who_waits) {
  Hchan* c = chan_timer_make(kSecond, 0);
  play::while_parked = [&] { play::as(1, [&] { cr_assert(chan_timer_reset(c, 0, 0)); }); };
  i64 v = 0;
  cr_assert(chanrecv(c, &v) && v == fake_kernel.now_ns);
  chan_release(c);
}

Test(user_timer, stop_takes_back_what_nobody_received) {
  Hchan* c = chan_timer_make(kSecond, 0);
  cr_assert(chan_timer_stop(c));
  cr_assert(not(chan_timer_stop(c)));
  cr_assert(not(chan_timer_reset(c, kSecond, 0)));
  fake_kernel.now_ns += kSecond;
  check();
  cr_assert(chan_timer_stop(c));
  i64 v = 0;
  cr_assert(not(has_value(c, &v)));
  chan_release(c);
}

Test(user_timer, a_firing_under_way_is_silenced_by_stop) {
  Hchan* c = chan_timer_make(kSecond, 0);
  in_flight(c->timer);
  cr_assert(chan_timer_stop(c));
  cr_assert(eq(u32, c->refs.load_relaxed(), 2));
  arrives(c->timer);
  i64 v = 0;
  cr_assert(not(has_value(c, &v)));
  cr_assert(eq(u32, c->refs.load_relaxed(), 1));
  chan_release(c);
}

Test(user_timer, the_older_of_two_firings_is_silenced_whichever_comes_first) {
  Hchan* c = chan_timer_make(kSecond, 0);
  in_flight(c->timer);
  cr_assert(chan_timer_reset(c, 2 * kSecond, 0));
  const i64 due = c->timer->timer.when;
  in_flight(c->timer);
  arrives(c->timer);
  i64 v = 0;
  cr_assert(not(has_value(c, &v)));
  arrives(c->timer);
  cr_assert(has_value(c, &v) && v >= due);
  chan_release(c);
}

Test(user_timer, a_firing_under_way_frees_the_channel_that_nobody_has) {
  Hchan* c = chan_timer_make(kSecond, 0);
  ChanTimer* t = c->timer;
  in_flight(t);
  chan_release(c);
  arrives(t);  // address sanitiser looks on
}

Test(user_timer, a_ticker_drops_ticks_and_keeps_its_rhythm) {
  Hchan* c = chan_timer_make(kSecond, kSecond);
  const i64 begin = fake_kernel.now_ns;
  i64 v = 0;
  for (int i = 1; i <= 3; i++) {
    fake_kernel.now_ns = begin + i * kSecond;
    check();
    cr_assert(has_value(c, &v) && v == fake_kernel.now_ns);
  }
  fake_kernel.now_ns = begin + 7 * kSecond + kSecond / 2;
  check();
  check();
  cr_assert(has_value(c, &v) && v == fake_kernel.now_ns);
  cr_assert(eq(i64, timers_next(&play::ps[0]), begin + 8 * kSecond));
  chan_timer_stop(c);
  fake_kernel.now_ns += 10 * kSecond;
  check();
  cr_assert(not(has_value(c, &v)));
  chan_timer_reset(c, kSecond, 2 * kSecond);
  fake_kernel.now_ns += kSecond;
  check();
  cr_assert(has_value(c, &v));
  cr_assert(eq(i64, timers_next(&play::ps[0]), fake_kernel.now_ns + 2 * kSecond));
  chan_release(c);
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
}

Test(user_timer, a_parked_receiver_is_given_the_time) {
  Hchan* c = chan_timer_make(kSecond, 0);
  play::while_parked = [&] {
    fake_kernel.now_ns += kSecond;
    play::as(1, [] { check(); });
  };
  i64 v = 0;
  cr_assert(chanrecv(c, &v) && v == fake_kernel.now_ns);
  chan_release(c);
}

Test(user_timer, a_function_runs_in_a_goroutine_each_time) {
  Function f;
  cr_assert(not(func_timer_reset(&f.timer, kSecond)));
  cr_assert(func_timer_reset(&f.timer, 2 * kSecond));
  fake_kernel.now_ns += kSecond;
  check();
  cr_assert(play::started.empty());
  fake_kernel.now_ns += kSecond;
  check();
  cr_assert(eq(sz, play::started.size(), 1));
  cr_assert(not(func_timer_stop(&f.timer)));
  run_started();
  cr_assert(not(func_timer_reset(&f.timer, 0)));
  check();
  run_started();
  cr_assert(eq(int, f.runs, 2));
  cr_assert(eq(int, f.drops, 0));
  func_timer_release(&f.timer);
  cr_assert(eq(int, f.drops, 1));
}

Test(user_timer, a_running_function_outlives_its_timer) {
  Function f;
  func_timer_reset(&f.timer, 0);
  check();
  cr_assert(not(func_timer_stop(&f.timer)));
  func_timer_release(&f.timer);
  cr_assert(eq(int, f.drops, 0));
  run_started();
  cr_assert(eq(int, f.runs, 1));
  cr_assert(eq(int, f.drops, 1));
}

Test(user_timer, a_silenced_firing_that_is_last_has_the_function_dropped_by_a_goroutine) {
  Function f;
  func_timer_reset(&f.timer, kSecond);
  in_flight(&f.timer);
  cr_assert(func_timer_stop(&f.timer));
  func_timer_release(&f.timer);
  arrives(&f.timer);
  cr_assert(eq(int, f.drops, 0));
  run_started();
  cr_assert(eq(int, f.runs, 0));
  cr_assert(eq(int, f.drops, 1));
}

Test(user_timer, an_end_beyond_the_clock_is_armed_and_never_comes) {
  Hchan* c = chan_timer_make(INT64_MAX, 0);
  fake_kernel.now_ns += 1000 * kSecond;
  check();
  cr_assert(chan_timer_stop(c));
  chan_release(c);
}
