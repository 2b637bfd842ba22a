// tests/unit/sched/timers_test.cc - the heap of timers: order, removal, moving to another P.
//
// The clock stands still unless the test moves it. The property test plays a plain sorted list against
// the heap; its seed is printed when it fails.
#include "sched/timers.h"

#include <map>
#include <memory>
#include <random>

#include "parking.h"

using namespace rt;

namespace {

struct Probe : Timer {
  explicit Probe(int number = 0) : id(number) { fire = note; }
  static void note(Timer* t, i64 now) {
    cr_assert(t->when <= now, "fired early");
    fired.push_back(static_cast<Probe*>(t)->id);
  }
  static inline std::vector<int> fired;
  int id;
};

i64 check(i64 now) {
  bool ran = false;
  const usize before = Probe::fired.size() + play::readied.size();
  i64 next = timers_check(&play::ps[0], now, &ran);
  cr_assert(eq(int, ran, Probe::fired.size() + play::readied.size() != before));
  cr_assert(eq(i64, next, timers_next(&play::ps[0])));
  return next;
}

}  // namespace

TestSuite(timers, .init = play::begin);

Test(timers, an_empty_heap_has_no_next) {
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
  cr_assert(eq(i64, check(100), 0));
}

Test(timers, what_is_due_runs_in_order_of_time_and_nothing_else) {
  Probe a(1), b(2), c(3);
  timers_add(&b, 200);
  timers_add(&c, 300);
  timers_add(&a, 100);
  cr_assert(eq(i64, timers_next(&play::ps[0]), 100));
  cr_assert(eq(i64, check(99), 100));
  cr_assert(Probe::fired.empty());
  cr_assert(eq(i64, check(200), 300));
  const std::vector<int> first_two{1, 2};
  cr_assert(Probe::fired == first_two);
  cr_assert(eq(i64, check(1000), 0));
  cr_assert(eq(sz, Probe::fired.size(), 3));
}

Test(timers, check_reads_the_clock_itself_when_asked) {
  Probe a(1);
  timers_add(&a, fake_kernel.now_ns + 10);
  cr_assert(eq(i64, check(0), fake_kernel.now_ns + 10));
  fake_kernel.now_ns += 10;
  cr_assert(eq(i64, check(0), 0));
  cr_assert(eq(sz, Probe::fired.size(), 1));
}

Test(timers, a_new_earliest_timer_wakes_the_poller) {
  Probe a(1), b(2), c(3);
  timers_add(&a, 200);
  timers_add(&b, 300);
  timers_add(&c, 100);
  const std::vector<i64> earlier_each{200, 100};
  cr_assert(play::poller_wakes == earlier_each);
  cr_assert(timers_remove(&a) && timers_remove(&b) && timers_remove(&c));
}

Test(timers, a_removed_timer_does_not_fire_and_can_be_added_again) {
  Probe a(1);
  cr_assert(not(timers_remove(&a)));
  timers_add(&a, 100);
  cr_assert(timers_remove(&a));
  cr_assert(not(timers_remove(&a)));
  cr_assert(eq(i64, check(1000), 0));
  timers_add(&a, 2000);
  cr_assert(eq(i64, check(2000), 0));
  cr_assert(not(timers_remove(&a)));
  cr_assert(eq(sz, Probe::fired.size(), 1));
}

Test(timers, a_timer_may_add_itself_when_it_fires) {
  static int times = 0;
  Timer t;
  t.fire = [](Timer* self, i64 now) {
    if (++times < 5) timers_add(self, now);
  };
  timers_add(&t, 10);
  bool ran = false;
  cr_assert(eq(i64, timers_check(&play::ps[0], 10, &ran), 0));
  cr_assert(eq(int, times, 5));
}

Test(timers, sleepers_are_readied_in_order_of_time) {
  for (int i = 0; i < 10; i++) timers_add_sleeper(&play::gs[i], 100 + (i * 7) % 10);
  cr_assert(eq(i64, check(104), 105));
  cr_assert(eq(sz, play::readied.size(), 5));
  check(200);
  for (usize i = 0; i < 10; i++) cr_assert(eq(ptr, play::readied[i], &play::gs[i * 3 % 10]));
}

Test(timers, never_is_in_the_heap_and_does_not_come) {
  Probe a(1);
  timers_add(&a, deadline_after(1000, kNever - 10));
  cr_assert(eq(i64, timers_next(&play::ps[0]), i64{kNever}));
  cr_assert(eq(i64, check(kNever - 1), i64{kNever}));
  cr_assert(Probe::fired.empty());
  cr_assert(timers_remove(&a));
  cr_assert(eq(i64, deadline_after(5, 10), 15));
}

Test(timers, a_time_before_the_clock_began_is_not_mistaken_for_none) {
  Probe a(1);
  timers_add(&a, 0);
  cr_assert(ne(i64, timers_next(&play::ps[0]), 0));
  check(1);
  cr_assert(eq(sz, Probe::fired.size(), 1));
}

Test(timers, another_p_takes_all_over) {
  std::vector<std::unique_ptr<Probe>> probes;
  for (int i = 0; i < 100; i++) {
    probes.push_back(std::make_unique<Probe>(i));
    timers_add(probes.back().get(), 1000 + i);
  }
  timers_add_sleeper(&play::gs[1], 1500);
  timers_take_over(&play::ps[0], &play::ps[1]);
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
  cr_assert(eq(i64, timers_next(&play::ps[1]), 1000));
  cr_assert(timers_remove(probes[50].get()));
  bool ran = false;
  cr_assert(eq(i64, timers_check(&play::ps[1], 2000, &ran), 0));
  cr_assert(eq(sz, Probe::fired.size(), 99));
  cr_assert(play::take_readied(&play::gs[1]));
  timers_add(probes[50].get(), 10);  // the old P can be used again
  check(10);
  cr_assert(eq(sz, Probe::fired.size(), 100));
}

// The wakes that a thousand timers, 100 us apart, get in 100 ms.
static std::vector<i64> wakes_for_a_crowd(i64 from) {
  std::vector<i64> wakes;
  for (i64 now = from; now < from + 100'000'000;) {
    const i64 due = (now / 100'000 + 1) * 100'000;
    const i64 at = timers_wake_at(due);
    cr_assert(at >= due && at <= due + kTimerCrowdNs);
    wakes.push_back(now = at);
  }
  return wakes;
}

Test(timers, a_crowd_of_timers_wakes_the_poller_once_a_millisecond) {
  std::vector<std::unique_ptr<Probe>> all;
  for (u32 i = 0; i < kFewTimers; i++) timers_add(all.emplace_back(new Probe).get(), 1);
  // A few are punctual, however often.
  for (i64 when = 1; when < 1'000'000; when += 1000) cr_assert(timers_wake_at(when) == when);
  timers_add(all.emplace_back(new Probe).get(), 1);
  cr_assert(pending_timers() == kFewTimers + 1);
  const std::vector<i64> wakes = wakes_for_a_crowd(1'000'000'000);
  const i64 expected = 100'000'000 / kTimerCrowdNs + kTimerCredit;
  cr_assert(static_cast<i64>(wakes.size()) >= expected - 5 && static_cast<i64>(wakes.size()) <= expected + 5);
  // The credit comes first, and again after a pause.
  cr_assert(wakes[20] == 1'002'100'000);
  cr_assert(wakes_for_a_crowd(5'000'000'000)[20] == 5'002'100'000);
  cr_assert(timers_wake_at(kNever) == kNever);
  // Polls that descriptors end early, ten thousand of them: the next timer is no later than any.
  for (int i = 0; i < 10'000; i++) (void)timers_wake_at(6'000'000'000);
  cr_assert(timers_wake_at(6'000'000'000) <= 6'000'000'000 + kTimerCrowdNs);
  cr_assert(timers_wake_at(6'100'000'000) == 6'100'000'000);
}

Test(timers, no_memory_for_the_heap_is_fatal, .signal = SIGABRT) {
  Probe a;
  play::no_memory = true;
  timers_add(&a, 1);
}

Test(timers, property_the_heap_does_what_a_sorted_list_does) {
  const u32 seed = std::random_device{}();
  std::mt19937 random(seed);
  std::vector<std::unique_ptr<Probe>> probes;
  for (int i = 0; i < 500; i++) probes.push_back(std::make_unique<Probe>(i));
  std::map<int, i64> model;  // id, when
  i64 now = 1;
  for (int step = 0; step < 20000; step++) {
    const int id = static_cast<int>(random() % probes.size());
    Probe* p = probes[static_cast<usize>(id)].get();
    switch (random() % 4) {
      case 0:
      case 1:
        if (model.contains(id)) break;
        model[id] = now + static_cast<i64>(random() % 1000);
        timers_add(p, model[id]);
        break;
      case 2:
        cr_assert(eq(int, timers_remove(p), static_cast<int>(model.erase(id))), "seed %u", seed);
        break;
      default: {
        now += static_cast<i64>(random() % 20);
        Probe::fired.clear();
        check(now);
        i64 last = 0;
        for (int f : Probe::fired) {
          cr_assert(model.contains(f) && model[f] <= now && model[f] >= last, "seed %u", seed);
          last = model[f];
          model.erase(f);
        }
        i64 next = 0;
        for (auto [other, when] : model) {
          cr_assert(when > now, "seed %u: %d did not fire", seed, other);
          if (next == 0 || when < next) next = when;
        }
        cr_assert(eq(i64, timers_next(&play::ps[0]), next), "seed %u", seed);
      }
    }
  }
}
