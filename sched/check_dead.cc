// sched/check_dead.cc - deadlock detection.
//
// Layer: sched.
#include "sched/check_dead.h"

#include "base/assert.h"
#include "kernel_iface/print.h"
#include "sched/idle.h"
#include "sched/mstart.h"
#include "sched/newproc.h"
#include "sched/panic.h"
#include "sched/sched.h"

namespace rt {

void check_dead_locked() {
  if (sched.panicking.load_relaxed() != 0) return;  // its M may sleep while another one prints
  // Read before poll_until: see poller_wait.
  const bool waits_for_io = netpoll.waiters.load_seq_cst() != 0;
  // The M that waits for a timer or a descriptor has no P. When that timer was stopped meanwhile, it waits for nothing.
  const i64 poller = sched.poll_until.load_seq_cst() != 0 ? 1 : 0;
  const i64 run = mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys - poller;
  if (run > 0) return;
  if (run < 0) {
    kernel::print("runtime: checkdead: nmidle=%d nmidlelocked=%d mcount=%d nmsys=%d\n", sched.nmidle, sched.nmidlelocked, mcount(),
                  sched.nmsys);
    rt_throw("checkdead: inconsistent counts");
  }
  if (earliest_timer() != 0 || waits_for_io) return;  // a searcher is on its way to become the poller
  sched.lock.unlock();
  if (gcount() == 0) rt_fatal_all("no goroutines (main called goexit) - deadlock!");
  rt_fatal_all("all goroutines are asleep - deadlock!");
}

}  // namespace rt
