// kernel_iface/mutex.cc - the contended half of Mutex, and the check of the lock order.
//
// Layer: kernel_iface.
#include "kernel_iface/mutex.h"

#include <bit>

#include "cpu_arch.h"
#include "kernel_iface/futex.h"
#include "kernel_iface/print.h"
#include "kernel_iface/text_table.h"
#include "tls_arch.h"

namespace rt::kernel {

__attribute__((section(".bss.rt0_hot"))) constinit u32 spin_turns = 0;

void lock_mutex(Mutex& mutex) { mutex.lock(); }
void unlock_mutex(Mutex& mutex) { mutex.unlock(); }

void Mutex::lock_slow() {
  // Who has slept cannot know whether others still do, so it takes the lock as contended.
  u32 take_as = kLocked;
  for (;;) {
    for (u32 turn = 0; turn < spin_turns; turn++) {
      arch::procyield(kSpinPauses);
      u32 found = kUnlocked;
      if (state_.load_relaxed() != kUnlocked) continue;  // a failing cas would take the line from the holder
      if (state_.cas_acquire(found, take_as)) return;    // pairs with exchange_release in unlock
    }
    // From here on unlock calls the kernel, if this did not get the lock itself.
    if (state_.exchange_acquire(kContended) == kUnlocked) return;  // pairs with exchange_release in unlock
    const Errno e = futex_wait(&state_, kContended, kForever);
    if (e != Errno::eagain && e != Errno::eintr) must(e, "Mutex::lock: futex_wait");
    take_as = kContended;
  }
}

void Mutex::unlock_slow(u32 was) {
  if (was == kUnlocked) rt_throw("Mutex::unlock: not locked");
  // Only the address counts. If the next holder has freed the lock already, the wake finds nobody, or
  // somebody who tests his word again, or no memory.
  static_cast<void>(futex_wake(&state_, 1));
}

#ifdef RT_DEBUG

static constexpr u64 rank_bit(LockRank rank) { return u64{1} << static_cast<u32>(rank); }
static_assert(static_cast<u32>(LockRank::count) <= 64);

// held_ranks has a bit per rank and held_locks counts all locks, so what the other ranks do not
// account for are locks of rank hchan.
static u32 hchans_held(u64 ranks, u32 locks) {
  return locks - static_cast<u32>(std::popcount(ranks & ~rank_bit(LockRank::hchan)));
}

// The locks of channels have an order among themselves, or two selects could wait for each other.
void Mutex::check_address() const {
  if (reinterpret_cast<uptr>(this) > RT_TLS_LOAD(last_hchan)) return;
  Print().str("runtime: takes a lock of a channel at or below one that it holds\n");
  rt_throw("Mutex::lock: lock order");
}

void Mutex::check_rank() const {
  const u64 held = RT_TLS_LOAD(held_ranks);
  u64 in_the_way = held & ~(rank_bit(rank_) - 1);
  if (rank_ == LockRank::hchan) {
    check_address();
    in_the_way &= ~rank_bit(rank_);
  }
  if (in_the_way == 0) return;
  const auto highest = static_cast<LockRank>(63 - std::countl_zero(in_the_way));
  Print()
      .str("runtime: takes ")
      .str(lock_rank_name(rank_))
      .str(" while it holds ")
      .str(lock_rank_name(highest))
      .ch('\n');
  rt_throw("Mutex::lock: lock order");
}

void Mutex::note_held() const {
  RT_TLS_STORE(held_ranks, RT_TLS_LOAD(held_ranks) | rank_bit(rank_));
  RT_TLS_STORE(held_locks, RT_TLS_LOAD(held_locks) + 1);
  const uptr own = reinterpret_cast<uptr>(this);
  if (rank_ == LockRank::hchan && own > RT_TLS_LOAD(last_hchan)) RT_TLS_STORE(last_hchan, own);
}

void Mutex::note_released() const {
  const u64 ranks = RT_TLS_LOAD(held_ranks);
  const u32 locks = RT_TLS_LOAD(held_locks);
  if ((ranks & rank_bit(rank_)) == 0) {
    Print().str("runtime: releases ").str(lock_rank_name(rank_)).str(" without holding it\n");
    rt_throw("Mutex::unlock: not held by this thread");
  }
  const bool keeps_rank = rank_ == LockRank::hchan && hchans_held(ranks, locks) > 1;
  if (!keeps_rank) RT_TLS_STORE(held_ranks, ranks & ~rank_bit(rank_));
  RT_TLS_STORE(held_locks, locks - 1);
  // The next lower one is not known: until all are given back, the order is not looked at any more.
  if (RT_TLS_LOAD(last_hchan) == reinterpret_cast<uptr>(this)) RT_TLS_STORE(last_hchan, 0);
}

#endif  // RT_DEBUG

#define RT_RANK_BYTES_(name) +sizeof(#name) + 1
#define RT_RANK_ADD_(name) table.add(static_cast<u8>(LockRank::name), #name);

static constexpr auto kRankNames = [] {
  TextTable<0 RT_LOCK_RANKS(RT_RANK_BYTES_)> table;
  RT_LOCK_RANKS(RT_RANK_ADD_)
  return table;
}();

const char* lock_rank_name(LockRank rank) {
  const char* name = kRankNames.find(static_cast<u64>(rank));
  return name != nullptr ? name : "no rank";
}

}  // namespace rt::kernel
