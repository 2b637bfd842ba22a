// tests/interleave/parking.h - gopark and goready for cases in which each goroutine is a thread.
//
// A goroutine that parks leaves `after` to a thread of its own, as to the M that goes on without it: what `after` does
// last meets what the goroutine does first when it was readied meanwhile. Who is readied knows what the readier
// knew, as a run queue would have it. One test file includes it once. Layer: tests.
#pragma once
#include <cstdlib>

#include "mem/malloc.h"
#include "rt0/abi.h"
#include "sched/park.h"
#include "sched/p.h"
#include "tests/interleave/sites.h"
#include "tls_arch.h"

namespace play {

using interleave::kThreads;

inline rt::G gs[kThreads];
inline rt::P ps[kThreads];

struct After {
  rt::ParkAfter run;
  void* arg;
};
inline After afters[kThreads];  // by the id of the thread that runs it

inline void run_after() {
  const rt::u32 id = interleave::self().id;
  afters[id].run(rt::getg(), afters[id].arg);
}

// as_goroutine is what each thread of such a case begins with.
inline void as_goroutine() {
  interleave::self().own_block.g = &gs[interleave::self().id];
  interleave::self().own_block.p = &ps[interleave::self().id];
}

template <void (*f)()>
void go() {
  as_goroutine();
  f();
}

}  // namespace play

namespace rt {

void gopark(ParkAfter after, void* arg, WaitReason) {
  G* gp = getg();
  if (after != nullptr) {
    interleave::Thread& m = interleave::begin_thread(play::run_after);
    play::afters[m.id] = {after, arg};
    m.own_block.g = gp;
    interleave::memory().join(m.id, interleave::self().id);
  }
  interleave::sleep_here(gp, 0);
}

static void release_lock(G*, void* lock) { static_cast<kernel::Mutex*>(lock)->unlock(); }
void gopark_unlock(kernel::Mutex* lock, WaitReason reason) { gopark(release_lock, lock, reason); }

void goready(G* gp) {
  interleave::Thread* t = interleave::sleeper_on(gp, 0);
  if (t == nullptr) interleave::fail("goready of a goroutine that is not parked");
  interleave::memory().join(t->id, interleave::self().id);
  interleave::wake_sleeper(*t);
}

void goyield() { interleave::point({interleave::Act::pause, nullptr, 0, nullptr}); }
void wake_net_poller(i64) {}
u32 pending_timers() { return 0; }

void* malloc_bytes(usize bytes) { return std::malloc(bytes); }
void* malloc_aligned(usize bytes, usize align) { return std::aligned_alloc(align, bytes); }
void* realloc_bytes(void* block, usize bytes) { return std::realloc(block, bytes); }
void free_bytes(void* block) { std::free(block); }

}  // namespace rt
