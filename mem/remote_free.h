// mem/remote_free.h - the lock-free list through which a span's objects come back from other Ps.
//
// One word: the newest object, how many there are, and when somebody must be told. Anyone pushes,
// with one compare and swap; only who owns the span (a P's cache, or the central list under its
// lock) takes, and takes all, so there is no ABA. The owner may ask for a report once `due` objects
// are there: the push that makes it so gets the duty. `reporting` stays set until the report was
// heard, and meanwhile keeps the span from being freed under the reporter.
//
//     63         62 .. 47  46 .. 31  30 .. 0
//     reporting  due       count     newest object: offset in the span / 16 + 1; 0 for none
//
// The list is that of Leijen, Zorn, de Moura, "Mimalloc: Free List Sharding in Action" (2019), there
// thread_free; count, due and reporting are ours. Layer: mem.
#pragma once
#include "base/atomic.h"
#include "base/types.h"

namespace rt {

// A free object: its first two words.
struct FreeObject {
  FreeObject* next;
  u64 mark;  // free_mark of its address (mem/arena.h) while it is free; cleared when it is given out
};

class RemoteFree {
 public:
  struct Taken {
    FreeObject* objects;
    u32 count;
  };

  // push adds an object of the span at base. Any thread.
  //   returns  true: the caller must report the span (mcentral_report); nobody else will
  [[nodiscard]] bool push(uptr base, FreeObject* object) {
    const u64 self = (reinterpret_cast<uptr>(object) - base) / kUnit + 1;
    u64 word = word_.load_relaxed();
    for (;;) {
      object->next = object_at(base, word);
      const u64 count = count_of(word) + 1;
      const bool is_due = due_of(word) == count;
      // When a report is under way already, who hears it sees this object too.
      const bool report = is_due && (word & kReporting) == 0;
      u64 now = self | count << kCountShift | (word & kReporting);
      if (report) now |= kReporting;
      if (!is_due) now |= word & kDueMask;
      // Release: pairs with the acquires in take, hear and arm, whose callers read the links.
      if (word_.cas_release(word, now)) return report;
    }
  }

  // take empties the list; nothing is due any more. Owner only.
  Taken take(uptr base) {
    return taken(base, word_.fetch_and_acq_rel(kReporting));  // acquire: pairs with cas_release in push
  }

  // hear is take by who handles the report. Under the lock of the central list.
  Taken hear(uptr base) { return taken(base, word_.exchange_acquire(0)); }  // pairs with cas_release in push

  // arm asks for a report at the due-th object. Owner only.
  //   returns  false: there are objects already, and nothing was asked for
  [[nodiscard]] bool arm(u32 due) {
    u64 word = word_.load_relaxed();
    while (count_of(word) == 0) {
      // Acquire for the failure only: the caller goes on to take.
      if (word_.cas_acquire(word, (word & kReporting) | u64{due} << kDueShift)) return true;
    }
    return false;
  }

  bool empty() const { return count_of(word_.load_relaxed()) == 0; }
  // Acquire: pairs with cas_release in push; who counts an object as free has seen it given out.
  u32 count() const { return static_cast<u32>(count_of(word_.load_acquire())); }
  bool reporting() const { return (word_.load_relaxed() & kReporting) != 0; }

 private:
  static constexpr u64 kUnit = 16;
  static constexpr u32 kCountShift = 31;
  static constexpr u32 kDueShift = 47;
  static constexpr u64 kDueMask = u64{0xffff} << kDueShift;
  static constexpr u64 kReporting = u64{1} << 63;

  static constexpr u64 count_of(u64 word) { return word >> kCountShift & 0xffff; }
  static constexpr u64 due_of(u64 word) { return word >> kDueShift & 0xffff; }
  static FreeObject* object_at(uptr base, u64 word) {
    const u64 head = word & ((u64{1} << kCountShift) - 1);
    return head == 0 ? nullptr : reinterpret_cast<FreeObject*>(base + (head - 1) * kUnit);
  }
  static Taken taken(uptr base, u64 word) {
    return {object_at(base, word), static_cast<u32>(count_of(word))};
  }

  Atomic<u64> word_;
};

}  // namespace rt
