// rt0/sync.cc - the functions of rt0/abi.h for locks, on sched/sync.h and sched/sema.h.
//
// Layer: rt0.
#include "sched/sync.h"

#include "rt0/abi.h"

namespace rt0::abi {

// Words as the program's headers see them, and as the runtime does.
template <class To, class From>
static To* same(From* words) {
  static_assert(sizeof(To) == sizeof(From) && alignof(To) == alignof(From));
  return reinterpret_cast<To*>(words);
}
static_assert(offsetof(mutex_words, waiters) == offsetof(rt::SyncMutex, waiters));
static_assert(offsetof(rwmutex_words, waiters) == offsetof(rt::SyncRWMutex, waiters));
static_assert(offsetof(wait_group_words, waiters) == offsetof(rt::SyncWaitGroup, waiters));
static_assert(offsetof(sema_words, waiters) == offsetof(rt::Sema, waiters));
static_assert(rt::kMutexLocked == 1 && rt::kRWWriter == 1 && rt::kRWWaited == 2 && rt::kRWReader == 4);
static_assert(rt::kSemaWaited == 1 && rt::kSemaPermit == 2);

void mutex_lock_slow(mutex_words* m) { rt::mutex_lock(same<rt::SyncMutex>(m)); }
void mutex_unlock_slow(mutex_words* m) { rt::mutex_unlock(same<rt::SyncMutex>(m)); }
bool mutex_try_lock(mutex_words* m) { return rt::mutex_try_lock(same<rt::SyncMutex>(m)); }

void rwmutex_lock_slow(rwmutex_words* m) { rt::rwmutex_lock(same<rt::SyncRWMutex>(m)); }
void rwmutex_unlock_slow(rwmutex_words* m) { rt::rwmutex_unlock(same<rt::SyncRWMutex>(m)); }
void rwmutex_lock_shared_slow(rwmutex_words* m) { rt::rwmutex_lock_shared(same<rt::SyncRWMutex>(m)); }
void rwmutex_unlock_shared_slow(rwmutex_words* m) { rt::rwmutex_unlock_shared(same<rt::SyncRWMutex>(m)); }

void cond_wait(cond_words* c, mutex_words* m) {
  rt::cond_wait(same<rt::SyncCond>(c), same<rt::SyncMutex>(m));
}
bool cond_wait_until(cond_words* c, mutex_words* m, std::int64_t deadline_ns) {
  return rt::cond_wait_until(same<rt::SyncCond>(c), same<rt::SyncMutex>(m), deadline_ns);
}
void cond_notify(cond_words* c, bool all) { rt::cond_notify(same<rt::SyncCond>(c), all); }

void wait_group_add(wait_group_words* g, std::int32_t delta) {
  rt::wait_group_add(same<rt::SyncWaitGroup>(g), delta);
}
void wait_group_wait(wait_group_words* g) { rt::wait_group_wait(same<rt::SyncWaitGroup>(g)); }

void sema_acquire_slow(sema_words* s) { rt::sema_acquire(same<rt::Sema>(s)); }
void sema_release(sema_words* s, std::uint64_t n) { rt::sema_release(same<rt::Sema>(s), n); }

bool once_begin(std::uint32_t* state) { return rt::once_begin(same<rt::Atomic<rt::u32>>(state)); }
void once_end(std::uint32_t* state) { rt::once_end(same<rt::Atomic<rt::u32>>(state)); }

}  // namespace rt0::abi
