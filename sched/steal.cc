// sched/steal.cc - taking work from other Ps.
//
// Layer: sched.
#include "sched/steal.h"

#include "mem/persistentalloc.h"
#include "sched/runq.h"
#include "sched/sched.h"

namespace rt {

constinit StealOrder steal_order;

static bool coprime(u32 a, u32 b) {
  while (b != 0) {
    const u32 rest = a % b;
    a = b;
    b = rest;
  }
  return a == 1;
}

void StealOrder::reset(u32 n) {
  if (n > kFew && many_ == nullptr) many_ = static_cast<u16*>(persistentalloc(kMaxProcs * sizeof(u16), alignof(u16)));
  u16* to = many_ != nullptr ? many_ : few_;
  count = n;
  coprime_count = 0;
  for (u32 i = 1; i <= n; i++) {
    if (coprime(i, n)) to[coprime_count++] = static_cast<u16>(i);
  }
}

G* steal_work(P* pp) {
  constexpr int kRounds = 4;
  for (int round = 0; round < kRounds; round++) {
    // Timers and runnext only in the last round: both disturb a P that is about to get there itself.
    const bool last = round == kRounds - 1;
    for (auto walk = steal_order.start(static_cast<u32>(pp->rand.next())); !walk.done(); walk.next()) {
      if (sched.gcwaiting.load_relaxed() != 0) return nullptr;  // the caller looks again
      P* victim = allp[walk.position];           // pairs with the release in procresize
      if (victim == nullptr || victim == pp) continue;
      if (last && timers_next(victim) != 0) {
        bool ran = false;
        timer_calls.check.load_relaxed()(victim, 0, &ran);
        if (ran) {
          if (Picked p = runqget(pp)) return p.g;  // what the timers readied came to pp
        }
      }
      if (victim->status.load_relaxed() == Pstatus::idle) continue;  // an idle P's queue is empty
      if (G* gp = runqsteal(pp, victim, last)) return gp;
    }
  }
  return nullptr;
}

}  // namespace rt
