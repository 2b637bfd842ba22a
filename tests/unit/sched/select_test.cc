// tests/unit/sched/select_test.cc - select from inside: which case, what is locked, who leaves which queue.
//
// One thread plays all goroutines (parking.h).
#include "sched/select.h"

#include <random>

#include "parking.h"

using namespace rt;

namespace {

Hchan* plain(usize cap) { return makechan(sizeof(u64), alignof(u64), cap); }

struct Cases {
  explicit Cases(usize n) : cases(n), values(n) {}
  void recv(usize i, Hchan* c) { cases[i] = Scase{c, &values[i], SelectKind::recv, false, 0, 0, {}}; }
  void send(usize i, Hchan* c, u64 v) {
    values[i] = v;
    cases[i] = Scase{c, &values[i], SelectKind::send, false, 0, 0, {}};
  }
  usize go(bool block) { return selectgo(cases.data(), cases.size(), block); }

  std::vector<Scase> cases;
  std::vector<u64> values;
};

bool idle(Hchan* c) { return c->recvq.empty() && c->sendq.empty() && !c->lock.is_locked(); }

bool waited_for(Hchan* c) { return !(c->recvq.empty() && c->sendq.empty()) && !c->lock.is_locked(); }

void send(Hchan* c, u64 v) { chansend(c, &v); }
u64 recv(Hchan* c) {
  u64 v = 0;
  cr_assert(chanrecv(c, &v));
  return v;
}

}  // namespace

TestSuite(select, .init = play::begin);

Test(select, a_ready_case_runs_without_parking) {
  Hchan *a = plain(1), *b = plain(1);
  send(b, 5);
  Cases k(2);
  k.recv(0, a);
  k.recv(1, b);
  cr_assert(eq(sz, k.go(true), 1));
  cr_assert(k.cases[1].received && k.values[1] == 5);
  k.send(0, a, 6);
  cr_assert(eq(sz, k.go(true), 0));
  cr_assert(eq(u64, recv(a), 6));
  cr_assert(idle(a) && idle(b));
  chan_release(a);
  chan_release(b);
}

Test(select, nothing_ready_and_no_block_is_none) {
  Hchan *a = plain(0), *b = plain(1);
  Cases k(3);
  k.recv(0, a);
  k.recv(1, b);
  k.send(2, a, 1);
  usize none = kSelectNone;
  cr_assert(eq(sz, k.go(false), none));
  Cases one(1);
  one.recv(0, a);
  cr_assert(eq(sz, one.go(false), none));
  Cases nil(2);
  cr_assert(eq(sz, nil.go(false), none));
  cr_assert(idle(a) && idle(b));
  chan_release(a);
  chan_release(b);
}

// The parked select is on every queue; afterwards on none. Each case wins once, duplicates included.
Test(select, a_parked_select_leaves_all_queues) {
  Hchan* c[] = {plain(0), plain(0), plain(0), plain(0)};
  for (usize winner = 0; winner < 4; winner++) {
    Cases k(6);
    k.recv(0, c[2]);
    k.recv(1, c[0]);
    k.send(2, c[1], 77);
    k.recv(3, c[3]);
    k.recv(4, c[2]);
    k.send(5, c[0], 88);
    Hchan* at = c[winner];
    play::while_parked = [&] {
      play::as(1, [&] {
        for (Hchan* each : c) cr_assert(waited_for(each));
        if (at == c[1])
          cr_assert(eq(u64, recv(at), 77));
        else
          send(at, 100 + winner);
      });
    };
    const usize ran = k.go(true);
    cr_assert(k.cases[ran].c == at);
    if (at != c[1]) cr_assert(k.cases[ran].received && k.values[ran] == 100 + winner);
    for (Hchan* each : c) cr_assert(idle(each));
  }
  for (Hchan* each : c) chan_release(each);
}

Test(select, only_one_waker_wins) {
  Hchan *a = plain(0), *b = plain(0);
  Cases k(2);
  k.recv(0, a);
  k.recv(1, b);
  play::while_parked = [&] {
    play::as(1, [&] {
      send(a, 1);
      u64 v = 2;
      cr_assert(not(chan_try_send(b, &v)));  // its Sudog has lost
    });
  };
  cr_assert(eq(sz, k.go(true), 0));
  cr_assert(eq(u64, k.values[0], 1));
  cr_assert(eq(u64, k.values[1], 0));
  cr_assert(idle(a) && idle(b));
  chan_release(a);
  chan_release(b);
}

Test(select, close_wakes_a_parked_receive) {
  Hchan *a = plain(0), *b = plain(0);
  Cases k(2);
  k.recv(0, a);
  k.recv(1, b);
  play::while_parked = [&] { play::as(1, [&] { closechan(b); }); };
  cr_assert(eq(sz, k.go(true), 1));
  cr_assert(not(k.cases[1].received));
  cr_assert(eq(sz, k.go(true), 1));
  cr_assert(not(k.cases[1].received));
  chan_release(a);
  chan_release(b);
}

Test(select, close_panics_a_parked_send, .signal = SIGABRT) {
  Hchan *a = plain(0), *b = plain(0);
  Cases k(2);
  k.recv(0, a);
  k.send(1, b, 1);
  play::while_parked = [&] { play::as(1, [&] { closechan(b); }); };
  k.go(true);
}

Test(select, send_on_closed_panics, .signal = SIGABRT) {
  Hchan* a = plain(0);
  closechan(a);
  Cases k(1);
  k.send(0, a, 1);
  k.go(false);
}

// Debug builds check that channels are locked in ascending order of address: any order of cases must do.
Test(select, property_locks_are_taken_by_address) {
  std::mt19937 random(7);
  std::vector<Hchan*> c;
  for (int i = 0; i < 60; i++) c.push_back(plain(0));
  for (usize n = 1; n <= 60; n++) {
    Cases k(n);
    for (usize i = 0; i < n; i++) k.recv(i, c[random() % c.size()]);
    const usize target = random() % n;
    play::while_parked = [&] { play::as(1, [&] { send(k.cases[target].c, n); }); };
    const usize ran = k.go(true);
    cr_assert(k.cases[ran].c == k.cases[target].c && k.values[ran] == n);
    usize none = kSelectNone;
    cr_assert(eq(sz, k.go(false), none));
  }
  for (Hchan* each : c) {
    cr_assert(idle(each));
    chan_release(each);
  }
}

Test(select, the_choice_is_uniform_also_between_nil_cases) {
  Hchan* c = plain(0);
  closechan(c);
  Cases k(8);
  for (usize i : {0, 3, 4, 7}) k.recv(i, c);
  std::vector<int> count(8);
  for (int i = 0; i < 8000; i++) count[k.go(true)]++;
  for (usize i : {0, 3, 4, 7}) cr_assert(count[i] > 1700 && count[i] < 2300);
  chan_release(c);
}
