// tests/unit/sched/parking.h - gopark and goready for tests that play both sides on one thread.
//
// When the running G parks, `after` is done and then what the test put into while_parked is
// played as another G. That must ready the parked one, which goes on when it is over. So a meeting of
// two goroutines is a nested call, and three are two levels.
// One test file includes it once. The heap is the host's, so that address sanitiser watches it; a panic and a
// throw print their text and abort. Layer: tests.
#pragma once
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

#include "base/panic.h"
#include "mem/malloc.h"
#include "rt0/abi.h"
#include "sched/p.h"
#include "sched/park.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tls_arch.h"

namespace play {

inline rt::G gs[16];  // gs[0] is the running one at first
inline rt::P ps[2];
inline std::function<void()> while_parked;
inline std::vector<rt::G*> readied;
inline std::vector<rt::i64> poller_wakes;                       // the times that wake_net_poller was told
inline std::vector<std::pair<void (*)(void*), void*>> started;  // by go_func
inline bool no_memory = false;

// begin makes gs[0] the running G on ps[0].
inline void begin() {
  rt::fake_thread_block.g = &gs[0];
  rt::fake_thread_block.p = &ps[0];
  for (rt::G& g : gs) g.status.store_relaxed(rt::Gstatus::running);
}

// as runs f as gs[i].
template <class F>
void as(int i, F f) {
  rt::G* before = std::exchange(rt::fake_thread_block.g, &gs[i]);
  f();
  rt::fake_thread_block.g = before;
}

inline bool take_readied(rt::G* gp) {
  auto it = std::find(readied.begin(), readied.end(), gp);
  if (it == readied.end()) return false;
  readied.erase(it);
  return true;
}

}  // namespace play

namespace rt {

void gopark(ParkAfter after, void* arg, WaitReason) {
  G* gp = getg();
  cr_assert(fake_thread_block.held_locks <= (after != nullptr ? 64u : 0u));
  std::function<void()> others = std::exchange(play::while_parked, nullptr);
  cr_assert(static_cast<bool>(others), "parked, and nobody would wake it");
  if (after != nullptr) after(gp, arg);
  cr_assert(eq(u32, fake_thread_block.held_locks, 0));
  others();
  fake_thread_block.g = gp;
  cr_assert(play::take_readied(gp), "not readied");
}

void gopark_unlock(kernel::Mutex* lock, WaitReason reason) {
  gopark([](G*, void* arg) { static_cast<kernel::Mutex*>(arg)->unlock(); }, lock, reason);
}

void goready(G* gp) {
  cr_assert(eq(u32, fake_thread_block.held_locks, 0), "readied with a lock held");
  play::readied.push_back(gp);
}

void rt_throw(const char* what) {
  std::fprintf(stderr, "fatal error: %s\n", what);
  std::abort();
}
void rt_assert_failed(const char* what) { rt_throw(what); }
void rt_panic(std::string_view what) {
  std::fprintf(stderr, "panic: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void goyield() {}
u32 pending_timers() { return play::ps[0].timers.pending.load_relaxed() + play::ps[1].timers.pending.load_relaxed(); }
void wake_net_poller(i64 when) { play::poller_wakes.push_back(when); }
void go_func(void (*entry)(void*), void* arg) { play::started.emplace_back(entry, arg); }

void* malloc_bytes(usize bytes) { return play::no_memory ? nullptr : std::malloc(bytes); }
void* malloc_aligned(usize bytes, usize align) {
  return play::no_memory ? nullptr : std::aligned_alloc(align, (bytes + align - 1) & ~(align - 1));
}
void* realloc_bytes(void* p, usize bytes) { return play::no_memory ? nullptr : std::realloc(p, bytes); }
void free_bytes(void* p) { std::free(p); }

}  // namespace rt

namespace rt0::abi {

void defer_push(defer_node*) {}
void defer_pop(defer_node*) {}

}  // namespace rt0::abi
