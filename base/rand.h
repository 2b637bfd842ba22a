// base/rand.h - a small random generator whose state its user holds.
//
// For choices that must be spread, not secret: steal order, select order, colours.
// Algorithm: wyrand (Wang Yi, wyhash final version 4): one multiplication a number.
// Layer: base.
#pragma once
#include "base/types.h"

namespace rt {

struct Rand {
  u64 state = 0;

  u64 next() {
    state += 0xa0761d6478bd642full;
    const auto product = static_cast<unsigned __int128>(state) * (state ^ 0xe7037ed1a0b428dbull);
    return static_cast<u64>(product >> 64) ^ static_cast<u64>(product);
  }
  // below(n) is uniform enough over [0, n): the multiply-shift of Lemire (2019), without
  // its rejection step; the bias is n / 2^32.
  u32 below(u32 n) { return static_cast<u32>((static_cast<u64>(static_cast<u32>(next())) * n) >> 32); }
};

}  // namespace rt
