// base/libc_sort.cc - qsort and bsearch.
//
// Quicksort by the median of three, finished by insertion; heapsort takes over where the
// recursion gets too deep, so that no input is quadratic (Musser, "Introspective sorting",
// 1997). Elements move by swaps of their bytes: no memory is taken.
// Layer: base.
#ifndef __NO_INLINE__
#define __NO_INLINE__ 1  // else the C headers define bsearch inline, under the same name
#endif
#include <cstdlib>
#include <cstring>

#include "base/bits.h"
#include "base/types.h"

namespace rt {
namespace {

using Compare = int (*)(const void*, const void*, void*);

constexpr usize kInsertionMax = 12;

// A run of elements of `width` bytes.
struct Sorter {
  usize width;
  Compare compare;
  void* arg;

  bool less(const char* a, const char* b) const { return compare(a, b, arg) < 0; }

  void swap(char* a, char* b) const {
    char held[64];
    for (usize left = width; left != 0;) {
      const usize n = left < sizeof(held) ? left : sizeof(held);
      memcpy(held, a, n);
      memcpy(a, b, n);
      memcpy(b, held, n);
      a += n;
      b += n;
      left -= n;
    }
  }

  void insertion(char* base, usize count) const {
    for (usize i = 1; i < count; i++) {
      for (char* p = base + i * width; p != base && less(p, p - width); p -= width) swap(p, p - width);
    }
  }

  void sift_down(char* base, usize root, usize count) const {
    for (usize child; (child = 2 * root + 1) < count; root = child) {
      if (child + 1 < count && less(base + child * width, base + (child + 1) * width)) child++;
      if (!less(base + root * width, base + child * width)) return;
      swap(base + root * width, base + child * width);
    }
  }

  void heap(char* base, usize count) const {
    for (usize i = count / 2; i-- != 0;) sift_down(base, i, count);
    for (usize end = count - 1; end != 0; end--) {
      swap(base, base + end * width);
      sift_down(base, 0, end);
    }
  }

  // Brings the median of the first, middle and last element to the front.
  void choose_pivot(char* base, usize count) const {
    char* mid = base + count / 2 * width;
    char* last = base + (count - 1) * width;
    if (less(mid, base)) swap(mid, base);
    if (less(last, base)) swap(last, base);
    if (less(last, mid)) swap(last, mid);
    swap(base, mid);
  }

  // Returns the index where the pivot ends up; what is before is not above it, what is after not below.
  usize partition(char* base, usize count) const {
    choose_pivot(base, count);
    usize i = 0;
    usize j = count;
    for (;;) {
      do i++;
      while (i < count && less(base + i * width, base));
      do j--;
      while (less(base, base + j * width));  // stops at the pivot itself
      if (i >= j) break;
      swap(base + i * width, base + j * width);
    }
    swap(base, base + j * width);
    return j;
  }

  void sort(char* base, usize count, u32 depth) const {
    while (count > kInsertionMax) {
      if (depth-- == 0) return heap(base, count);
      const usize pivot = partition(base, count);
      const usize after = count - pivot - 1;
      char* const right = base + (pivot + 1) * width;
      // Recurse into the smaller part, so that the stack stays logarithmic.
      if (pivot < after) {
        sort(base, pivot, depth);
        base = right;
        count = after;
      } else {
        sort(right, after, depth);
        count = pivot;
      }
    }
    insertion(base, count);
  }
};

int call_plain(const void* a, const void* b, void* compare) {
  return reinterpret_cast<int (*)(const void*, const void*)>(compare)(a, b);
}

}  // namespace
}  // namespace rt

extern "C" {

void qsort_r(void* base, rt::usize count, rt::usize width, int (*compare)(const void*, const void*, void*),
             void* arg) {
  if (count < 2 || width == 0) return;
  const rt::Sorter sorter{width, compare, arg};
  sorter.sort(static_cast<char*>(base), count, 2 * rt::log2_ceil(count));
}

void qsort(void* base, rt::usize count, rt::usize width, int (*compare)(const void*, const void*)) {
  qsort_r(base, count, width, rt::call_plain, reinterpret_cast<void*>(compare));
}

void* bsearch(const void* key, const void* base, rt::usize count, rt::usize width,
              int (*compare)(const void*, const void*)) {
  const char* p = static_cast<const char*>(base);
  while (count != 0) {
    const char* mid = p + count / 2 * width;
    const int order = compare(key, mid);
    if (order == 0) return const_cast<char*>(mid);
    if (order > 0) {
      p = mid + width;
      count -= count / 2 + 1;
    } else {
      count /= 2;
    }
  }
  return nullptr;
}
}
