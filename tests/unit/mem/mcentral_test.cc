// tests/unit/mem/mcentral_test.cc - how spans change hands: refill, report, trim, flush.
//
// One thread plays several Ps by changing its cache, and threads that are between their push and their report
// by doing the two by hand. The last test lets real threads do it all.
// Sanitisers: thread
// Layer: tests.
#include "mem/mcentral.h"

#include <criterion/criterion.h>

#include <thread>
#include <vector>

#include "mem/arena.h"
#include "mem/mheap.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/heap.h"
#include "tests/support/show.h"

using namespace rt;

static constexpr usize kBytes = 1024;
static const u32 kClass = class_of(kBytes);

static Mspan* span_at(void* p) { return span_of(reinterpret_cast<uptr>(p)); }

static std::vector<void*> fill_spans(usize spans) {
  std::vector<void*> all;
  for (usize i = 0; i < spans * class_objects(kClass); i++) all.push_back(malloc_bytes(kBytes));
  return all;
}

// As a thread that was stopped between the two halves of a free from elsewhere.
static bool push_only(void* p) {
  auto* object = static_cast<FreeObject*>(p);
  object->mark = free_mark(reinterpret_cast<uptr>(p));
  return span_at(p)->remote.push(span_at(p)->base, object);
}

Test(mcentral, an_object_freed_elsewhere_brings_a_full_span_back_to_its_cache) {
  Mcache* owner = heap_begin();
  std::vector<void*> all = fill_spans(2);
  Mspan* full = span_at(all[0]);
  cr_assert(full->place == SpanPlace::full);
  use_cache(mcache_alloc());
  free_bytes(all[3]);
  cr_assert(full->place == SpanPlace::full);  // its owner has not looked yet
  use_cache(owner);
  cr_assert(eq(ptr, malloc_bytes(kBytes), all[3]));
  mem_check(owner);
}

Test(mcentral, the_owners_own_free_makes_a_full_span_partial_at_once) {
  Mcache* owner = heap_begin();
  std::vector<void*> all = fill_spans(2);
  Mspan* full = span_at(all[0]);
  free_bytes(all[0]);
  cr_assert(full->place == SpanPlace::partial);
  free_bytes(all[1]);
  mem_check(owner);
  cr_assert(eq(ptr, malloc_bytes(kBytes), all[1]));
}

Test(mcentral, a_flushed_cache_leaves_its_objects_to_be_freed_and_its_room_to_be_used) {
  Mcache* first = heap_begin();
  std::vector<void*> all = fill_spans(3);
  free_bytes(all[0]);
  mcache_flush(first);
  mem_check(first);
  cr_assert(mcentrals[kClass].partial.head == span_at(all[0]));
  Mcache* second = mcache_alloc();
  use_cache(second);
  cr_assert(eq(ptr, malloc_bytes(kBytes), all[0]));  // from the central list
  mem_check(second);
  mcache_flush(second);
  for (void* p : all) free_bytes(p);
  mem_check(second);
  cr_assert(eq(sz, mheap.in_use_pages(), 0));  // the last object of each took its span along
}

Test(mcentral, a_report_that_is_late_finds_the_span_with_its_next_owner) {
  Mcache* first = heap_begin();
  std::vector<void*> all = fill_spans(2);
  Mspan* full = span_at(all[0]);
  cr_assert(push_only(all[0]));  // the reporter stops here
  mcache_flush(first);
  mem_check(first);
  Mcache* second = mcache_alloc();
  use_cache(second);
  cr_assert(eq(ptr, malloc_bytes(kBytes), all[0]));
  cr_assert(full->owner.load_relaxed() == second);
  mcentral_report(full);  // and goes on
  cr_assert(full->remote.reporting());
  malloc_bytes(kBytes);  // the refill hears of it
  cr_assert(not(full->remote.reporting()));
  mem_check(second);
}

Test(mcentral, a_span_with_a_report_under_way_is_not_freed) {
  Mcache* first = heap_begin();
  std::vector<void*> all = fill_spans(2);
  Mspan* full = span_at(all[0]);
  cr_assert(push_only(all[0]));
  for (usize i = 1; i < all.size(); i++) free_bytes(all[i]);
  mcache_flush(first);
  cr_assert(full->kind == SpanKind::small && full->place == SpanPlace::partial);
  mem_check(first);
  mcentral_report(full);
  cr_assert(full->kind == SpanKind::dead);
  mem_check(first);
  cr_assert(eq(sz, mheap.in_use_pages(), 0));
}

Test(mcentral, the_last_object_of_an_unowned_span_reports_for_all) {
  Mcache* first = heap_begin();
  std::vector<void*> all = fill_spans(1);
  free_bytes(all[0]);
  mcache_flush(first);
  Mspan* s = span_at(all[0]);
  for (usize i = 1; i + 1 < all.size(); i++) cr_assert(not(push_only(all[i])));
  cr_assert(push_only(all.back()));
  mcentral_report(s);
  cr_assert(s->kind == SpanKind::dead);
  mem_check(first);
}

Test(mcentral, beyond_a_bound_partial_spans_go_to_where_others_find_them) {
  Mcache* owner = heap_begin();
  std::vector<void*> all = fill_spans(kMaxOwnedPartial + 10);
  for (usize i = 0; i < all.size(); i += class_objects(kClass)) free_bytes(all[i]);
  cr_assert(eq(u32, owner->sets[kClass].npartial, kMaxOwnedPartial));
  cr_assert(not(mcentrals[kClass].partial.empty()));
  mem_check(owner);
  for (usize i = 0; i < all.size(); i++) {
    if (i % class_objects(kClass) != 0) free_bytes(all[i]);
  }
  mcache_flush(owner);
  mem_check(owner);
  cr_assert(eq(sz, mheap.in_use_pages(), 0));
}

Test(mcentral, one_wholly_free_span_is_kept_and_the_others_go) {
  Mcache* owner = heap_begin();
  std::vector<void*> all = fill_spans(4);
  for (void* p : all) free_bytes(p);
  cr_assert(ne(ptr, owner->sets[kClass].spare, nullptr));
  cr_assert(mheap.in_use_pages() <= 2 * class_pages(kClass));  // the current one and the spare
  mem_check(owner);
}

Test(mcentral, threads_with_caches_that_come_and_go_lose_nothing) {
  fake_kernel.use_real_threads();
  heap_begin();
  constexpr int kThreads = 3, kSlots = 64, kOps = 15000;
  static Atomic<void*> slots[kSlots];
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++) {
    threads.emplace_back([t] {
      u64 state = 77 + static_cast<u64>(t);
      use_cache(mcache_alloc());
      for (int i = 0; i < kOps; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const usize bytes = 16 + (state >> 33) % 300;
        auto* p = static_cast<u8*>(malloc_bytes(bytes));
        p[0] = 1;
        p[bytes - 1] = 2;
        // acq_rel: who gets the object has seen it written, and its next owner sees it freed
        if (void* old = slots[(state >> 50) % kSlots].exchange_acq_rel(p)) free_bytes(old);
        if (i % 3000 == 2999) {
          Mcache* c = getmcache();
          use_cache(i % 2 == 0 ? nullptr : mcache_alloc());
          mcache_free(c);
          if (getmcache() == nullptr) {
            free_bytes(malloc_bytes(50));
            use_cache(mcache_alloc());
          }
        }
      }
      Mcache* c = getmcache();
      use_cache(nullptr);
      mcache_free(c);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Atomic<void*>& slot : slots) free_bytes(slot.load_relaxed());
  mcache_flush(getmcache());
  use_cache(nullptr);
  mcache_flush(&mcache0);
  mem_check(&mcache0);
  cr_assert(eq(sz, mheap.in_use_pages(), 0));
}
