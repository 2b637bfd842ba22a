// tests/interleave/machine.cc - see machine.h.
//
// Layer: tests.
#include "tests/interleave/machine.h"

#include <csetjmp>
#include <new>

#include "sched/idle.h"
#include "sched/newproc.h"
#include "sched/procresize.h"
#include "sched/runq.h"
#include "sched/schedule.h"
#include "sched/steal.h"
#include "tls_arch.h"

namespace machine {

using namespace rt;

M ms[kMs];
P ps[kPs];
G gs[kGs];
static G g0s[kMs];

// Where a G that does not run goes on.
struct Context {
  std::jmp_buf at;
  interleave::Coroutine* fresh;
};
static Context contexts[kGs], g0_contexts[kMs];

static Context& context_of(const G* gp) {
  return gp >= gs && gp < gs + kGs ? contexts[gp - gs] : g0_contexts[gp - g0s];
}

// What a switch leaves to the stack that it arrives on.
struct Left {
  G* from;
  ParkAfter after;
  void* arg;
};
static Left left[interleave::kThreads];

static void arrive() {
  const Left l = left[interleave::self().id];
  if (l.after != nullptr) l.after(l.from, l.arg);
}

static void first_frame() {
  arrive();
  G* gp = getg();
  gp->fresh = false;
  gp->entry(gp->closure);
  rt_goexit0();
}

void begin(u32 procs, u32 count) {
  new (&sched) Sched{};
  new (&allp) AllP{};
  new (&steal_order) StealOrder{};
  new (&timer_calls) TimerCalls{};
  for (P& p : ps) new (&p) P{};
  allp.grow(kPs);
  for (u32 i = 0; i < procs; i++) {
    ps[i].id = i;
    ps[i].rand.state = i + 1;
    allp.set(i, &ps[i]);
  }
  nprocs_ever.store_relaxed(procs);
  gomaxprocs.store_relaxed(procs);
  steal_order.reset(procs);
  for (u32 i = procs; i-- > 0;) pidleput_locked(&ps[i]);
  for (u32 i = 0; i < kMs; i++) {
    new (&ms[i]) M{};
    new (&g0s[i]) G{};
    ms[i].self = &ms[i].self;
    ms[i].g = ms[i].g0 = &g0s[i];
    ms[i].m = &ms[i];
    ms[i].id = i;
    g0s[i].m = &ms[i];
    g0s[i].system = true;
  }
  sched.mnext = count;
  sched.init_done = true;
}

void give(u32 m, u32 p) {
  P** link = &sched.pidle;
  while (*link != &ps[p]) link = &(*link)->link;
  *link = ps[p].link;
  ps[p].link = nullptr;
  sched.npidle.fetch_add_relaxed(static_cast<u32>(-1));
  ms[m].p = &ps[p];
  ps[p].m.store_relaxed(&ms[m]);
  ps[p].status.store_relaxed(Pstatus::running);
}

void retire(u32 m) { mput_locked(&ms[m]); }

G* born(u32 g, void (*entry)(void*)) {
  G* gp = new (&gs[g]) G{};
  gp->goid = g + 1;
  gp->entry = entry;
  gp->fresh = gp->standard_stack = true;
  gp->status.store_relaxed(Gstatus::runnable);
  contexts[g].fresh = interleave::take_coroutine(first_frame);
  return gp;
}

void queue(u32 p, G* gp) { runqput(&ps[p], gp, false); }

void be(u32 m) { interleave::self().block = &ms[m]; }

void run() { schedule(); }

void wait_for_p() {
  M* mp = getm();
  mp->park.sleep();
  mp->park.clear();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}

void computes() {
  interleave::await([] { return false; });
}

void starts(G* gp) {
  runqput(getp(), gp, true);
  wakep();
}

}  // namespace machine

namespace rt {

extern "C" {

// Out of line and without locals that live across setjmp.
__attribute__((noinline)) void rt_switch(G* from, G* to, ParkAfter after, void* arg) {
  using namespace machine;
  left[interleave::self().id] = {from, after, arg};
  running_block()->g = to;
  if (_setjmp(context_of(from).at) == 0) {
    Context& there = context_of(to);
    if (interleave::Coroutine* stack = there.fresh) {
      there.fresh = nullptr;
      interleave::jump_to(stack);
    }
    _longjmp(there.at, 1);
  }
  arrive();
}

void rt_systemstack(void (*fn)(void*), void* arg) { fn(arg); }

}  // extern "C"
}  // namespace rt
