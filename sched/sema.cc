// sched/sema.cc - wait lists, waiting on words, and the semaphore.
//
// Layer: sched.
#include "sched/sema.h"

#include "base/upcalls.h"
#include "sched/park.h"
#include "tls_arch.h"

namespace rt {

void WaitList::push_back(Sudog* s) {
  s->next = nullptr;
  Sudog* first = head.load_relaxed();
  if (first == nullptr) {
    s->prev = s;
    head.store_release(s);  // pairs with load_acquire in cond_notify
    return;
  }
  s->prev = first->prev;
  first->prev->next = s;
  first->prev = s;
}

void WaitList::push_front(Sudog* s) {
  Sudog* first = head.load_relaxed();
  s->next = first;
  s->prev = first == nullptr ? s : first->prev;
  if (first != nullptr) first->prev = s;
  head.store_release(s);
}

void WaitList::remove(Sudog* s) {
  Sudog* first = head.load_relaxed();
  if (s == first) {
    if (s->next != nullptr) s->next->prev = s->prev;
    head.store_relaxed(s->next);
  } else {
    s->prev->next = s->next;
    (s->next != nullptr ? s->next : first)->prev = s->prev;
  }
}

Sudog* WaitList::pop_front() {
  Sudog* s = head.load_relaxed();
  if (s != nullptr) remove(s);
  return s;
}

// The table: 4 KiB of .bss that is touched where somebody waits.
static constexpr usize kSemaRoots = 64;
RT_COLD_BSS static constinit SemaRoot semaroots[kSemaRoots];

SemaRoot& semaroot(const void* object) {
  // Objects are 8 bytes apart at least; the multiplication spreads those of an array and those that
  // lie at equal places of different stacks. Fibonacci hashing: Knuth, TAOCP 3, 6.4.
  const u64 hash = (reinterpret_cast<uptr>(object) >> 3) * 0x9e3779b97f4a7c15ull;
  return semaroots[hash >> 58];
}
static_assert(kSemaRoots == usize{1} << (64 - 58));

void park_in(SemaRoot& root, WaitList& list, Sudog* s, bool at_front, WaitReason reason) {
  s->g = getg();
  s->is_select = false;
  if (at_front)
    list.push_front(s);
  else
    list.push_back(s);
  gopark_unlock(&root.lock, reason);
}

Sudog* take_all(WaitList& list) {
  Sudog* first = list.head.load_relaxed();
  for (Sudog* s = first; s != nullptr; s = s->next) s->waitlink = s->next;
  list.head.store_relaxed(nullptr);
  return first;
}

void ready_all(Sudog* chain) {
  while (chain != nullptr) {
    G* gp = chain->g;
    chain = chain->waitlink;  // read before: the Sudog is gone when its goroutine runs
    goready(gp);
  }
}

void wait_on_word(Atomic<u32>* word, u32 expected, WaitReason reason) {
  SemaRoot& root = semaroot(word);
  root.lock.lock();
  // Acquire: pairs with the store before wake_word. The waker takes this lock after that store, so either
  // we see it here or it sees us in the list.
  if (word->load_acquire() != expected) {
    root.lock.unlock();
    return;
  }
  Sudog s;
  s.elem = word;
  park_in(root, root.by_address, &s, false, reason);
}

void wake_word(Atomic<u32>* word) {
  SemaRoot& root = semaroot(word);
  Sudog* chain = nullptr;
  Sudog** end = &chain;
  root.lock.lock();
  for (Sudog* s = root.by_address.head.load_relaxed(); s != nullptr;) {
    Sudog* next = s->next;
    if (s->elem == word) {
      root.by_address.remove(s);
      *end = s;
      end = &s->waitlink;
    }
    s = next;
  }
  *end = nullptr;
  root.lock.unlock();
  ready_all(chain);
}

void static_init_wait(Atomic<u32>* word, u32 expected) {
  wait_on_word(word, expected, WaitReason::static_init);
}

void atomic_wait(Atomic<u32>* word, u32 expected) { wait_on_word(word, expected, WaitReason::atomic_wait); }

void static_init_wake(Atomic<u32>* word) { wake_word(word); }

void sema_acquire(Sema* s) {
  SemaRoot& root = semaroot(s);
  root.lock.lock();
  u64 state = s->state.load_relaxed();
  for (;;) {
    // Acquire: pairs with the release of who gave the permit.
    if ((state & kSemaWaited) == 0 && state >= kSemaPermit) {
      if (!s->state.cas_acquire(state, state - kSemaPermit)) continue;
      root.lock.unlock();
      return;
    }
    if (s->state.cas_relaxed(state, state | kSemaWaited)) break;
  }
  Sudog waiter;
  park_in(root, s->waiters, &waiter, false, WaitReason::sema_acquire);
}

void sema_release(Sema* s, u64 permits) {
  u64 state = s->state.load_relaxed();
  while ((state & kSemaWaited) == 0) {
    // Release: pairs with cas_acquire in sema_acquire and in the header. The last touch of *s.
    if (s->state.cas_release(state, state + permits * kSemaPermit)) return;
  }
  SemaRoot& root = semaroot(s);
  root.lock.lock();
  Sudog* chain = nullptr;
  Sudog** end = &chain;
  while (permits > 0) {
    Sudog* waiter = s->waiters.pop_front();
    if (waiter == nullptr) break;
    *end = waiter;
    end = &waiter->waitlink;
    permits--;
  }
  *end = nullptr;
  // What is left goes into the state. Clearing the waited bit lets others take permits: the last touch of *s.
  if (s->waiters.empty()) {
    state = s->state.load_relaxed();
    while (!s->state.cas_release(state, (state & ~kSemaWaited) + permits * kSemaPermit)) {  // pairs as above
    }
  }
  root.lock.unlock();
  ready_all(chain);
}

}  // namespace rt
