// kernel_iface/note.h - Note, a one-shot event that blocks a thread until another one says go.
//
// How an idle M sleeps. One sleeper and one wakeup between two clears: a second wakeup is a lost
// message somewhere, and throws. A wakeup that finds nobody asleep makes no system call.
// Layer: kernel_iface.
#pragma once
#include "base/atomic.h"
#include "base/types.h"

namespace rt::kernel {

class Note {
 public:
  constexpr Note() = default;
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;

  // clear makes the note usable again. Nobody sleeps on it, and no wakeup is on its way.
  void clear();

  // wakeup lets the sleeper go on, now or when it comes. What this thread wrote before is visible to it
  // afterwards. The sleeper may free the note at once: wakeup does not read it again.
  void wakeup();

  // sleep waits for the wakeup. Only one thread.
  void sleep();

  // timed_sleep waits at most timeout_ns, and not at all when that is not positive.
  //   returns  true   woken
  //            false  the time is up; a wakeup may still come, and a second sleep is allowed
  bool timed_sleep(i64 timeout_ns);

  // Whether the wakeup has come.
  bool is_set() const;

 private:
  static constexpr u32 kClear = 0;
  static constexpr u32 kSet = 1;
  static constexpr u32 kSleeping = 2;  // clear, and somebody may sleep on state_

  Atomic<u32> state_{kClear};
};

}  // namespace rt::kernel
