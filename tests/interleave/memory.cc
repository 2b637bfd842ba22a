// tests/interleave/memory.cc - histories, views and races.
//
// Layer: tests.
#include "tests/interleave/memory.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/interleave/explore.h"

namespace interleave {

static constexpr u32 kOldReadsInARow = 2;  // of one value by one thread: stores become visible some time

static bool acquires(int order) { return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE; }
static bool releases(int order) {
  return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static usize hash(const void* at) { return (reinterpret_cast<uptr>(at) * 0x9e3779b97f4a7c15ull) >> 32; }

static u64 read_memory(const void* at, u32 size) {
  u64 value = 0;
  std::memcpy(&value, at, size);
  return value;
}

void Memory::reset(u32 old_reads_allowed) {
  run_++;
  old_reads_left_ = old_reads_allowed;
  count_ = 0;
  messages_.clear();
  std::fill(table_.begin(), table_.end(), 0);
  seq_cst_.fill(0);
  for (Sight& s : sights_) {
    s = Sight{};
  }
}

void Memory::will_write(void* at, u32 size) { written_.push_back({at, size, read_memory(at, size)}); }

void Memory::undo() {
  for (usize i = written_.size(); i-- > 0;) std::memcpy(written_[i].at, &written_[i].before, written_[i].size);
  written_.clear();
}

void Memory::start(u32 thread) { sights_[thread].now.clock[thread] = 1; }

void Memory::merge(View& into, const View& from) const {
  for (u32 i = 0; i < count_; i++) into.seen[i] = std::max(into.seen[i], from.seen[i]);
  for (u32 i = 0; i < kThreads; i++) into.clock[i] = std::max(into.clock[i], from.clock[i]);
}

void Memory::join(u32 thread, u32 other) {
  merge(sights_[thread].now, sights_[other].now);
  sights_[other].now.clock[other]++;
}

Memory::Location* Memory::known(const void* at) {
  for (usize i = hash(at);; i++) {
    const u16 found = table_[i % table_.size()];
    if (found == 0) return nullptr;
    if (locations_[found - 1u].at == at) return &locations_[found - 1u];
  }
}

Memory::Message& Memory::push(Location& l, u64 value) {
  l.history.push_back(static_cast<u32>(messages_.size()));
  messages_.push_back({value, {}});
  return messages_.back();
}

Memory::Location& Memory::location(void* at, u32 size) {
  Location* l = known(at);
  if (l == nullptr) {
    if (count_ == kLocations) std::fprintf(stderr, "interleave: too many atomic objects\n"), std::abort();
    l = &locations_[count_++];
    l->at = at;
    l->first = l->last_seq_cst = 0;
    l->begun_again = false;
    l->history.clear();
    push(*l, read_memory(at, size));
    usize i = hash(at);
    while (table_[i % table_.size()] != 0) i++;
    table_[i % table_.size()] = static_cast<u16>(count_);
  } else if (l->begun_again) {
    // Who may touch it comes after the plain store, or races with it.
    l->begun_again = false;
    l->first = static_cast<u16>(l->history.size());
    push(*l, read_memory(at, size));
  }
  return *l;
}

void Memory::learn(u32 thread, const Message& m, u16 location, u16 index, int order) {
  Sight& s = sights_[thread];
  s.now.seen[location] = std::max(s.now.seen[location], index);
  merge(acquires(order) ? s.now : s.acquired, m.view);
}

Seen Memory::load(u32 thread, void* at, u32 size, int order) {
  Location& l = location(at, size);
  const u16 i = index_of(l);
  Sight& s = sights_[thread];
  u16 oldest = std::max(s.now.seen[i], l.first);
  if (order == __ATOMIC_SEQ_CST) oldest = std::max({oldest, l.last_seq_cst, seq_cst_[i]});
  const u16 newest = static_cast<u16>(l.history.size() - 1);
  if (old_reads_left_ == 0) oldest = newest;
  if (s.old_reads[i] >= kOldReadsInARow) oldest = std::min<u16>(newest, std::max<u16>(oldest, s.last_old[i] + 1));
  const u16 back = oldest < newest ? static_cast<u16>(choose(newest - oldest + 1u)) : u16{0};
  const u16 chosen = static_cast<u16>(newest - back);
  if (back != 0) {
    old_reads_left_--;
    s.old_reads[i] = s.last_old[i] == chosen && s.old_reads[i] != 0 ? static_cast<u8>(s.old_reads[i] + 1) : u8{1};
    s.last_old[i] = chosen;
  }
  const Message& m = messages_[l.history[chosen]];
  learn(thread, m, i, chosen, order);
  return {m.value, back};
}

void Memory::append(u32 thread, Location& l, u32 size, u64 value, int order, const View* inherited) {
  const u16 i = index_of(l);
  Sight& s = sights_[thread];
  const u16 index = static_cast<u16>(l.history.size());
  s.now.seen[i] = index;
  Message& m = push(l, value);
  m.view = releases(order) ? s.now : s.released;
  m.view.seen[i] = index;
  if (inherited != nullptr) merge(m.view, *inherited);
  if (order == __ATOMIC_SEQ_CST) l.last_seq_cst = seq_cst_[i] = index;
  s.now.clock[thread]++;
  will_write(l.at, size);
  std::memcpy(l.at, &value, size);
}

void Memory::store(u32 thread, void* at, u32 size, u64 value, int order) {
  append(thread, location(at, size), size, value, order, nullptr);
}

u64 Memory::newest(u32 thread, void* at, u32 size, int order) {
  Location& l = location(at, size);
  const u16 index = static_cast<u16>(l.history.size() - 1);
  const Message& m = messages_[l.history[index]];
  learn(thread, m, index_of(l), index, order);
  return m.value;
}

void Memory::store_after_read(u32 thread, void* at, u32 size, u64 value, int order) {
  Location& l = location(at, size);
  // A release sequence goes on through read-modify-writes, whatever their order. A copy: append may move messages.
  const View before = messages_[l.history.back()].view;
  append(thread, l, size, value, order, &before);
}

void Memory::fence(u32 thread, int order) {
  Sight& s = sights_[thread];
  if (acquires(order)) merge(s.now, s.acquired);
  if (order == __ATOMIC_SEQ_CST) {
    for (u32 i = 0; i < count_; i++) {
      s.now.seen[i] = seq_cst_[i] = std::max(s.now.seen[i], seq_cst_[i]);
    }
  }
  if (releases(order)) {
    s.released = s.now;
    s.now.clock[thread]++;
  }
}

Memory::Cell& Memory::cell(const void* at) {
  const usize mask = cells_.size() - 1;
  for (usize i = hash(at), tries = 0;; i++, tries++) {
    Cell& c = cells_[i & mask];
    if (c.run == run_ && c.at == at) return c;
    if (c.run != run_) {
      c = Cell{};
      c.at = at;
      c.run = run_;
      return c;
    }
    if (tries > mask) std::fprintf(stderr, "interleave: too many addresses\n"), std::abort();
  }
}

// Whether all that the other threads did by these clocks is known to this one.
static bool knows(const View& view, u32 thread, const std::array<u32, kThreads>& done) {
  for (u32 t = 0; t < kThreads; t++) {
    if (t != thread && done[t] > view.clock[t]) return false;
  }
  return true;
}

bool Memory::plain(u32 thread, const void* at, bool write) {
  const View& now = sights_[thread].now;
  Cell& c = cell(at);
  bool ordered = knows(now, thread, c.write) && knows(now, thread, c.atomic_write);
  if (write) {
    ordered = ordered && knows(now, thread, c.read) && knows(now, thread, c.atomic_read);
    if (Location* l = known(at)) l->begun_again = true;
  }
  (write ? c.write : c.read)[thread] = now.clock[thread];
  return ordered;
}

bool Memory::atomic(u32 thread, const void* at, bool write) {
  const View& now = sights_[thread].now;
  Cell& c = cell(at);
  const bool ordered = knows(now, thread, c.write) && (!write || knows(now, thread, c.read));
  (write ? c.atomic_write : c.atomic_read)[thread] = now.clock[thread];
  return ordered;
}

}  // namespace interleave
