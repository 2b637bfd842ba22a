// sched/sema.h - queues of goroutines that wait for an object, and the locks of those queues.
//
// A mutex, semaphore or condition of a program holds just a state word and the head of its
// queue, so it is constant-initialised and small. The lock of the queue is one of a table, found by
// the object's address: what a waker touches last is never the object, which the woken goroutine may
// have destroyed. That gives a rule for each operation here and in sync.cc:
//
//   who gives a goroutine what it waited for changes the object first, under the queue's lock,
//   takes the Sudog off, unlocks, and readies it last. Until then that goroutine is inside its call,
//   so the object is there.
//
// Words of a program that are not ours to lay out (the guards of local statics) are waited for by
// address: their waiters hang on the lock itself.
// The idea of hashing addresses to locks: Go runtime/sema.go, WebKit's WTF::ParkingLot (2015).
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "sched/g.h"

namespace rt {

// WaitList is a doubly linked list with one word: head->prev is the tail, the tail's next is null.
struct WaitList {
  Atomic<Sudog*> head;  // changed under the root's lock; read without it as a hint

  bool empty() const { return head.load_relaxed() == nullptr; }
  void push_back(Sudog* s);
  void push_front(Sudog* s);
  void remove(Sudog* s);  // s is in it
  Sudog* pop_front();     // or null
};

// SemaRoot is one lock of the table, on a cache line of its own.
struct alignas(64) SemaRoot {
  kernel::Mutex lock{LockRank::sema_root};
  WaitList by_address;  // those in wait_on_word; elem is the word
};

// semaroot is the lock of the queue of the object at that address. Never two at a time.
SemaRoot& semaroot(const void* object);

// park_in puts the caller to sleep until a waker takes its Sudog off list. Holds root.lock, which is
// released. s is filled in here, save for acquire_ns and ticket.
void park_in(SemaRoot& root, WaitList& list, Sudog* s, bool at_front, WaitReason reason);

// take_all empties list into a chain through waitlink, in order. Holds the root's lock.
Sudog* take_all(WaitList& list);

// ready_all readies a chain. Nothing locked.
void ready_all(Sudog* chain);

// wait_on_word parks the caller unless *word != expected. It may come back while the word is
// unchanged: test it again.
void wait_on_word(Atomic<u32>* word, u32 expected, WaitReason reason);

// wake_word readies all who wait on word; the caller has changed it before. word may be freed by now. The
// guards of local statics use both through base/upcalls.h.
void wake_word(Atomic<u32>* word);

// Semaphore: permits, first come first served. Layout of rt0::abi::sema_words.
//   state  1: somebody waits (then no one takes a permit without the lock); 2: each permit
struct Sema {
  Atomic<u64> state;
  WaitList waiters;
};
inline constexpr u64 kSemaWaited = 1;
inline constexpr u64 kSemaPermit = 2;

void sema_acquire(Sema* s);
void sema_release(Sema* s, u64 permits);

}  // namespace rt
