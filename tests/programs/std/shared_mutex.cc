// tests/programs/std/shared_mutex.cc - <shared_mutex>: shared_lock, over rt0::shared_mutex (hosted:
// std::shared_mutex).
#include <mutex>
#include <shared_mutex>
#ifdef __rt0__
#include <rt0/sync.h>
using Mutex = rt0::shared_mutex;
#else
using Mutex = std::shared_mutex;
#endif

#include "../check.h"

int main() {
  Mutex m;
  {
    std::shared_lock a(m);
    std::shared_lock b(m);
    CHECK(a.owns_lock() && b.owns_lock() && !m.try_lock());
    std::shared_lock c(m, std::try_to_lock);
    CHECK(c.owns_lock());
    b.unlock();
    CHECK(!b && b.try_lock());
    std::shared_lock moved = std::move(c);
    CHECK(moved.owns_lock() && c.mutex() == nullptr);
  }
  {
    std::unique_lock writer(m);
    CHECK(!m.try_lock_shared());
    std::shared_lock reader(m, std::defer_lock);
    CHECK(!reader.try_lock());
    writer.unlock();
    reader.lock();
    CHECK(!m.try_lock());
  }
  CHECK(m.try_lock());
  m.unlock();
  return check_done("shared_mutex");
}
