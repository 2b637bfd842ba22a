// tests/programs/std/mutex.cc - <mutex>: the locks, over rt0::mutex (hosted: std::mutex).
#include <mutex>
#ifdef __rt0__
#include <rt0/sync.h>
using Mutex = rt0::mutex;
#else
using Mutex = std::mutex;
#endif

#include "../check.h"

int main() {
  Mutex m, n;
  {
    std::lock_guard guard(m);
    CHECK(!m.try_lock());
  }
  {
    std::unique_lock lock(m);
    CHECK(lock.owns_lock() && lock.mutex() == &m);
    lock.unlock();
    CHECK(!lock && lock.try_lock() && lock);
    std::unique_lock taken = std::move(lock);
    CHECK(taken.owns_lock() && !lock.owns_lock());
    Mutex* released = taken.release();
    released->unlock();
  }
  {
    std::unique_lock later(m, std::defer_lock);
    CHECK(!later.owns_lock());
    later.lock();
    std::unique_lock attempt(m, std::try_to_lock);
    CHECK(!attempt.owns_lock());
  }
  {
    std::scoped_lock both(m, n);
    CHECK(!m.try_lock() && !n.try_lock());
  }
  {
    std::lock(m, n);
    std::lock_guard a(m, std::adopt_lock), b(n, std::adopt_lock);
    CHECK(std::try_lock(m, n) == 0);
  }
  CHECK(std::try_lock(m, n) == -1);
  m.unlock();
  n.unlock();
  return check_done("mutex");
}
