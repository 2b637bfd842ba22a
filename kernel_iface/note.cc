// kernel_iface/note.cc - the two sides of a Note.
//
// Layer: kernel_iface.
#include "kernel_iface/note.h"

#include "base/assert.h"
#include "kernel_iface/futex.h"

namespace rt::kernel {

void Note::clear() {
  // Relaxed: who may call it is ordered with both sides by other means.
  state_.store_relaxed(kClear);
}

bool Note::is_set() const { return state_.load_acquire() == kSet; }  // pairs with exchange_release in wakeup

void Note::wakeup() {
  // Release: pairs with the acquires in sleep, timed_sleep and is_set.
  const u32 was = state_.exchange_release(kSet);
  if (was == kSet) rt_throw("Note::wakeup: second wakeup without a clear");
  if (was == kSleeping)
    static_cast<void>(futex_wake(&state_, 1));  // the note may be gone: see Mutex::unlock_slow
}

void Note::sleep() {
  u32 found = kClear;
  // Acquire on failure: pairs with exchange_release in wakeup. kSleeping is left by a timed_sleep.
  if (!state_.cas_acquire(found, kSleeping) && found == kSet) return;
  do {
    const Errno e = futex_wait(&state_, kSleeping, kForever);
    if (e != Errno::eagain && e != Errno::eintr) must(e, "Note::sleep: futex_wait");
  } while (state_.load_acquire() != kSet);  // pairs with exchange_release in wakeup
}

// end_of is when a sleep that begins now is over; a time beyond the clock's range never comes.
static i64 end_of(i64 timeout_ns) {
  i64 deadline;
  return __builtin_add_overflow(nanotime(), timeout_ns, &deadline) ? INT64_MAX : deadline;
}

bool Note::timed_sleep(i64 timeout_ns) {
  if (timeout_ns <= 0) return is_set();
  u32 found = kClear;
  // Acquire on failure: pairs with exchange_release in wakeup.
  if (!state_.cas_acquire(found, kSleeping) && found == kSet) return true;
  const i64 deadline = end_of(timeout_ns);
  for (i64 left = timeout_ns; left > 0; left = deadline - nanotime()) {
    const Errno e = futex_wait(&state_, kSleeping, left);
    if (state_.load_acquire() == kSet) return true;  // pairs with exchange_release in wakeup
    const bool expected = e == Errno::eagain || e == Errno::eintr || e == Errno::etimedout;
    if (!expected) must(e, "Note::timed_sleep: futex_wait");
  }
  // Back to clear, so that a wakeup after this makes no system call, unless it has just come.
  found = kSleeping;
  return !state_.cas_acquire(found, kClear);  // on failure pairs with exchange_release in wakeup
}

}  // namespace rt::kernel
