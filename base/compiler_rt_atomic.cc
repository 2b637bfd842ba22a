// base/compiler_rt_atomic.cc - the atomic operations that compilers call by name.
//
// Sixteen bytes go through one compare and swap (rt_cas16, in arch). Sizes that no instruction has are
// guarded by a
// small table of locks, found by address, whose waiters park. The names are libatomic's; all
// operations are sequentially consistent, whatever order was asked for.
// Layer: base.
#include <cstring>

#include "base/types.h"
#include "base/word_lock.h"

using rt::u64;
using rt::uptr;
using rt::usize;
using u128 = unsigned __int128;

extern "C" bool rt_cas16(void* p, u64* expected, u64 low, u64 high);

namespace {

bool cas16(void* p, u128* expected, u128 desired) {
  u64 words[2];
  memcpy(words, expected, sizeof(words));
  const bool done = rt_cas16(p, words, static_cast<u64>(desired), static_cast<u64>(desired >> 64));
  memcpy(expected, words, sizeof(words));
  return done;
}

u128 load16(const void* p) {
  u128 seen = 0;
  cas16(const_cast<void*>(p), &seen, 0);  // swaps zero for zero, or reads
  return seen;
}

// Replaces *p by f(*p); returns the former value.
template <class F>
u128 update16(void* p, F f) {
  u128 seen = load16(p);
  while (!cas16(p, &seen, f(seen))) {
  }
  return seen;
}

// Whether an instruction, or rt_cas16, works on this object.
bool native(usize size, const void* p) {
  const bool power = size == 1 || size == 2 || size == 4 || size == 8 || size == 16;
  return power && reinterpret_cast<uptr>(p) % size == 0;
}

constexpr usize kLocks = 32;
constinit rt::Atomic<rt::u32> locks[kLocks];

rt::Atomic<rt::u32>* lock_of(const void* p) { return &locks[reinterpret_cast<uptr>(p) / 16 % kLocks]; }

// Calls f(T) for the integer type of that size; 16 is not one of these.
template <class F>
void with_type(usize size, F f) {
  switch (size) {
    case 1:
      return f(rt::u8{});
    case 2:
      return f(rt::u16{});
    case 4:
      return f(rt::u32{});
    default:
      return f(u64{});
  }
}

}  // namespace

// The names are built into the compilers with types of their own; each is given by symbol.
#define RT_ATOMIC(result, name, symbol, ...)           \
  extern "C" result name(__VA_ARGS__) __asm__(symbol); \
  extern "C" result name(__VA_ARGS__)

RT_ATOMIC(u128, rt_atomic_load_16, "__atomic_load_16", const void* p, int) { return load16(p); }
RT_ATOMIC(void, rt_atomic_store_16, "__atomic_store_16", void* p, u128 v, int) {
  update16(p, [v](u128) { return v; });
}
RT_ATOMIC(u128, rt_atomic_exchange_16, "__atomic_exchange_16", void* p, u128 v, int) {
  return update16(p, [v](u128) { return v; });
}
RT_ATOMIC(bool, rt_atomic_cas_16, "__atomic_compare_exchange_16", void* p, void* expected, u128 v, int, int) {
  u128 e;
  memcpy(&e, expected, sizeof(e));
  if (cas16(p, &e, v)) return true;
  memcpy(expected, &e, sizeof(e));
  return false;
}
RT_ATOMIC(u128, rt_atomic_fetch_add_16, "__atomic_fetch_add_16", void* p, u128 v, int) {
  return update16(p, [v](u128 old) { return old + v; });
}
RT_ATOMIC(u128, rt_atomic_fetch_sub_16, "__atomic_fetch_sub_16", void* p, u128 v, int) {
  return update16(p, [v](u128 old) { return old - v; });
}
RT_ATOMIC(u128, rt_atomic_fetch_and_16, "__atomic_fetch_and_16", void* p, u128 v, int) {
  return update16(p, [v](u128 old) { return old & v; });
}
RT_ATOMIC(u128, rt_atomic_fetch_or_16, "__atomic_fetch_or_16", void* p, u128 v, int) {
  return update16(p, [v](u128 old) { return old | v; });
}
RT_ATOMIC(u128, rt_atomic_fetch_xor_16, "__atomic_fetch_xor_16", void* p, u128 v, int) {
  return update16(p, [v](u128 old) { return old ^ v; });
}

RT_ATOMIC(bool, rt_atomic_is_lock_free, "__atomic_is_lock_free", usize size, const void* p) {
  return native(size, p);
}

RT_ATOMIC(void, rt_atomic_load, "__atomic_load", usize size, const void* p, void* to, int) {
  if (!native(size, p)) {
    rt::WordGuard guard(lock_of(p));
    memcpy(to, p, size);
  } else if (size == 16) {
    const u128 v = load16(p);
    memcpy(to, &v, size);
  } else {
    with_type(size, [=](auto t) {
      const auto v = __atomic_load_n(static_cast<const decltype(t)*>(p), __ATOMIC_SEQ_CST);
      memcpy(to, &v, sizeof(v));
    });
  }
}

RT_ATOMIC(void, rt_atomic_exchange, "__atomic_exchange", usize size, void* p, const void* from, void* to,
          int) {
  if (!native(size, p)) {
    rt::WordGuard guard(lock_of(p));
    memcpy(to, p, size);
    memcpy(p, from, size);
  } else if (size == 16) {
    u128 v;
    memcpy(&v, from, size);
    v = update16(p, [v](u128) { return v; });
    memcpy(to, &v, size);
  } else {
    with_type(size, [=](auto t) {
      memcpy(&t, from, sizeof(t));
      t = __atomic_exchange_n(static_cast<decltype(t)*>(p), t, __ATOMIC_SEQ_CST);
      memcpy(to, &t, sizeof(t));
    });
  }
}

RT_ATOMIC(void, rt_atomic_store, "__atomic_store", usize size, void* p, const void* from, int) {
  if (!native(size, p)) {
    rt::WordGuard guard(lock_of(p));
    memcpy(p, from, size);
  } else {
    unsigned char former[16];
    rt_atomic_exchange(size, p, from, former, __ATOMIC_SEQ_CST);
  }
}

RT_ATOMIC(bool, rt_atomic_cas, "__atomic_compare_exchange", usize size, void* p, void* expected,
          const void* from, int, int) {
  if (!native(size, p)) {
    rt::WordGuard guard(lock_of(p));
    const bool same = memcmp(p, expected, size) == 0;
    if (same)
      memcpy(p, from, size);
    else
      memcpy(expected, p, size);
    return same;
  }
  if (size == 16) {
    u128 v;
    memcpy(&v, from, size);
    return rt_atomic_cas_16(p, expected, v, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  }
  bool done = false;
  with_type(size, [&](auto t) {
    auto e = t;
    memcpy(&t, from, sizeof(t));
    memcpy(&e, expected, sizeof(e));
    done = __atomic_compare_exchange_n(static_cast<decltype(t)*>(p), &e, t, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
    if (!done) memcpy(expected, &e, sizeof(e));
  });
  return done;
}
