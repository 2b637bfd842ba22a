// base/bits.h - arithmetic on sizes and addresses.
//
// Counting zeros and rotating is <bit>'s; here is what it lacks.
// Layer: base.
#pragma once
#include <bit>

#include "base/types.h"

namespace rt {

// align must be a power of two in all four.
constexpr usize align_up(usize n, usize align) { return (n + align - 1) & ~(align - 1); }
constexpr usize align_down(usize n, usize align) { return n & ~(align - 1); }
constexpr bool is_aligned(usize n, usize align) { return (n & (align - 1)) == 0; }
constexpr bool is_pow2(usize n) { return n != 0 && (n & (n - 1)) == 0; }  // not by popcount, a function on old CPUs

constexpr usize div_round_up(usize n, usize by) { return (n + by - 1) / by; }

// log2_ceil is the smallest k with 1 << k >= n; n is at least 1.
constexpr u32 log2_ceil(usize n) { return static_cast<u32>(std::bit_width(n - 1)); }

}  // namespace rt
