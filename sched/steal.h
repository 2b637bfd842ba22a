// sched/steal.h - taking work from other Ps, in an order that spreads the thieves.
//
// A thief visits every P once a round, from a random start in steps coprime to their number,
// so that two thieves seldom meet. Order: Go runtime/proc.go, randomOrder.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/p.h"

namespace rt {

// StealOrder yields, for a random number, a permutation of 0 .. count-1.
struct StealOrder {
  u32 count = 0;
  u32 coprime_count = 0;

  // reset is for the stop of the world: nobody walks meanwhile.
  void reset(u32 n);

  struct Walk {
    u32 position, step, count, left;
    bool done() const { return left == 0; }
    void next() {
      left--;
      position = (position + step) % count;
    }
  };
  Walk start(u32 random) const {
    return {random % count, coprimes()[random / count % coprime_count], count, count};
  }

 private:
  static constexpr u32 kFew = 8;

  const u16* coprimes() const { return many_ != nullptr ? many_ : few_; }

  // The numbers up to count that share no factor with it: in many_ once there were more than kFew Ps.
  u16 few_[kFew] = {};
  u16* many_ = nullptr;
};

extern StealOrder steal_order;

// steal_work looks at all other Ps for runnable Gs and due timers. It returns a G that now belongs to
// pp, or null. What the timers that it ran made ready lies in pp's own queue, where it looks as well. On
// g0, by a spinning M.
G* steal_work(P* pp);

}  // namespace rt
