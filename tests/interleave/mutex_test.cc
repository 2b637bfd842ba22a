// tests/interleave/mutex_test.cc - kernel::Mutex: one at a time, nobody forgotten.
//
// Layer: tests.
#include "kernel_iface/mutex.h"

#include <criterion/criterion.h>

#include <new>

#include "tests/interleave/sites.h"

using namespace rt;
using namespace interleave;

static kernel::Mutex m{LockRank::leaf};
static u64 counter;

static void begin() {
  new (&m) kernel::Mutex{LockRank::leaf};
  counter = 0;
  kernel::spin_turns = 0;
}
static void begin_spinning() {
  begin();
  kernel::spin_turns = 1;
}

static void counts() {
  kernel::MutexGuard guard(m);
  counter++;
}
static void counts_twice() {
  counts();
  counts();
}
static void tries() {
  if (!m.try_lock()) return;
  counter++;
  m.unlock();
}

Test(mutex, two_exclude_each_other) {
  prove({begin, {counts_twice, counts_twice}, [] { MUST(counter == 4); }}, {"relaxed: cas_acquire in lock", "apart: cas_acquire in lock", "relaxed: exchange_release in unlock", "apart: exchange_release in unlock", "relaxed: exchange_acquire in lock_slow", "apart: exchange_acquire in lock_slow", "lost:"});
}
Test(mutex, three_exclude_each_other) {
  prove({begin, {counts, counts, counts}, [] { MUST(counter == 3); }}, {"relaxed: cas_acquire in lock", "apart: cas_acquire in lock", "relaxed: exchange_release in unlock", "relaxed: exchange_acquire in lock_slow", "lost:"});
}
Test(mutex, two_that_spin_exclude_each_other) {
  prove({begin_spinning, {counts_twice, counts}, [] { MUST(counter == 3); }}, {"relaxed: cas_acquire in lock_slow", "apart: cas_acquire in lock_slow", "relaxed: exchange_release in unlock"});
}
Test(mutex, a_try_is_as_good_as_a_lock) { prove({begin, {tries, counts_twice}}, {"relaxed: cas_acquire in try_lock", "apart: cas_acquire in try_lock"}); }

// Who locks last may free it: the unlock before does not touch it again.
static u32 left;
static void locks_and_the_last_frees() {
  m.lock();
  const bool last = --left == 0;
  m.unlock();
  if (last) *reinterpret_cast<u32*>(&m) = 0;
}
Test(mutex, may_be_freed_by_the_last) {
  prove({[] { begin(), left = 2; }, {locks_and_the_last_frees, locks_and_the_last_frees}}, {"relaxed: exchange_release in unlock", "relaxed: exchange_acquire in lock_slow", "lost:"});
}
