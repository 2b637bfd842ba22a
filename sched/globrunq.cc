// sched/globrunq.cc - the global run queue.
//
// Layer: sched.
#include "sched/globrunq.h"

#include <algorithm>

#include "sched/runq.h"

namespace rt {

// The size is stored under the lock and read without it: relaxed, because a reader that
// acts on it takes the lock, and idle.cc's last look before sleep is under the lock too.
static void publish_size() { sched.runqsize.store_relaxed(static_cast<u32>(sched.runq.size)); }

void globrunqput_locked(G* gp) {
  sched.runq.push_back(gp);
  publish_size();
}

void globrunqput_head_locked(G* gp) {
  sched.runq.push_front(gp);
  publish_size();
}

void globrunqput(G* gp) {
  kernel::MutexGuard guard(sched.lock);
  globrunqput_locked(gp);
}

void globrunqput_batch(GQueue& b) {
  kernel::MutexGuard guard(sched.lock);
  sched.runq.append(b);
  publish_size();
}

G* globrunqget_locked(P* pp, u32 max) {
  if (sched.runq.empty()) return nullptr;
  u32 size = static_cast<u32>(sched.runq.size);
  u32 n = std::min(size, size / gomaxprocs.load_relaxed() + 1);
  if (max > 0) n = std::min(n, max);
  n = std::min(n, kRunqLen / 2);
  G* first = sched.runq.pop_front();
  // The ring can be part full (the 61st turn asks with max 1, everybody else with an empty one).
  for (u32 i = 1; i < n; i++) {
    G* gp = sched.runq.pop_front();
    u32 tail = pp->runq_tail.load_relaxed();
    pp->runq[tail % kRunqLen].store_relaxed(gp);
    pp->runq_tail.store_release(tail + 1);  // pairs with load_acquire in runqgrab
    pp->newborn = 0;
  }
  publish_size();
  return first;
}

}  // namespace rt
