// base/memops.cc - memcpy, memmove, memset, memcmp and bcmp, which compilers call by name.
//
// Plain C++ on 16-byte vectors, for every isa; arch/<isa>/memops.S replaces this file where it exists.
// Up to 128 bytes everything is loaded before anything is stored, from both ends, so the parts may
// overlap and no loop is needed. Must be compiled so that loops do not become calls of what they
// implement (NO_LIBCALLS in the Makefile).
// Layer: base.
#include "base/attributes.h"
#include "base/types.h"

namespace {

using rt::u16;
using rt::u32;
using rt::u64;
using rt::u8;
using rt::uptr;
using rt::usize;

typedef long long Vec __attribute__((vector_size(16)));
using Word = u64;
using Half = u32;
using Quarter = u16;

// Any alignment, any type behind it. The attributes belong to a type: a template argument loses them.
template <class T>
struct __attribute__((packed, may_alias)) Unaligned {
  T v;
};

template <class T>
RT_INLINE T load(const void* p) {
  return static_cast<const Unaligned<T>*>(p)->v;
}
template <class T>
RT_INLINE void store(void* p, T v) {
  static_cast<Unaligned<T>*>(p)->v = v;
}

// Two T, from the beginning and up to the end: all of sizeof(T) to 2 * sizeof(T) bytes.
template <class T>
RT_INLINE void move_ends(u8* to, const u8* from, usize n) {
  const T head = load<T>(from);
  const T tail = load<T>(from + n - sizeof(T));
  store<T>(to, head);
  store<T>(to + n - sizeof(T), tail);
}

RT_INLINE void move_upto_16(u8* to, const u8* from, usize n) {
  if (n >= 8) return move_ends<Word>(to, from, n);
  if (n >= 4) return move_ends<Half>(to, from, n);
  if (n >= 2) return move_ends<Quarter>(to, from, n);
  if (n != 0) *to = *from;
}

// From both ends: count vectors each, 16 * count to 32 * count bytes.
template <int count>
RT_INLINE void move_vectors(u8* to, const u8* from, usize n) {
  Vec head[count], tail[count];
  for (int i = 0; i < count; i++) head[i] = load<Vec>(from + 16 * i);
  for (int i = 0; i < count; i++) tail[i] = load<Vec>(from + n - 16 * (i + 1));
  for (int i = 0; i < count; i++) store<Vec>(to + 16 * i, head[i]);
  for (int i = 0; i < count; i++) store<Vec>(to + n - 16 * (i + 1), tail[i]);
}

struct Four {
  Vec v[4];
};

RT_INLINE Four load4(const u8* p) {
  return {{load<Vec>(p), load<Vec>(p + 16), load<Vec>(p + 32), load<Vec>(p + 48)}};
}
RT_INLINE void store4(u8* p, const Four& f) {
  store<Vec>(p, f.v[0]);
  store<Vec>(p + 16, f.v[1]);
  store<Vec>(p + 32, f.v[2]);
  store<Vec>(p + 48, f.v[3]);
}

// More than 128 bytes, upwards: right if to is below from, or they do not overlap. Both ends are loaded
// before and stored after the loop, which works on aligned destinations.
RT_NOINLINE void move_up(u8* to, const u8* from, usize n) {
  const Vec head = load<Vec>(from);
  const Four tail = load4(from + n - 64);
  usize at = 16 - (reinterpret_cast<uptr>(to) & 15);
  for (; at < n - 64; at += 64) store4(to + at, load4(from + at));
  store<Vec>(to, head);
  store4(to + n - 64, tail);
}

// The same downwards, for to above from.
RT_NOINLINE void move_down(u8* to, const u8* from, usize n) {
  const Four head = load4(from);
  const Vec tail = load<Vec>(from + n - 16);
  usize end = n - (reinterpret_cast<uptr>(to + n) & 15);
  for (; end > 64; end -= 64) store4(to + end - 64, load4(from + end - 64));
  store<Vec>(to + n - 16, tail);
  store4(to, head);
}

RT_INLINE void* move(void* to, const void* from, usize n) {
  auto* d = static_cast<u8*>(to);
  auto* s = static_cast<const u8*>(from);
  if (n < 16)
    move_upto_16(d, s, n);
  else if (n <= 32)
    move_vectors<1>(d, s, n);
  else if (n <= 64)
    move_vectors<2>(d, s, n);
  else if (n <= 128)
    move_vectors<4>(d, s, n);
  else if (reinterpret_cast<uptr>(d) - reinterpret_cast<uptr>(s) >= n)
    move_up(d, s, n);  // as unsigned numbers
  else
    move_down(d, s, n);
  return to;
}

template <class T>
RT_INLINE void set_ends(u8* to, T v, usize n) {
  store<T>(to, v);
  store<T>(to + n - sizeof(T), v);
}

// The order of two unequal words as memcmp sees them: by their first byte that differs.
RT_INLINE int order(u64 a, u64 b) { return __builtin_bswap64(a) < __builtin_bswap64(b) ? -1 : 1; }

}  // namespace

extern "C" {

void* memmove(void* to, const void* from, usize n) { return move(to, from, n); }

void* memcpy(void* __restrict to, const void* __restrict from, usize n) { return move(to, from, n); }

void* memset(void* to, int byte, usize n) {
  auto* d = static_cast<u8*>(to);
  const u64 word = static_cast<u8>(byte) * 0x0101010101010101ull;
  if (n < 16) {
    if (n >= 8)
      set_ends<Word>(d, word, n);
    else if (n >= 4)
      set_ends<Half>(d, static_cast<u32>(word), n);
    else if (n >= 2)
      set_ends<Quarter>(d, static_cast<u16>(word), n);
    else if (n != 0)
      *d = static_cast<u8>(word);
    return to;
  }
  const Vec v = {static_cast<long long>(word), static_cast<long long>(word)};
  const Four four = {{v, v, v, v}};
  set_ends<Vec>(d, v, n);
  if (n <= 32) return to;
  set_ends<Vec>(d + 16, v, n - 32);
  if (n <= 64) return to;
  if (n > 128) {
    usize at = 16 - (reinterpret_cast<uptr>(d) & 15);
    for (; at < n - 64; at += 64) store4(d + at, four);
  } else {
    store4(d, four);
  }
  store4(d + n - 64, four);
  return to;
}

int memcmp(const void* left, const void* right, usize n) {
  auto* a = static_cast<const u8*>(left);
  auto* b = static_cast<const u8*>(right);
  usize at = 0;
  for (; n - at >= 32; at += 32) {
    u64 differ = 0;
    for (usize i = 0; i < 32; i += 8) differ |= load<Word>(a + at + i) ^ load<Word>(b + at + i);
    if (differ != 0) break;
  }
  for (; n - at >= 8; at += 8) {
    const u64 x = load<Word>(a + at), y = load<Word>(b + at);
    if (x != y) return order(x, y);
  }
  for (; at < n; at++) {
    if (a[at] != b[at]) return a[at] < b[at] ? -1 : 1;
  }
  return 0;
}

int bcmp(const void* left, const void* right, usize n) { return memcmp(left, right, n); }

}  // extern "C"
