// tests/unit/mem/malloc_test.cc - the heap as programs see it: sizes, alignment, reuse, growth, running out.
//
// One thread plays one or two Ps by changing the cache of its thread block. Layer: tests.
#include "mem/malloc.h"

#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include "mem/arena.h"
#include "mem/mheap.h"
#include "mem/mstats.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/heap.h"
#include "tests/support/show.h"

using namespace rt;

static uptr address(const void* p) { return reinterpret_cast<uptr>(p); }

Test(malloc, boot_makes_one_system_call_and_the_first_object_one_more) {
  heap_begin();
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
  cr_assert(eq(u32, fake_kernel.count(kSysMmap), 1));
  cr_assert(ne(ptr, malloc_bytes(100), nullptr));
  cr_assert(ne(ptr, malloc_bytes(100000), nullptr));
  cr_assert(eq(sz, fake_kernel.log().size(), 2));
  cr_assert(eq(u32, fake_kernel.count(kSysMprotect), 1));
}

Test(malloc, objects_are_aligned_apart_and_as_large_as_asked) {
  heap_begin();
  std::map<uptr, usize> seen;
  for (usize bytes = 0; bytes < 200000; bytes += bytes / 16 + 1) {
    auto* p = static_cast<char*>(malloc_bytes(bytes));
    cr_assert(is_aligned(address(p), 16));
    cr_assert(malloc_usable(p) >= bytes);
    std::memset(p, 0xa5, malloc_usable(p));
    auto next = seen.upper_bound(address(p));
    cr_assert(next == seen.end() || next->first >= address(p) + malloc_usable(p));
    cr_assert(next == seen.begin() || std::prev(next)->first + std::prev(next)->second <= address(p));
    seen[address(p)] = malloc_usable(p);
  }
  mem_check(getmcache());
  for (const auto& [p, bytes] : seen) free_bytes(reinterpret_cast<void*>(p));
  mem_check(getmcache());
}

Test(malloc, size_zero_gives_pointers_of_their_own) {
  heap_begin();
  void* a = malloc_bytes(0);
  void* b = malloc_bytes(0);
  cr_assert(a != nullptr && b != nullptr && a != b);
  free_bytes(a);
  free_bytes(b);
  free_bytes(nullptr);
}

Test(malloc, the_object_that_was_freed_last_is_the_next) {
  heap_begin();
  void* a = malloc_bytes(48);
  void* b = malloc_bytes(48);
  free_bytes(a);
  free_bytes(b);
  cr_assert(eq(ptr, malloc_bytes(48), b));
  cr_assert(eq(ptr, malloc_bytes(48), a));
}

Test(malloc, aligned_objects_are_aligned) {
  heap_begin();
  std::vector<void*> all;
  for (usize align = 1; align <= (usize{4} << 20); align *= 2) {
    for (usize bytes : {usize{0}, usize{1}, usize{17}, usize{3000}, usize{32768}, usize{100000}}) {
      void* p = malloc_aligned(bytes, align);
      cr_assert(p != nullptr && is_aligned(address(p), align), "%zu at %zu", bytes, align);
      cr_assert(malloc_usable(p) >= bytes);
      std::memset(p, 1, bytes);
      all.push_back(p);
    }
  }
  mem_check(getmcache());
  for (void* p : all) free_bytes(p);
  mem_check(getmcache());
}

Test(malloc, zeroed_objects_are_zero_also_when_reused) {
  heap_begin();
  for (usize bytes : {usize{100}, usize{40000}, usize{3000000}}) {
    void* dirty = malloc_bytes(bytes);
    std::memset(dirty, 0xff, bytes);
    free_bytes(dirty);
    auto* p = static_cast<char*>(malloc_zeroed(bytes));
    cr_assert(eq(ptr, p, dirty));
    for (usize i = 0; i < bytes; i++) cr_assert(p[i] == 0, "byte %zu of %zu", i, bytes);
  }
}

Test(malloc, realloc_keeps_the_contents) {
  heap_begin();
  auto* p = static_cast<u8*>(realloc_bytes(nullptr, 1));
  usize have = 1;
  p[0] = 0;
  for (usize bytes : {usize{20}, usize{100}, usize{90}, usize{5000}, usize{40000}, usize{4000000},
                      usize{3999999}, usize{50000}, usize{77}, usize{0}}) {
    p = static_cast<u8*>(realloc_bytes(p, bytes));
    cr_assert(p != nullptr);
    for (usize i = 0; i < have && i < bytes; i++)
      cr_assert(p[i] == static_cast<u8>(i * 7), "byte %zu of %zu", i, bytes);
    for (usize i = 0; i < bytes; i++) p[i] = static_cast<u8>(i * 7);
    have = bytes;
    mem_check(getmcache());
  }
  free_bytes(p);
}

Test(malloc, a_large_object_grows_and_shrinks_where_it_is) {
  heap_begin();
  void* p = malloc_bytes(100000);
  cr_assert(eq(ptr, realloc_bytes(p, 400000), p));
  cr_assert(eq(sz, malloc_usable(p), 401408));
  void* behind = malloc_bytes(100000);
  cr_assert(ne(ptr, realloc_bytes(p, 800000), p));  // the neighbour is in the way
  free_bytes(behind);
  mem_check(getmcache());
}

Test(malloc, sizes_beyond_everything_are_refused) {
  heap_begin();
  cr_assert(eq(ptr, malloc_bytes(SIZE_MAX), nullptr));
  cr_assert(eq(ptr, malloc_bytes(SIZE_MAX / 2), nullptr));
  cr_assert(eq(ptr, malloc_zeroed(SIZE_MAX - 4095), nullptr));
  cr_assert(eq(ptr, malloc_aligned(1, usize{1} << 63), nullptr));
  cr_assert(eq(ptr, malloc_aligned(SIZE_MAX, 4096), nullptr));
  void* p = malloc_bytes(10);
  cr_assert(eq(ptr, realloc_bytes(p, SIZE_MAX), nullptr));
  free_bytes(p);
  mem_check(getmcache());
}

Test(malloc, a_thread_without_a_p_can_allocate_and_free) {
  Mcache* c = heap_begin();
  void* with = malloc_bytes(64);
  use_cache(nullptr);
  void* without = malloc_bytes(64);
  cr_assert(ne(ptr, without, nullptr));
  free_bytes(with);  // comes from elsewhere: found when the cache needs it
  void* large = malloc_bytes(100000);
  free_bytes(large);
  use_cache(c);
  free_bytes(without);
  mem_check(c);
}

Test(malloc, all_of_a_burst_comes_back_to_the_page_heap) {
  Mcache* c = heap_begin();
  std::vector<void*> all;
  std::mt19937 random(5);
  for (int i = 0; i < 50000; i++) all.push_back(malloc_bytes(random() % 2000));
  std::shuffle(all.begin(), all.end(), random);
  for (void* p : all) free_bytes(p);
  mem_check(c);
  mcache_flush(c);
  mem_check(c);
  cr_assert(eq(sz, mheap.in_use_pages(), 0));
}

// Random sizes over two Ps that free each other's objects; contents tell whether objects overlap.
Test(malloc, two_ps_exchange_objects) {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  Mcache* caches[2] = {heap_begin(), mcache_alloc()};
  struct Live {
    u8* p;
    usize bytes;
    u8 fill;
  };
  std::vector<Live> live;
  for (int round = 0; round < 60000; round++) {
    use_cache(caches[random() % 2]);
    const bool growing = round / 10000 % 2 == 0;
    if (live.empty() || random() % 100 < (growing ? 60u : 40u)) {
      const usize bytes = random() % 50 == 0 ? random() % 100000 : random() % 600;
      const Live made{static_cast<u8*>(malloc_bytes(bytes)), bytes, static_cast<u8>(random())};
      std::memset(made.p, made.fill, bytes);
      live.push_back(made);
    } else {
      std::swap(live[random() % live.size()], live.back());
      const Live gone = live.back();
      live.pop_back();
      for (usize i = 0; i < gone.bytes; i += 61)
        cr_assert(gone.p[i] == gone.fill, "seed %u round %d", seed, round);
      free_bytes(gone.p);
    }
    if (round % 5000 == 0) {
      for (Mcache* c : caches) mem_check(c);
    }
  }
  for (const Live& l : live) free_bytes(l.p);
  for (Mcache* c : caches) mem_check(c);
  mcache_free(caches[1]);
  use_cache(nullptr);
  mcache_free(caches[0]);
  mem_check(nullptr);
  cr_assert(eq(sz, mheap.in_use_pages(), 0), "seed %u", seed);
}

// ---- running out ----

Test(malloc, without_memory_malloc_says_null_and_nothing_is_lost) {
  Mcache* c = heap_begin();
  fake_kernel.fail_always(kSysMprotect, Errno::enomem);
  cr_assert(eq(ptr, malloc_bytes(10), nullptr));
  cr_assert(eq(ptr, malloc_bytes(100000), nullptr));
  cr_assert(eq(ptr, malloc_zeroed(100000), nullptr));
  cr_assert(eq(ptr, malloc_aligned(100, 64), nullptr));
  fake_kernel.fail_none();
  cr_assert(ne(ptr, malloc_bytes(10), nullptr));
  mem_check(c);
}

Test(malloc, a_failed_realloc_leaves_the_object_as_it_was) {
  heap_begin();
  auto* p = static_cast<char*>(malloc_bytes(1000));
  std::strcpy(p, "still here");
  fake_kernel.fail_always(kSysMprotect, Errno::enomem);
  cr_assert(eq(ptr, realloc_bytes(p, 100 << 20), nullptr));
  cr_assert(std::strcmp(p, "still here") == 0);
  free_bytes(p);
}

static std::vector<void*> allocate_until_null(usize bytes) {
  std::vector<void*> all;
  while (void* p = malloc_bytes(bytes)) all.push_back(p);
  return all;
}

Test(malloc, under_an_address_space_limit_the_heap_is_smaller) {
  fake_kernel.mm.limit_bytes = usize{100} << 20;
  Mcache* c = heap_begin();
  for (int round = 0; round < 2; round++) {
    std::vector<void*> all = allocate_until_null(3000);
    cr_assert(all.size() * 3072 > (usize{60} << 20));
    mem_check(c);
    for (void* p : all) free_bytes(p);
    mcache_flush(c);
    cr_assert(eq(sz, mheap.in_use_pages(), 0));
    void* most = malloc_bytes(usize{60} << 20);
    cr_assert(ne(ptr, most, nullptr));
    free_bytes(most);
  }
  cr_assert(stack_alloc(stack_usable_bytes(kStackOrderMain)).ok());  // there is room left for stacks
}

Test(malloc, under_a_narrow_limit_the_main_stack_still_fits) {
  fake_kernel.mm.limit_bytes = usize{15} << 20;
  heap_begin();
  cr_assert(stack_alloc(stack_usable_bytes(kStackOrderMain)).ok());
  cr_assert(ne(ptr, malloc_bytes(1000000), nullptr));
}

Test(malloc, a_limit_below_everything_is_fatal, .signal = SIGABRT) {
  fake_kernel.mm.limit_bytes = usize{1} << 20;
  heap_begin();
}

Test(malloc, a_page_size_out_of_range_is_fatal, .signal = SIGABRT) { mallocinit(1 << 20, 0); }

// Each call of the kernel that a program of mixed sizes makes fails in turn: malloc says null at worst, and
// after that everything works and is accounted for.
Test(malloc, every_system_call_may_fail) {
  for (u32 n = 1;; n++) {
    bool made_it = false;
    const pid_t child = ::fork();
    if (child == 0) {
      Mcache* c = heap_begin();
      const usize before = fake_kernel.log().size();
      fake_kernel.fail_any(n, Errno::enomem);
      std::vector<void*> all;
      for (int i = 0; i < 3000; i++) {
        void* p = malloc_bytes(static_cast<usize>(i) * 37 % 70000);
        if (p != nullptr) all.push_back(p);
      }
      for (void* p : all) free_bytes(p);
      mem_check(c);
      mcache_flush(c);
      if (mheap.in_use_pages() != 0) std::_Exit(1);
      std::_Exit(fake_kernel.log().size() - before < n ? 42 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    made_it = WIFEXITED(status) && WEXITSTATUS(status) == 42;
    cr_assert(made_it || status == 0, "failing call %u: status %x", n, static_cast<unsigned>(status));
    if (made_it) break;
  }
}

// ---- abuse ----

Test(malloc, double_free_is_fatal, .signal = SIGABRT) {
  heap_begin();
  void* p = malloc_bytes(100);
  free_bytes(p);
  free_bytes(p);
}

Test(malloc, double_free_from_another_p_is_fatal, .signal = SIGABRT) {
  heap_begin();
  void* p = malloc_bytes(100);
  use_cache(mcache_alloc());
  free_bytes(p);
  free_bytes(p);
}

Test(malloc, double_free_of_a_large_object_is_fatal, .signal = SIGABRT) {
  heap_begin();
  void* p = malloc_bytes(100000);
  free_bytes(p);
  free_bytes(p);
}

Test(malloc, freeing_the_inside_of_an_object_is_fatal, .signal = SIGABRT) {
  heap_begin();
  free_bytes(static_cast<char*>(malloc_bytes(100)) + 16);
}

Test(malloc, freeing_the_inside_of_a_large_object_is_fatal, .signal = SIGABRT) {
  heap_begin();
  free_bytes(static_cast<char*>(malloc_bytes(100000)) + 16);
}

Test(malloc, freeing_a_foreign_pointer_is_fatal, .signal = SIGABRT) {
  heap_begin();
  int local;
  free_bytes(&local);
}

Test(malloc, freeing_before_the_heap_is_up_is_fatal, .signal = SIGABRT) {
  int local;
  free_bytes(&local);
}

Test(malloc, deleting_with_another_size_is_fatal, .signal = SIGABRT) {
  heap_begin();
  free_sized(malloc_bytes(100), 200);
}

Test(malloc, deleting_with_the_right_size_is_fine) {
  heap_begin();
  for (usize bytes = 0; bytes < 100000; bytes += 93) {
    free_sized(malloc_bytes(bytes), bytes);
    free_sized_aligned(malloc_aligned(bytes, 64), bytes, 64);
    free_sized_aligned(malloc_aligned(bytes, 8192), bytes, 8192);
  }
}

// Old contents of a free object may be copied to where an object's mark would be.
Test(malloc, copies_of_a_free_objects_contents_are_no_double_free) {
  heap_begin();
  void* old = malloc_bytes(64);
  free_bytes(old);
  char copy[64];
  std::memcpy(copy, old, sizeof copy);
  void* other = malloc_bytes(64);
  void* third = malloc_bytes(64);
  std::memcpy(third, copy, sizeof copy);
  free_bytes(third);
  free_bytes(other);
}
