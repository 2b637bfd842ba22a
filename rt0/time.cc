// rt0/time.cc - the functions of rt0/abi.h for time, on sched/user_timer.h and sched/sleep.h.
//
// Layer: rt0.
#include <new>

#include "kernel_iface/clock.h"
#include "rt0/abi.h"
#include "sched/sleep.h"
#include "sched/user_timer.h"

namespace rt0::abi {

std::int64_t nanotime() { return rt::kernel::nanotime(); }
std::int64_t walltime() { return rt::kernel::walltime_ns(); }
void sleep(std::int64_t ns) { rt::time_sleep(ns); }

std::int64_t deadline(std::int64_t ns) {
  const std::int64_t now = nanotime();
  return ns <= 0 ? now : rt::deadline_after(now, ns);
}

hchan* timer_chan_make(std::int64_t ns, std::int64_t period_ns) { return rt::chan_timer_make(ns, period_ns); }
bool timer_chan_stop(hchan* c) { return rt::chan_timer_stop(c); }
bool timer_chan_reset(hchan* c, std::int64_t ns, std::int64_t period_ns) {
  return rt::chan_timer_reset(c, ns, period_ns);
}

static rt::FuncTimer* timer_in(func_timer* block) {
  static_assert(sizeof(rt::FuncTimer) <= sizeof block->own &&
                alignof(rt::FuncTimer) <= alignof(std::uint64_t));
  return std::launder(reinterpret_cast<rt::FuncTimer*>(block->own));
}

void func_timer_start(func_timer* block, std::int64_t ns) {
  auto run = [](void* b) { static_cast<func_timer*>(b)->run(static_cast<func_timer*>(b)); };
  auto drop = [](void* b) { static_cast<func_timer*>(b)->drop(static_cast<func_timer*>(b)); };
  rt::func_timer_reset(::new (block->own) rt::FuncTimer(run, drop, block), ns);
}
bool func_timer_stop(func_timer* block) { return rt::func_timer_stop(timer_in(block)); }
bool func_timer_reset(func_timer* block, std::int64_t ns) {
  return rt::func_timer_reset(timer_in(block), ns);
}
void func_timer_release(func_timer* block) { rt::func_timer_release(timer_in(block)); }

}  // namespace rt0::abi
