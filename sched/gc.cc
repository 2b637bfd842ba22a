// sched/gc.cc - the driver of memory.
//
// Layer: sched.
#include "sched/gc.h"

#include <new>

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "mem/scavenge.h"
#include "sched/debug_vars.h"
#include "sched/environment.h"
#include "sched/gfree.h"
#include "sched/globrunq.h"
#include "sched/hchan.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/ncpu.h"
#include "sched/newproc.h"
#include "sched/park.h"
#include "sched/sched.h"

namespace rt {

constinit GcController gc_controller;

// GOGC when it is not set.
static constexpr i32 kDefaultPercent = 100;

// A background goroutine of the runtime: parked until somebody takes g out of here.
struct Background {
  Atomic<G*> parked;
};
static constinit Background sweeper, scavenger;

// read_setting is the value of a variable: a number, perhaps with one of the units, which are 1, 2^10, 2^20 ...
static i64 read_setting(const char* name, const char* units, i64 max, i64 unset, i64 off, const char* wanted) {
  const std::string_view v = gogetenv(name);
  if (v.empty()) return unset;
  if (same(v, "off")) return off;
  std::string_view unit = v;
  const i64 n = take_number(&unit);
  const i32 shift = unit.empty() ? 0 : 10 * word_index(units, unit);
  if (shift >= 0 && n >= 0 && n <= max >> shift) return n << shift;
  complain(name, v, wanted);
  return unset;
}

void gcinit() {
  gc_controller.percent = static_cast<i32>(
      read_setting("GOGC", "", INT32_MAX, kDefaultPercent, -1, "not a number of percent, nor off"));
  gc_controller.memory_limit = read_setting("GOMEMLIMIT", "B KiB MiB GiB TiB", INT64_MAX, INT64_MAX, INT64_MAX,
                                            "not a number of bytes (B, KiB, MiB, GiB, TiB), nor off");
}

static void publish(G* gp, void* background) {
  static_cast<Background*>(background)->parked.store_release(gp);  // pairs with the exchange in wake
}

static void sleep_as(Background* self, WaitReason reason) { gopark(publish, self, reason); }

// wake readies a background goroutine, from any M: through the global queue, because sysmon has no P.
static void wake(Background* b) {
  if (b->parked.load_relaxed() == nullptr) return;
  G* gp = b->parked.exchange_acquire(nullptr);
  if (gp == nullptr) return;
  gp->status.store_relaxed(Gstatus::runnable);
  globrunqput(gp);
  startm(nullptr, false);
}

// gcenable waits for the channel to be closed. A send for each would be the only one in most programs.
static constinit Atomic<u32> started_count;

static void say_started(void* started) {
  if (started_count.fetch_add_acq_rel(1) == 1) closechan(static_cast<Hchan*>(started));
}

static void bgsweep(void* started) {
  say_started(started);
  for (;;) sleep_as(&sweeper, WaitReason::gc_sweep_wait);  // spans to sweep come with a collection
}

// How often in a row the scavenger was woken and gave nothing back, because the kernel keeps locked pages.
static constinit u32 fruitless = 0;
static constexpr u32 kMaxFruitless = 3;

static bool give_back_some() {
  const auto release = gfree_calls.release_some.load_relaxed();
  const bool stacks = release != nullptr && release();
  return scavenge_step() != 0 || stacks;
}

static void bgscavenge(void* started) {
  say_started(started);
  for (;;) {
    sleep_as(&scavenger, WaitReason::gc_scavenge_wait);
    follow_cpus();
    bool gave_back = false;
    while (give_back_some()) {
      gave_back = true;
      goyield();
    }
    fruitless = gave_back ? 0 : fruitless + 1;
  }
}

void gcenable() {
  alignas(Hchan) static u8 storage[sizeof(Hchan)];
  Hchan* started = new (storage) Hchan(0, 0, nullptr);
  go_system(bgsweep, started, "bgsweep");
  go_system(bgscavenge, started, "bgscavenge");
  chan_wait_closed(started);
}

// At most ten looks a second; each is one load when nothing is idle.
static constexpr i64 kPeriodNs = 100'000'000;
static constexpr u32 kLooksPerSecond = 10;

i64 scavenge_nap() {
  const bool wanted = sched.gfree_count.load_relaxed() > kGfreeKeep || scavenge_pending();
  return wanted && fruitless < kMaxFruitless ? kPeriodNs : kNever;
}

void scavenge_tick(i64 now) {
  static i64 next;   // only sysmon's
  static u32 looks;
  if (now < next) return;
  next = now + kPeriodNs;
  const bool cpus_due = looks++ % kLooksPerSecond == 0 && cpus_changed();
  const auto tick = gfree_calls.tick.load_relaxed();
  const bool stacks_due = tick != nullptr && tick();
  if (scavenge_due() || stacks_due || cpus_due) wake(&scavenger);
}

void gc() { scavenge_all(); }

}  // namespace rt
