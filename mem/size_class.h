// mem/size_class.h - the sizes that small objects are rounded up to, computed by rule.
//
// Up to 128 bytes a class each 16; above, 8 classes for each doubling, up to 32 KiB. So
// rounding up wastes less than 1/8 of an object, or less than the 16 bytes of alignment. A span is
// as many pages as make its rest at the end at most 1/16 and its objects enough for one trip.
//
//     bytes up to        128   256   512  1024  2048  4096  8192  16384  32768
//     classes              8     8     8     8     8     8     8      8      8
//     step                16    16    32    64   128   256   512   1024   2048
//     worst waste        15 B  10%   10%   11%   11%   11%   11%    11%    11%
//
// Layer: mem.
#pragma once
#include <array>

#include "base/bits.h"
#include "base/types.h"
#include "mem/layout.h"

namespace rt {

inline constexpr usize kMinObject = 16;
inline constexpr usize kMaxSmall = 32 * 1024;
inline constexpr u32 kNumClasses = 72;

// class_of is the smallest class that holds bytes; bytes is at most kMaxSmall.
constexpr u32 class_of(usize bytes) {
  if (bytes <= 128) return bytes == 0 ? 0 : static_cast<u32>((bytes - 1) / 16);
  const usize last = bytes - 1;
  const u32 top = 63 - static_cast<u32>(__builtin_clzl(last));  // 7 for 129..256; last is not 0
  return 8 * (top - 7) + static_cast<u32>(last >> (top - 3));   // the shifted value is 8..15
}

// class_bytes is the size of the objects of a class.
constexpr usize class_bytes(u32 size_class) {
  if (size_class < 8) return 16 * (usize{size_class} + 1);
  return (usize{size_class} % 8 + 9) << (size_class / 8 + 3);
}

inline constexpr usize kSpanMinPages = 4;
inline constexpr usize kSpanMinObjects = 8;     // objects of up to a page
inline constexpr usize kSpanMinBigObjects = 4;  // larger ones

// class_pages is the length of a span of that class.
constexpr usize class_pages(u32 size_class) {
  const usize bytes = class_bytes(size_class);
  const usize objects = bytes <= kPageSize ? kSpanMinObjects : kSpanMinBigObjects;
  usize pages = div_round_up(bytes * objects, kPageSize);
  if (pages < kSpanMinPages) pages = kSpanMinPages;
  while ((pages * kPageSize) % bytes > pages * kPageSize / 16) pages++;
  return pages;
}

constexpr u32 class_objects(u32 size_class) {
  return static_cast<u32>(class_pages(size_class) * kPageSize / class_bytes(size_class));
}

// class_of_aligned is the smallest class that holds bytes and whose objects all lie at multiples of
// align, which is a power of two up to kPageSize; kNumClasses if there is none.
constexpr u32 class_of_aligned(usize bytes, usize align) {
  const usize rounded = align_up(bytes == 0 ? 1 : bytes, align);
  if (rounded > kMaxSmall) return kNumClasses;
  u32 c = class_of(rounded);
  while (class_bytes(c) % align != 0) c++;  // each doubling has its power of two
  return c;
}

// size_classes_valid is what mallocinit's row of the boot asserts, here at compile time: sizes ascend,
// each is found for exactly the sizes that fit it and not the class below, waste is bounded.
constexpr bool size_classes_valid() {
  usize below = 0;
  for (u32 c = 0; c < kNumClasses; c++) {
    const usize bytes = class_bytes(c);
    if (bytes <= below || bytes % kMinObject != 0) return false;
    if (class_of(below + 1) != c || class_of(bytes) != c) return false;
    if (bytes > 128 && (bytes - below - 1) * 8 > bytes) return false;
    if (class_objects(c) > 0xffff) return false;
    below = bytes;
  }
  return below == kMaxSmall && class_of(0) == 0;
}
static_assert(size_classes_valid());

// What a fresh span needs to know about its class, computed once.
struct ClassInfo {
  u16 bytes;    // class_bytes; kMaxSmall still fits
  u16 objects;  // class_objects
  u32 magic;    // ceil(2^32 / bytes): index = offset * magic >> 32 for offsets of whole objects
};

inline constexpr std::array<ClassInfo, kNumClasses> kClasses = [] {
  std::array<ClassInfo, kNumClasses> table{};
  for (u32 c = 0; c < kNumClasses; c++) {
    const usize bytes = class_bytes(c);
    table[c] = {static_cast<u16>(bytes), static_cast<u16>(class_objects(c)),
                static_cast<u32>(((u64{1} << 32) + bytes - 1) / bytes)};
  }
  return table;
}();

}  // namespace rt
