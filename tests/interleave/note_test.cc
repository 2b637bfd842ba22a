// tests/interleave/note_test.cc - Note: a wakeup is never lost, whatever the order.
//
// Layer: tests.
#include "kernel_iface/note.h"

#include <criterion/criterion.h>

#include <new>

#include "tests/interleave/sites.h"

using namespace rt;
using namespace interleave;

static kernel::Note there, back;
static u64 payload;

static void begin() {
  new (&there) kernel::Note;
  new (&back) kernel::Note;
  payload = 0;
}

static void wakes() {
  payload = 7;
  there.wakeup();
}

static void sleeps() {
  there.sleep();
  MUST(payload == 7);
  payload = 8;
}

Test(note, wakes_whom_it_finds_or_who_comes_later) { prove({begin, {wakes, sleeps}}, {"relaxed: exchange_release in wakeup", "apart: exchange_release in wakeup", "relaxed: cas_acquire in sleep", "apart: cas_acquire in sleep", "lost:"}); }

// The note is used again once it was cleared, in both directions.
static void calls() {
  for (u64 i = 0; i < 2; i++) {
    payload = 2 * i;
    there.wakeup();
    back.sleep();
    back.clear();
    MUST(payload == 2 * i + 1);
  }
}

static void answers() {
  for (u64 i = 0; i < 2; i++) {
    there.sleep();
    there.clear();
    MUST(payload == 2 * i);
    payload++;
    back.wakeup();
  }
}

Test(note, goes_to_and_fro) { prove({begin, {calls, answers}}, {"relaxed: exchange_release in wakeup", "apart: exchange_release in wakeup", "relaxed: cas_acquire in sleep", "relaxed: load_acquire in sleep", "lost:"}); }

// A time-out and the wakeup race; whoever loses is told so.
static void sleeps_for_a_while() {
  if (!there.timed_sleep(1000)) {
    payload = 0;  // the waker may not have come: only the note tells
    there.sleep();
  }
  MUST(there.is_set());
}

static void wakes_without_payload() { there.wakeup(); }

Test(note, a_timed_sleep_that_timed_out_may_sleep_again) {
  prove({begin, {wakes_without_payload, sleeps_for_a_while}}, {"apart: exchange_release in wakeup", "apart: cas_acquire in timed_sleep", "lost:"});
}

static void sleeps_for_a_while_and_reads() {
  if (there.timed_sleep(1000)) MUST(payload == 7);
}

Test(note, a_timed_sleep_that_was_woken_sees_what_the_waker_wrote) {
  prove({begin, {wakes, sleeps_for_a_while_and_reads}}, {"relaxed: exchange_release in wakeup", "relaxed: cas_acquire in timed_sleep", "relaxed: load_acquire in timed_sleep"});
}

// The waker does not touch the note once the sleeper may go on: it may be gone.
static void sleeps_and_frees() {
  there.sleep();
  *reinterpret_cast<u32*>(&there) = 0xdbdbdbdb;
}

Test(note, may_be_freed_by_whom_it_woke) { prove({begin, {wakes, sleeps_and_frees}}, {"relaxed: exchange_release in wakeup", "apart: exchange_release in wakeup", "relaxed: cas_acquire in sleep"}); }

static void looks_without_order() { MUST(payload == 0 || payload == 7); }

Test(note, a_race_is_seen) { disprove({begin, {wakes, looks_without_order}}); }
