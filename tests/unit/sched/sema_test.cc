// tests/unit/sched/sema_test.cc - wait lists, words, semaphores and the locks, from inside.
//
// One thread plays all goroutines (parking.h), so what is shown here is order and state; that nothing is
// lost between threads is shown by tests/programs/sync_*.cc and tests/stress.
#include "sched/sema.h"

#include <deque>
#include <random>

#include "parking.h"
#include "sched/sync.h"

using namespace rt;

static bool waited_for(Sema* s) { return (s->state.load_relaxed() & kSemaWaited) != 0; }
static bool locked(SyncMutex* m) { return (m->state.load_relaxed() & kMutexLocked) != 0; }
static bool starving(SyncMutex* m) { return (m->state.load_relaxed() & kMutexStarving) != 0; }

TestSuite(sema, .init = play::begin);

Test(sema, property_a_wait_list_does_what_a_deque_does) {
  const u32 seed = std::random_device{}();
  std::mt19937 random(seed);
  std::vector<Sudog> sudogs(40);
  std::vector<Sudog*> spare;
  for (Sudog& s : sudogs) spare.push_back(&s);
  WaitList list;
  std::deque<Sudog*> model;
  for (int step = 0; step < 20000; step++) {
    switch (random() % 5) {
      case 0:
      case 1: {
        if (spare.empty()) break;
        Sudog* s = spare.back();
        spare.pop_back();
        if (random() % 3 == 0)
          list.push_front(s), model.push_front(s);
        else
          list.push_back(s), model.push_back(s);
        break;
      }
      case 2: {
        Sudog* s = list.pop_front();
        cr_assert(s == (model.empty() ? nullptr : model.front()), "seed %u", seed);
        if (s == nullptr) break;
        model.pop_front();
        spare.push_back(s);
        break;
      }
      case 3: {
        if (model.empty()) break;
        auto it = model.begin() + static_cast<long>(random() % model.size());
        list.remove(*it);
        spare.push_back(*it);
        model.erase(it);
        break;
      }
      default:
        if (random() % 20 != 0) break;
        for (Sudog* s = take_all(list); s != nullptr; s = s->waitlink) {
          cr_assert(s == model.front(), "seed %u", seed);
          model.pop_front();
          spare.push_back(s);
        }
        cr_assert(model.empty(), "seed %u", seed);
    }
    cr_assert(list.empty() == model.empty(), "seed %u", seed);
  }
}

Test(sema, a_word_is_waited_for_only_while_it_is_as_expected) {
  Atomic<u32> word(1), other(1);
  wait_on_word(&word, 2, WaitReason::static_init);  // differs: does not park
  play::while_parked = [&] {
    play::as(1, [&] {
      wake_word(&other);
      cr_assert(play::readied.empty());
      word.store_release(2);
      wake_word(&word);
    });
  };
  wait_on_word(&word, 1, WaitReason::static_init);
}

Test(sema, permits_go_to_waiters_first_and_the_rest_is_kept) {
  Sema s;
  s.state.store_relaxed(2 * kSemaPermit);
  sema_acquire(&s);
  sema_acquire(&s);
  play::while_parked = [&] {
    play::as(1, [&] {
      cr_assert(waited_for(&s));
      play::while_parked = [&] {
        play::as(2, [&] {
          sema_release(&s, 1);
          cr_assert(waited_for(&s));
          cr_assert(eq(sz, play::readied.size(), 1));
          cr_assert(eq(ptr, play::readied[0], &play::gs[0]));  // first come
          sema_release(&s, 4);
        });
      };
      sema_acquire(&s);
    });
  };
  sema_acquire(&s);
  cr_assert(eq(u64, s.state.load_relaxed(), 3 * kSemaPermit));
}

Test(sema, a_mutex_counts_its_waiters_and_wakes_one_at_a_time) {
  SyncMutex m;
  mutex_lock(&m);
  cr_assert(not(mutex_try_lock(&m)));
  play::while_parked = [&] {
    play::as(1, [&] {
      play::while_parked = [&] {
        play::as(2, [&] {
          cr_assert(eq(u32, m.state.load_relaxed(), kMutexLocked + 2 * kMutexWaiter));
          mutex_unlock(&m);  // gs[0]'s, by another goroutine
          cr_assert(eq(u32, m.state.load_relaxed(), kMutexWoken + kMutexWaiter));
          cr_assert(mutex_try_lock(&m));  // who runs may be faster than who was woken
          mutex_unlock(&m);
          cr_assert(eq(sz, play::readied.size(), 1));  // one is on its way: no second is woken
          // What gs[1] sees is played below: gs[0] was woken first, takes the mutex and gives it up.
          play::as(0, [&] {
            u32 state = kMutexWoken + kMutexWaiter;
            cr_assert(m.state.cas_acquire(state, kMutexLocked + kMutexWaiter));
            mutex_unlock(&m);
          });
        });
      };
      mutex_lock(&m);
      mutex_unlock(&m);
    });
    play::as(2, [&] {
      cr_assert(mutex_try_lock(&m));
      mutex_unlock(&m);
    });
  };
  mutex_lock(&m);
  cr_assert(locked(&m));
  mutex_unlock(&m);
  cr_assert(eq(u32, m.state.load_relaxed(), 0));
}

// Woken after more than a millisecond and too late again: the mutex starves, and goes from hand to hand.
Test(sema, a_starving_mutex_is_handed_over) {
  SyncMutex m;
  mutex_lock(&m);
  play::while_parked = [&] {
    play::as(1, [&] {
      mutex_unlock(&m);  // wakes gs[0]
      cr_assert(mutex_try_lock(&m));
      fake_kernel.now_ns += kStarvingNs + 1;
    });
    play::while_parked = [&] {
      play::as(1, [&] {
        cr_assert(starving(&m));
        mutex_unlock(&m);
        cr_assert(locked(&m));  // never free in between
        cr_assert(not(mutex_try_lock(&m)));
      });
    };
  };
  mutex_lock(&m);
  cr_assert(eq(u32, m.state.load_relaxed(), u32{kMutexLocked}));  // the last waiter ends the starving
  mutex_unlock(&m);
}

Test(sema, unlock_of_an_unlocked_mutex_panics, .signal = SIGABRT) {
  SyncMutex m;
  mutex_unlock(&m);
}

Test(sema, a_timed_wait_ends_by_time_or_by_notification) {
  SyncMutex m;
  SyncCond c;
  mutex_lock(&m);
  play::while_parked = [&] {
    play::as(1, [&] {
      cr_assert(eq(u32, m.state.load_relaxed(), 0));
      bool ran = false;
      timers_check(&play::ps[0], 499, &ran);
      cr_assert(not(ran));
      timers_check(&play::ps[0], 500, &ran);
      cr_assert(ran);
      cond_notify(&c, true);  // too late: nobody is there
    });
  };
  cr_assert(not(cond_wait_until(&c, &m, 500)));
  play::while_parked = [&] { play::as(1, [&] { cond_notify(&c, false); }); };
  cr_assert(cond_wait_until(&c, &m, 900));
  cr_assert(eq(i64, timers_next(&play::ps[0]), 0));
  cr_assert(locked(&m));
}

Test(sema, the_last_done_wakes_all_and_leaves_the_group_alone) {
  auto* g = new SyncWaitGroup;
  wait_group_add(g, 2);
  play::while_parked = [&] {
    play::as(1, [&] {
      wait_group_add(g, -1);
      cr_assert(play::readied.empty());
      wait_group_add(g, -1);
      cr_assert(eq(u64, g->state.load_relaxed(), 0));
    });
  };
  wait_group_wait(g);
  wait_group_wait(g);
  delete g;
}

Test(sema, a_negative_wait_group_panics, .signal = SIGABRT) {
  SyncWaitGroup g;
  wait_group_add(&g, -1);
}

Test(sema, once_lets_one_run_and_the_others_wait) {
  Atomic<u32> state;
  cr_assert(once_begin(&state));
  play::while_parked = [&] { play::as(1, [&] { once_end(&state); }); };
  cr_assert(not(once_begin(&state)));
  cr_assert(not(once_begin(&state)));
}

Test(sema, readers_after_a_waiting_writer_wait) {
  SyncRWMutex m;
  rwmutex_lock_shared(&m);
  play::while_parked = [&] {
    play::as(2, [&] {  // gs[1] waits to write
      play::while_parked = [&] {
        play::as(0, [&] {
          rwmutex_unlock_shared(&m);
          cr_assert(eq(u64, m.state.load_relaxed(), kRWWriter + kRWWaited));
        });
        play::as(3, [&] {
          rwmutex_unlock(&m);  // gs[1]'s
          cr_assert(eq(u64, m.state.load_relaxed(), u64{kRWReader}));
        });
      };
      rwmutex_lock_shared(&m);
    });
  };
  play::as(1, [&] { rwmutex_lock(&m); });
  rwmutex_unlock_shared(&m);  // gs[2]'s
  cr_assert(eq(u64, m.state.load_relaxed(), 0));
}
