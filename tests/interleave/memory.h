// tests/interleave/memory.h - the memory that threads of a case share: weaker than any machine's.
//
// Each atomic object has its history: every value that was stored, with what its writer knew. A thread has a
// view: how far in each history it has seen. A load may return any value that is not older than that, so
// without an acquire and a release, threads see each other's stores late and in any order.
// Plain accesses are looked at for races: two, of which one writes, that nothing orders.
//
// The model is the operational one of the C++20 memory order, without promises: Kang, Hur, Lahav, Vafeiadis, Dreyer, "A
// Promising Semantics for Relaxed-Memory Concurrency" (2017), the part before section 3; for histories also
// Norris and Demsky, "CDSChecker" (2013). Not in it: a load that returns a store that is still to come, a
// store that takes its place before an older one, and a failing compare and swap that reads an old value.
// Layer: tests.
#pragma once
#include <array>
#include <vector>

#include "base/types.h"

namespace interleave {

using rt::i64;
using rt::u16;
using rt::u32;
using rt::u64;
using rt::u8;
using rt::uptr;
using rt::usize;

inline constexpr u32 kThreads = 10;     // of a case, those made meanwhile included
inline constexpr u32 kLocations = 160;  // atomic objects that one run touches

// What somebody knows: of each atomic object the newest value seen, of each thread how far it had got.
struct View {
  std::array<u16, kLocations> seen;
  std::array<u32, kThreads> clock;
};

// What the memory knows of a thread.
struct Sight {
  View now;       // what it has seen
  View acquired;  // what relaxed loads brought, for a later acquire fence
  View released;  // what it knew at its last release fence
  std::array<u16, kLocations> last_old;  // guards against reading the same old value for ever
  std::array<u8, kLocations> old_reads;
};

// How an operation was carried out, for the printed schedule.
struct Seen {
  u64 value;
  u32 newer;  // how many newer values there were
};

class Memory {
 public:
  void reset(u32 old_reads_allowed);
  // undo gives all that the run wrote its values from before, so that the next one finds statics as they were.
  void undo();
  void will_write(void* at, u32 size);
  void start(u32 thread);
  // join lets thread know what other knows: a hand-over by other means than the memory.
  void join(u32 thread, u32 other);

  // Orders are __ATOMIC_*. A value is as many bytes as size says.
  Seen load(u32 thread, void* at, u32 size, int order);
  void store(u32 thread, void* at, u32 size, u64 value, int order);
  // The read half of a read-modify-write returns the newest value; the store half follows it, at once or, in a
  // mutant, later.
  u64 newest(u32 thread, void* at, u32 size, int order);
  void store_after_read(u32 thread, void* at, u32 size, u64 value, int order);
  void fence(u32 thread, int order);

  // plain notes an access that is not atomic. False: it races with another thread's.
  bool plain(u32 thread, const void* at, bool write);
  // atomic notes an atomic one. False: it races with a plain one.
  bool atomic(u32 thread, const void* at, bool write);

 private:
  struct Message {
    u64 value;
    View view;
  };
  struct Location {
    void* at;
    u16 first;  // older values do not exist: the object began its life again
    u16 last_seq_cst;
    bool begun_again;  // written plainly since: its value is the memory's
    std::vector<u32> history;  // indices into messages_
  };
  struct Cell {  // a plain address: when each thread last did what
    const void* at;
    u32 run;
    std::array<u32, kThreads> write, read, atomic_write, atomic_read;
  };

  Location& location(void* at, u32 size);
  Location* known(const void* at);
  u16 index_of(const Location& l) const { return static_cast<u16>(&l - locations_.data()); }
  Message& push(Location& l, u64 value);
  Cell& cell(const void* at);
  void append(u32 thread, Location& l, u32 size, u64 value, int order, const View* inherited);
  void learn(u32 thread, const Message& m, u16 location, u16 index, int order);
  void merge(View& into, const View& from) const;

  struct Written {
    void* at;
    u32 size;
    u64 before;
  };
  std::vector<Written> written_;
  u32 run_ = 0;
  u32 old_reads_left_ = 0;
  u32 count_ = 0;  // locations in use
  std::array<Sight, kThreads> sights_;
  std::array<u16, kLocations> seq_cst_{};  // what seq_cst fences and stores have made known
  std::vector<Location> locations_{kLocations};
  std::vector<Message> messages_;
  std::vector<u16> table_ = std::vector<u16>(1024, 0);  // address to location + 1
  std::vector<Cell> cells_ = std::vector<Cell>(1 << 13);
};

}  // namespace interleave
