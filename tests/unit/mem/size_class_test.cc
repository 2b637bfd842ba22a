// tests/unit/mem/size_class_test.cc - the size classes: every size, waste, alignment, the reciprocal.
//
// Layer: tests.
#include "mem/size_class.h"

#include <criterion/criterion.h>

#include "tests/support/show.h"

using namespace rt;

Test(size_class, each_size_gets_the_smallest_class_that_holds_it) {
  for (usize bytes = 0; bytes <= kMaxSmall; bytes++) {
    const u32 c = class_of(bytes);
    cr_assert(class_bytes(c) >= bytes, "%zu bytes in class %u", bytes, c);
    cr_assert(c == 0 || class_bytes(c - 1) < bytes, "%zu bytes in class %u", bytes, c);
  }
  cr_assert(eq(u32, class_of(kMaxSmall), kNumClasses - 1));
}

Test(size_class, rounding_up_wastes_at_most_an_eighth_or_the_alignment) {
  for (usize bytes = 1; bytes <= kMaxSmall; bytes++) {
    const usize waste = class_bytes(class_of(bytes)) - bytes;
    cr_assert(waste < kMinObject || waste * 8 <= class_bytes(class_of(bytes)), "%zu bytes waste %zu", bytes,
              waste);
  }
}

Test(size_class, spans_waste_at_most_a_sixteenth_at_their_end) {
  for (u32 c = 0; c < kNumClasses; c++) {
    const usize span = class_pages(c) * kPageSize;
    cr_assert(class_objects(c) >= kSpanMinBigObjects);
    const usize waste = span - class_objects(c) * class_bytes(c);
    cr_assert(waste * 16 <= span, "class %u", c);
  }
}

Test(size_class, aligned_classes_hold_the_size_at_every_index) {
  for (usize align = 16; align <= kPageSize; align *= 2) {
    for (usize bytes = 0; bytes <= kMaxSmall; bytes += 7) {
      const u32 c = class_of_aligned(bytes, align);
      if (c == kNumClasses) {
        cr_assert(bytes > kMaxSmall - align);
        continue;
      }
      cr_assert(class_bytes(c) >= bytes && class_bytes(c) % align == 0, "%zu at %zu", bytes, align);
    }
  }
}

// Mspan::is_object relies on this: whole multiples come out exactly.
Test(size_class, the_reciprocal_divides_offsets_of_objects) {
  for (u32 c = 0; c < kNumClasses; c++) {
    for (u64 i = 0; i < kClasses[c].objects; i++) {
      cr_assert(i * kClasses[c].bytes * kClasses[c].magic >> 32 == i, "class %u object %zu", c, i);
    }
  }
}
