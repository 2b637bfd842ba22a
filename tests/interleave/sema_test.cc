// tests/interleave/sema_test.cc - words, semaphores and locks of goroutines: none sleeps on, none is touched too late.
//
// Layer: tests.
#include "sched/sema.h"

#include <criterion/criterion.h>

#include <new>

#include "parking.h"
#include "sched/sync.h"

using namespace rt;
using namespace interleave;
using play::go;

static constexpr Bounds kLarge{.delays = 3, .old_reads = 1};

// freed writes over an object, as its owner may when it is done: who touches it later races.
template <class T>
static void freed(T* object) {
  for (usize i = 0; i < sizeof(T) / 8; i++) reinterpret_cast<u64*>(object)[i] = 0xdbdbdbdbdbdbdbdb;
}

static u64 payload;

// A word

static Atomic<u32> word;

static void begin_word() {
  new (&word) Atomic<u32>(1);
  payload = 0;
}
static void changes_the_word() {
  payload = 7;
  word.store_release(2);  // pairs with load_acquire in wait_on_word and below
  wake_word(&word);
}
static void waits_for_the_word() {
  while (word.load_acquire() == 1) wait_on_word(&word, 1, WaitReason::static_init);  // pairs with store_release above
  MUST(payload == 7);
}

Test(word, who_waits_is_woken) { prove({begin_word, {go<changes_the_word>, go<waits_for_the_word>}}, {"relaxed: store_release in changes_the_word", "apart: cas_acquire in lock", "relaxed: exchange_release in unlock", "lost:"}); }
Test(word, all_who_wait_are_woken) {
  prove({begin_word, {go<changes_the_word>, go<waits_for_the_word>, go<waits_for_the_word>}, nullptr, kLarge}, {"relaxed: store_release in changes_the_word", "apart: cas_acquire in lock", "lost:"});
}

// A semaphore

static Sema sema;
static u32 inside;

static void begin_sema(u64 permits) {
  new (&sema) Sema;
  sema.state.store_relaxed(permits * kSemaPermit);
  payload = inside = 0;
}
static void begin_none() { begin_sema(0); }
static void begin_one() { begin_sema(1); }
static void releases_one() {
  payload = 7;
  sema_release(&sema, 1);
}
static void acquires_and_frees() {
  sema_acquire(&sema);
  MUST(payload == 7);
  freed(&sema);
}
static void acquires_in_between() {
  sema_acquire(&sema);
  MUST(++inside == 1);
  inside--;
  sema_release(&sema, 1);
}

Test(semaphore, a_permit_arrives_and_the_semaphore_may_go) {
  prove({begin_none, {go<releases_one>, go<acquires_and_frees>}}, {"relaxed: cas_acquire in sema_acquire", "relaxed: cas_release in sema_release", "apart: cas_relaxed in sema_acquire"});
}
Test(semaphore, one_permit_lets_one_in) {
  prove({begin_one, {go<acquires_in_between>, go<acquires_in_between>}, [] { MUST(sema.state.load_relaxed() == kSemaPermit); }}, {"relaxed: cas_acquire in sema_acquire", "relaxed: cas_release in sema_release", "apart: cas_release in sema_release"});
}
Test(semaphore, one_permit_lets_three_in_in_turn) {
  prove({begin_one, {go<acquires_in_between>, go<acquires_in_between>, go<acquires_in_between>}, nullptr, kLarge}, {"relaxed: cas_acquire in sema_acquire", "relaxed: cas_release in sema_release", "apart: cas_release in sema_release"});
}
static void releases_two() { sema_release(&sema, 2); }
static void acquires() { sema_acquire(&sema); }
Test(semaphore, two_permits_wake_two) {
  prove({begin_none, {go<releases_two>, go<acquires>, go<acquires>}, nullptr, kLarge}, {"apart: cas_relaxed in sema_acquire", "apart: cas_acquire in lock", "lost:"});
}

// A mutex

static SyncMutex mutex;
static u32 users;

static void begin_mutex() {
  new (&mutex) SyncMutex;
  payload = 0;
  users = 2;
}
static void counts_and_the_last_frees() {
  mutex_lock(&mutex);
  payload++;
  const bool last = --users == 0;
  mutex_unlock(&mutex);
  if (last) freed(&mutex);
}
static void tries_and_counts() {
  if (!mutex_try_lock(&mutex)) return;
  payload++;
  mutex_unlock(&mutex);
}

Test(sync_mutex, two_exclude_each_other_and_the_last_frees_it) {
  prove({begin_mutex, {go<counts_and_the_last_frees>, go<counts_and_the_last_frees>}, [] { MUST(payload == 2); }}, {"relaxed: cas_acquire in mutex_lock", "apart: cas_acquire in mutex_lock", "relaxed: cas_release in mutex_unlock"});
}
Test(sync_mutex, three_exclude_each_other) {
  prove({[] { begin_mutex(), users = 3; },
         {go<counts_and_the_last_frees>, go<counts_and_the_last_frees>, go<counts_and_the_last_frees>},
         [] { MUST(payload == 3); },
         {.delays = 3, .old_reads = 1}},
        {"relaxed: cas_acquire in mutex_lock", "apart: cas_acquire in mutex_lock", "relaxed: cas_release in mutex_unlock"});
}
Test(sync_mutex, a_try_comes_between) {
  prove({[] { begin_mutex(), users = 3; }, {go<counts_and_the_last_frees>, go<counts_and_the_last_frees>, go<tries_and_counts>}, nullptr, kLarge}, {"relaxed: cas_acquire in mutex_try_lock", "apart: cas_acquire in mutex_try_lock"});
}
// Each look at the clock takes 1.1 ms: who was woken and came too late has it handed over.
Test(sync_mutex, a_starving_one_is_handed_over) {
  prove({[] {
           begin_mutex();
           users = 3;
           clock_step_ns() = 1'100'000;
         },
         {go<counts_and_the_last_frees>, go<counts_and_the_last_frees>, go<counts_and_the_last_frees>},
         [] { MUST(payload == 3); },
         {.delays = 4, .old_reads = 0}},
        {"relaxed: hand_over"});
}

// A shared mutex

static SyncRWMutex shared;
static u32 readers, writers;

static void begin_shared() {
  new (&shared) SyncRWMutex;
  readers = writers = 0;
  payload = 0;
}
static void reads() {
  rwmutex_lock_shared(&shared);
  MUST(payload % 2 == 0);
  rwmutex_unlock_shared(&shared);
}
static void writes() {
  rwmutex_lock(&shared);
  payload++;
  payload++;
  rwmutex_unlock(&shared);
}

Test(sync_rwmutex, a_writer_is_alone) { prove({begin_shared, {go<reads>, go<writes>}}, {"relaxed: cas_acquire in rw_acquire", "relaxed: cas_release in rwmutex_unlock"}); }
Test(sync_rwmutex, two_readers_and_a_writer) { prove({begin_shared, {go<reads>, go<writes>, go<reads>}, nullptr, kLarge}, {"relaxed: cas_acquire in rw_acquire", "relaxed: cas_acq_rel in rwmutex_unlock_shared", "apart: cas_acq_rel in rwmutex_unlock_shared"}); }
Test(sync_rwmutex, two_writers_and_a_reader) { prove({begin_shared, {go<writes>, go<writes>, go<reads>}, nullptr, {.delays = 3, .old_reads = 1}}, {"relaxed: cas_acquire in rw_acquire", "relaxed: cas_release in rwmutex_unlock"}); }

// A condition

static SyncCond cond;

static void begin_cond() {
  begin_mutex();
  new (&cond) SyncCond;
}
static void waits_for_payload() {
  mutex_lock(&mutex);
  while (payload == 0) cond_wait(&cond, &mutex);
  mutex_unlock(&mutex);
}
static void sets_payload_and_notifies() {
  mutex_lock(&mutex);
  payload = 7;
  mutex_unlock(&mutex);
  cond_notify(&cond, true);
}
Test(sync_cond, a_notification_is_not_lost) { prove({begin_cond, {go<waits_for_payload>, go<sets_payload_and_notifies>}, nullptr, kLarge}, {"relaxed: cas_release in mutex_unlock", "apart: cas_acquire in mutex_lock"}); }
Test(sync_cond, all_are_notified) {
  prove({begin_cond, {go<waits_for_payload>, go<sets_payload_and_notifies>, go<waits_for_payload>}, nullptr, {.delays = 2, .old_reads = 1}}, {"relaxed: cas_release in mutex_unlock", "apart: cas_acquire in mutex_lock"});
}

// A wait group

static SyncWaitGroup group;

static void begin_group() {
  new (&group) SyncWaitGroup;
  group.state.store_relaxed(u64{2} << 32);
  payload = 0;
  users = 0;
}
static void does_a_part() { wait_group_add(&group, -1); }
static void writes_and_does_a_part() {
  payload = 7;
  wait_group_add(&group, -1);
}
static void waits_for_the_group() {
  wait_group_wait(&group);
  MUST(payload == 7);
  freed(&group);
}
Test(sync_wait_group, the_last_part_wakes_and_the_group_may_go) {
  prove({begin_group, {go<does_a_part>, go<writes_and_does_a_part>, go<waits_for_the_group>}}, {"relaxed: fetch_add_acq_rel in wait_group_add", "apart: fetch_add_acq_rel in wait_group_add", "relaxed: load_acquire in wait_group_wait"});
}

// Once

static void begin_once() {
  new (&word) Atomic<u32>;
  payload = 0;
}
static void once() {
  if (once_begin(&word)) {
    payload++;
    once_end(&word);
  }
  MUST(payload == 1);
}
Test(sync_once, one_runs_and_the_others_wait) { prove({begin_once, {go<once>, go<once>}}, {"relaxed: exchange_acq_rel in once_end", "apart: cas_acquire in once_begin"}); }
Test(sync_once, of_three_one_runs) { prove({begin_once, {go<once>, go<once>, go<once>}, nullptr, kLarge}, {"relaxed: exchange_acq_rel in once_end", "apart: cas_acquire in once_begin"}); }
