// base/libstdcxx_hash.cc - bytes to hash values, and how many buckets a hash table takes.
//
// The hash multiplies 8 bytes at a time into 128 bits and folds (the step of Wang Yi's
// wyhash final version 4). It is the same in every run; programs that hash what an
// adversary chooses bring their own hasher.
// Layer: base.
#include <cfloat>
#include <cstring>
#include <unordered_map>

#include "base/types.h"

namespace {

using rt::u32;
using rt::u64;
using rt::usize;

constexpr u64 kSecret0 = 0xa0761d6478bd642full;
constexpr u64 kSecret1 = 0xe7037ed1a0b428dbull;

u64 mix(u64 a, u64 b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<u64>(product >> 64) ^ static_cast<u64>(product);
}

template <class T>
u64 read(const unsigned char* p) {
  T v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}

// The last 0 to 16 bytes, as two words that overlap when there are fewer.
struct Tail {
  u64 a, b;
};
Tail read_tail(const unsigned char* p, usize size) {
  if (size >= 8) return {read<u64>(p), read<u64>(p + size - 8)};
  if (size >= 4) return {read<u32>(p), read<u32>(p + size - 4)};
  if (size == 0) return {0, 0};
  return {static_cast<u64>(p[0]) << 16 | static_cast<u64>(p[size / 2]) << 8 | p[size - 1], 0};
}

bool is_prime(usize n) {
  if (n % 2 == 0) return n == 2;
  if (n % 3 == 0) return n == 3;
  for (usize d = 5; d <= n / d; d += 6) {
    if (n % d == 0 || n % (d + 2) == 0) return false;
  }
  return n > 1;
}

}  // namespace

namespace std {

size_t _Hash_bytes(const void* data, size_t size, size_t seed) {
  const auto* p = static_cast<const unsigned char*>(data);
  u64 h = seed ^ kSecret0;
  usize left = size;
  for (; left > 16; left -= 16, p += 16) h = mix(read<u64>(p) ^ kSecret1, read<u64>(p + 8) ^ h);
  const Tail tail = read_tail(p, left);
  return mix(kSecret1 ^ size, mix(tail.a ^ kSecret1, tail.b ^ h));
}

// FNV-1a (Fowler, Noll, Vo), 64 bits.
size_t _Fnv_hash_bytes(const void* data, size_t size, size_t seed) {
  const auto* p = static_cast<const unsigned char*>(data);
  u64 h = seed;
  for (usize i = 0; i < size; i++) h = (h ^ p[i]) * 0x100000001b3ull;
  return h;
}

// A long double is hashed without its padding; 0 and -0 are equal.
size_t hash<long double>::operator()(long double v) const noexcept {
  constexpr usize kValueBytes = LDBL_MANT_DIG == 64 ? 10 : sizeof(v);
  return v != 0.0L ? std::_Hash_bytes(&v, kValueBytes, 0xc70f6907ul) : 0;
}

namespace __detail {

// The smallest prime that is at least n. A search by trial division costs nothing beside
// the rehash that follows, and needs no table. Also notes when to grow next.
size_t _Prime_rehash_policy::_M_next_bkt(size_t n) const {
  if (n == 0) return 1;
  usize prime = n < 2 ? 2 : n;
  while (!is_prime(prime)) prime++;
  const double limit = static_cast<double>(prime) * static_cast<double>(_M_max_load_factor);
  _M_next_resize = limit < 0x1p63 ? static_cast<size_t>(limit) : ~static_cast<size_t>(0);
  return prime;
}

pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t buckets, size_t elements,
                                                        size_t inserts) const {
  if (elements + inserts <= _M_next_resize) return {false, 0};
  // A table's first insert makes room for a handful at once.
  usize wanted = elements + inserts;
  if (_M_next_resize == 0 && wanted < 11) wanted = 11;
  const double needed = static_cast<double>(wanted) / static_cast<double>(_M_max_load_factor);
  if (needed < static_cast<double>(buckets)) {
    _M_next_resize =
        static_cast<size_t>(static_cast<double>(buckets) * static_cast<double>(_M_max_load_factor));
    return {false, 0};
  }
  const auto at_least = static_cast<size_t>(needed) + 1;
  const size_t grown = buckets * _S_growth_factor;
  return {true, _M_next_bkt(at_least > grown ? at_least : grown)};
}

}  // namespace __detail
}  // namespace std
