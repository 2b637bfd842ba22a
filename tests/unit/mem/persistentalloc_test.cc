// tests/unit/mem/persistentalloc_test.cc - the bump allocator and the free lists on top of it.
//
// Layer: tests.
#include "mem/persistentalloc.h"

#include <criterion/criterion.h>

#include <csignal>
#include <cstring>

#include "mem/fixalloc.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

Test(persistentalloc, the_first_64_kib_make_no_system_call) {
  usize got = 0;
  for (; got < 60 * 1024; got += 1000) cr_assert(ne(ptr, persistentalloc(1000, 8), nullptr));
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
  for (; got < 80 * 1024; got += 1000) cr_assert(ne(ptr, persistentalloc(1000, 8), nullptr));
  cr_assert(eq(u32, fake_kernel.count(kSysMmap), 1));
  cr_assert(eq(sz, persistent_sys_bytes(), 64 * 1024 + fake_kernel.mm.mapped_bytes()));
}

Test(persistentalloc, results_are_zero_aligned_and_apart) {
  for (usize i = 0; i < 5000; i++) {
    const usize align = usize{1} << i % 13, bytes = i * 17 % 700 + 1;
    auto* p = static_cast<char*>(persistentalloc(bytes, align));
    const uptr at = reinterpret_cast<uptr>(p);
    cr_assert(at % align == 0);
    for (usize b = 0; b < bytes; b++) cr_assert(p[b] == 0);
    std::memset(p, 0xff, bytes);  // so that an overlap would not be zero
  }
}

Test(persistentalloc, what_is_large_gets_a_mapping_of_its_own) {
  persistentalloc(100, 8);
  auto* p = static_cast<char*>(persistentalloc(1 << 20, 4096));
  p[0] = p[(1 << 20) - 1] = 1;
  cr_assert(eq(u32, fake_kernel.count(kSysMmap), 1));
  persistentalloc(100, 8);  // the chunk goes on
  cr_assert(eq(u32, fake_kernel.count(kSysMmap), 1));
}

Test(persistentalloc, try_says_null_and_the_next_try_may_succeed) {
  while (fake_kernel.log().empty()) {
    fake_kernel.fail_nth(kSysMmap, 1, Errno::enomem);
    if (persistentalloc_try(1000, 8) == nullptr) break;
    fake_kernel.fail_none();
  }
  cr_assert(eq(u32, fake_kernel.count(kSysMmap), 1));
  cr_assert(ne(ptr, persistentalloc_try(1000, 8), nullptr));
}

Test(persistentalloc, without_memory_it_is_fatal, .signal = SIGABRT) {
  fake_kernel.fail_always(kSysMmap, Errno::enomem);
  for (;;) persistentalloc(10000, 8);
}

struct Thing {
  u64 value;
  Thing* next;
};

Test(fixalloc, what_was_freed_last_is_the_next) {
  Fixalloc<Thing> things;
  Thing* a = things.alloc();
  Thing* b = things.alloc();
  cr_assert(a != nullptr && b != nullptr && a != b && a->value == 0);
  b->value = 7;
  things.free(a);
  things.free(b);
  cr_assert(eq(sz, things.in_use(), 0));
  cr_assert(eq(ptr, things.alloc(), b));
  cr_assert(b->value == 7 && b->next == nullptr);
  cr_assert(eq(ptr, things.alloc(), a));
}

Test(fixalloc, without_memory_it_says_null) {
  Fixalloc<Thing> things;
  fake_kernel.fail_always(kSysMmap, Errno::enomem);
  usize got = 0;
  while (things.alloc() != nullptr) got++;
  cr_assert(eq(sz, things.in_use(), got));
}
