// tests/interleave/hooks.cc - where the compiler's calls for each access arrive, and the system calls.
//
// The names are those of thread sanitiser's interface (sanitizer/tsan_interface_atomic.h and what the compilers call for
// plain accesses). Outside of a thread of a case everything is done at once. The kernel compares a futex's newest value,
// in one step with going to sleep; that the lock it takes meanwhile is a barrier is not counted on. Layer: tests.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "kernel_iface/clock.h"
#include "kernel_iface/futex.h"
#include "syscall_arch.h"
#include "tests/interleave/explore.h"
#include "tests/interleave/sites.h"

namespace interleave {

static void plain(void* at, u32 size, bool write, const void* site) {
  if (!running()) return;
  for (u32 done = 0; write && done < size; done += 8) memory().will_write(static_cast<u8*>(at) + done, std::min<u32>(size - done, 8));
  if (memory().plain(self().id, at, write)) return;
  fail(write ? "a race: this plain write and another thread's access" : "a race: this plain read and another thread's write", site);
}

static void atomic_access(const void* at, bool write, const void* site) {
  if (memory().atomic(self().id, at, write)) return;
  fail("a race: this atomic operation and another thread's plain access", site);
}

template <class T>
static T load(void* at, int order, const void* site) {
  if (!running()) return __atomic_load_n(static_cast<T*>(at), __ATOMIC_SEQ_CST);
  saw(site, Act::load, order);
  order = order_at(site, order);
  point({Act::load, at, order, site});
  atomic_access(at, false, site);
  const Seen seen = memory().load(self().id, at, sizeof(T), order);
  note(seen);
  return static_cast<T>(seen.value);
}

template <class T>
static void store(void* at, T value, int order, const void* site) {
  if (!running()) return __atomic_store_n(static_cast<T*>(at), value, __ATOMIC_SEQ_CST);
  saw(site, Act::store, order);
  order = order_at(site, order);
  point({Act::store, at, order, site});
  atomic_access(at, true, site);
  memory().store(self().id, at, sizeof(T), value, order);
  note({value, 0});
}

// change is a read-modify-write: f tells the new value, or that there is none. Returns the old one.
template <class T, class F>
static T change(void* at, int order, int order_failed, const void* site, F f) {
  saw(site, Act::change, order);
  order = order_at(site, order);
  if (order == __ATOMIC_RELAXED) order_failed = order;
  point({Act::change, at, order, site});
  atomic_access(at, true, site);
  const T peek = static_cast<T>(memory().newest(self().id, at, sizeof(T), __ATOMIC_RELAXED));
  T next = peek;
  const bool stores = f(peek, &next);
  const T old = static_cast<T>(memory().newest(self().id, at, sizeof(T), stores ? order : order_failed));
  note({old, 0});
  if (!stores) return old;
  if (broken(site, Breakage::taken_apart)) {
    point({Act::store, at, order, site});
    memory().store(self().id, at, sizeof(T), next, order);
  } else {
    memory().store_after_read(self().id, at, sizeof(T), next, order);
  }
  return old;
}

template <class T, class F>
static T fetch(void* at, int order, const void* site, F f) {
  return change<T>(at, order, order, site, [&](T old, T* next) {
    *next = f(old);
    return true;
  });
}

template <class T>
static bool cas(void* at, T* expected, T desired, int order, int order_failed, const void* site) {
  if (!running()) {
    return __atomic_compare_exchange_n(static_cast<T*>(at), expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  }
  const T wanted = *expected;
  const T old = change<T>(at, order, order_failed, site, [&](T found, T* next) {
    *next = desired;
    return found == wanted;
  });
  *expected = old;
  return old == wanted;
}

static void fence(int order, const void* site) {
  if (!running()) return;
  saw(site, Act::fence, order);
  order = order_at(site, order);
  point({Act::fence, nullptr, order, site});
  if (order != __ATOMIC_RELAXED) memory().fence(self().id, order);
}

// System calls

static long futex_wait(void* word, u32 expected, const rt::kernel::Timespec* timeout) {
  point({Act::futex_wait, word, __ATOMIC_RELAXED, __builtin_return_address(0)});
  const u64 found = memory().newest(self().id, word, 4, __ATOMIC_RELAXED);
  note({found, 0});
  if (found != expected) return -EAGAIN;
  sleep_here(word, timeout == nullptr ? 0 : now_ns() + rt::kernel::timespec_to_ns(*timeout));
  return self().timed_out ? -ETIMEDOUT : 0;
}

static long futex_wake(void* word, u32 n) {
  const void* const site = __builtin_return_address(0);
  saw(site, Act::futex_wake, __ATOMIC_SEQ_CST);
  point({Act::futex_wake, word, __ATOMIC_RELAXED, site});
  if (broken(site, Breakage::wake_lost)) return 0;
  u32 woken = 0;
  while (woken < n) {
    Thread* t = sleeper_on(word, 0);
    if (t == nullptr) break;
    wake_sleeper(*t);
    woken++;
  }
  return woken;
}

static long system_call(u32 number, const long* w) {
  if (number == rt::kSysClockGettime) {
    if (running() && clock_step_ns() != 0) {
      point({Act::change, &now_ns(), __ATOMIC_RELAXED, nullptr});
      now_ns() += clock_step_ns();
    }
    *reinterpret_cast<rt::kernel::Timespec*>(w[1]) = rt::kernel::timespec_from_ns(now_ns());
    return 0;
  }
  if (number == rt::kSysWrite) return ::write(static_cast<int>(w[0]), reinterpret_cast<const void*>(w[1]), static_cast<usize>(w[2]));
  if (!running()) std::fprintf(stderr, "interleave: system call %u outside of a case\n", number), std::abort();
  if (number == rt::kSysFutex) {
    void* const word = reinterpret_cast<void*>(w[0]);
    if (w[1] == rt::kernel::kFutexWakePrivate) return futex_wake(word, static_cast<u32>(w[2]));
    return futex_wait(word, static_cast<u32>(w[2]), reinterpret_cast<const rt::kernel::Timespec*>(w[3]));
  }
  if (number == rt::kSysNanosleep || number == rt::kSysSchedYield) {
    point({Act::pause, nullptr, 0, nullptr});
    return 0;
  }
  fail("a system call that no case makes");
}

}  // namespace interleave

using namespace interleave;

#define SITE __builtin_return_address(0)

extern "C" {

#define RT_SYSCALL_STUB_(name, Name, number)                                      \
  long rt_sys_##name(long a, long b, long c, long d, long e, long f) { \
    const long words[6] = {a, b, c, d, e, f};                                     \
    return system_call(number, words);                                            \
  }
RT_SYSCALLS(RT_SYSCALL_STUB_)

// Stand in for clone.S and signal.S.
long rt_clone(u64, uptr, u32*, uptr, void (*)(void*), void*) { fail("a thread is made, which no case has room for"); }
void rt_sigreturn() {}

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_atomic_signal_fence(int) {}
void __tsan_atomic_thread_fence(int order) { fence(order, SITE); }
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}
void __tsan_read_range(void* at, unsigned long size) { plain(at, static_cast<u32>(size), false, SITE); }
void __tsan_write_range(void* at, unsigned long size) { plain(at, static_cast<u32>(size), true, SITE); }

#define PLAIN(size)                                                   \
  void __tsan_read##size(void* at) { plain(at, size, false, SITE); }              \
  void __tsan_write##size(void* at) { plain(at, size, true, SITE); }              \
  void __tsan_unaligned_read##size(void* at) { plain(at, size, false, SITE); }    \
  void __tsan_unaligned_write##size(void* at) { plain(at, size, true, SITE); }
PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)

#define FETCH(bits, T, name, expression)                                             \
  T __tsan_atomic##bits##_##name(void* at, T v, int order) {                         \
    if (!running()) {                                                                \
      const T old = *static_cast<T*>(at);                                            \
      *static_cast<T*>(at) = static_cast<T>(expression);                             \
      return old;                                                                    \
    }                                                                                \
    return fetch<T>(at, order, SITE, [&]([[maybe_unused]] T old) { return static_cast<T>(expression); }); \
  }

#define ATOMICS(bits, T)                                                                            \
  T __tsan_atomic##bits##_load(void* at, int order) { return load<T>(at, order, SITE); }            \
  void __tsan_atomic##bits##_store(void* at, T v, int order) { store<T>(at, v, order, SITE); }      \
  FETCH(bits, T, exchange, v)                                                                       \
  FETCH(bits, T, fetch_add, old + v)                                                                \
  FETCH(bits, T, fetch_sub, old - v)                                                                \
  FETCH(bits, T, fetch_or, old | v)                                                                 \
  FETCH(bits, T, fetch_and, old & v)                                                                \
  int __tsan_atomic##bits##_compare_exchange_strong(void* at, T* e, T v, int order, int failed) {   \
    return cas<T>(at, e, v, order, failed, SITE);                                                   \
  }                                                                                                 \
  int __tsan_atomic##bits##_compare_exchange_weak(void* at, T* e, T v, int order, int failed) {     \
    return cas<T>(at, e, v, order, failed, SITE);                                                   \
  }                                                                                                 \
  T __tsan_atomic##bits##_compare_exchange_val(void* at, T e, T v, int order, int failed) {         \
    cas<T>(at, &e, v, order, failed, SITE);                                                         \
    return e;                                                                                       \
  }
ATOMICS(8, u8)
ATOMICS(16, u16)
ATOMICS(32, u32)
ATOMICS(64, u64)

}  // extern "C"
