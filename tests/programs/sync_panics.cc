// tests/programs/sync_panics.cc - what the locks and timers refuse, in which words.
//
// status: 2
// procs: 1 4
// run: unlock
// args: unlock
// stderr~ ^panic: unlock of unlocked mutex$
// run: second unlock
// args: unlock_twice
// stderr~ ^panic: unlock of unlocked mutex$
// run: shared unlock
// args: rw_unlock
// stderr~ ^panic: unlock of unlocked shared_mutex$
// run: unlock of a reader's
// args: rw_unlock_read
// stderr~ ^panic: unlock of unlocked shared_mutex$
// run: unlock_shared
// args: rw_unlock_shared
// stderr~ ^panic: unlock_shared of unlocked shared_mutex$
// run: unlock_shared of a writer's
// args: rw_unlock_shared_write
// stderr~ ^panic: unlock_shared of unlocked shared_mutex$
// run: wait_group
// args: group
// stderr~ ^panic: negative wait_group counter$
// run: ticker
// args: ticker
// stderr~ ^panic: non-positive interval for ticker$
// run: ticker reset
// args: ticker_reset
// stderr~ ^panic: non-positive interval for ticker$
// run: deadlock on a mutex
// args: deadlock
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: deadlock on a wait_group
// args: deadlock_group
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: deadlock on a stopped timer
// args: deadlock_timer
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
#include "waiting.h"

using namespace std::chrono_literals;

int main(int argc, char** argv) {
  CHECK(argc == 2);
  const std::string_view what = argv[1];
  rt0::mutex m;
  rt0::shared_mutex rw;
  rt0::wait_group g;
  if (what == "unlock") m.unlock();
  if (what == "unlock_twice") m.lock(), m.unlock(), m.unlock();
  if (what == "rw_unlock") rw.unlock();
  if (what == "rw_unlock_read") rw.lock_shared(), rw.unlock();
  if (what == "rw_unlock_shared") rw.unlock_shared();
  if (what == "rw_unlock_shared_write") rw.lock(), rw.unlock_shared();
  if (what == "group") g.add(1), g.add(-2);
  if (what == "ticker") rt0::ticker t(0s);
  if (what == "ticker_reset") {
    rt0::ticker t(1s);
    t.reset(-1s);
  }
  if (what == "deadlock") m.lock(), m.lock();
  if (what == "deadlock_group") g.add(1), g.wait();
  if (what == "deadlock_timer") {
    rt0::timer t(1h);
    t.stop();
    t.c().recv();
  }
  return 0;
}
