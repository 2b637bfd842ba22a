// base/types.h - the words of the machine, under short names.
//
// Every isa that rt0 runs on is 64-bit, little-endian and two's complement; the
// assumptions that code relies on are asserted here once.
// Layer: base.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rt {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i8 = std::int8_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;
using uptr = std::uintptr_t;
using usize = std::size_t;

static_assert(sizeof(void*) == 8 && sizeof(usize) == 8 && sizeof(uptr) == 8);
static_assert(sizeof(int) == 4 && sizeof(long) == 8);

// The page that layouts are computed with. The kernel's may be larger; mallocinit checks.
inline constexpr usize kPageSize = 4096;

}  // namespace rt
