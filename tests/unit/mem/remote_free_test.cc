// tests/unit/mem/remote_free_test.cc - the lock-free list of objects freed elsewhere, and its reports.
//
// Sanitisers: thread
// The last test has threads that push and an owner that takes, arms and hears, as caches and central lists
// do. Layer: tests.
#include "mem/remote_free.h"

#include <criterion/criterion.h>

#include <thread>
#include <vector>

#include "tests/support/show.h"

using namespace rt;

alignas(4096) static FreeObject objects[1024];
static const uptr base = reinterpret_cast<uptr>(objects);

static u32 length(const FreeObject* o) {
  u32 n = 0;
  for (; o != nullptr; o = o->next) n++;
  return n;
}

Test(remote_free, take_gives_what_was_pushed_newest_first) {
  RemoteFree list;
  cr_assert(list.empty());
  for (int i = 0; i < 3; i++) cr_assert(not(list.push(base, &objects[i])));
  cr_assert(eq(u32, list.count(), 3));
  const RemoteFree::Taken taken = list.take(base);
  cr_assert(eq(u32, taken.count, 3));
  cr_assert(taken.objects == &objects[2] && length(taken.objects) == 3);
  cr_assert(list.empty() && list.take(base).objects == nullptr);
}

Test(remote_free, the_first_and_the_last_object_of_a_span_fit) {
  RemoteFree list;
  cr_assert(not(list.push(base, &objects[0])));
  cr_assert(not(list.push(base, &objects[1023])));
  const RemoteFree::Taken taken = list.take(base);
  cr_assert(taken.objects == &objects[1023] && taken.objects->next == &objects[0]);
}

Test(remote_free, the_push_that_makes_it_due_reports_once) {
  RemoteFree list;
  cr_assert(list.arm(2));
  cr_assert(not(list.push(base, &objects[0])));
  cr_assert(list.push(base, &objects[1]));
  cr_assert(not(list.push(base, &objects[2])));
  cr_assert(list.reporting());
  cr_assert(eq(u32, list.take(base).count, 3));
  cr_assert(list.reporting());  // until it is heard
  cr_assert(eq(u32, list.hear(base).count, 0));
  cr_assert(not(list.reporting()));
}

Test(remote_free, arm_is_refused_when_objects_are_there) {
  RemoteFree list;
  cr_assert(not(list.push(base, &objects[0])));
  cr_assert(not(list.arm(1)));
  cr_assert(eq(u32, list.take(base).count, 1));
}

Test(remote_free, taking_withdraws_what_is_due) {
  RemoteFree list;
  cr_assert(list.arm(1));
  cr_assert(eq(u32, list.take(base).count, 0));
  cr_assert(not(list.push(base, &objects[0])));
}

Test(remote_free, no_second_report_while_one_is_under_way) {
  RemoteFree list;
  cr_assert(list.arm(1));
  cr_assert(list.push(base, &objects[0]));
  cr_assert(eq(u32, list.take(base).count, 1));
  cr_assert(list.arm(1));
  cr_assert(not(list.push(base, &objects[1])));
  cr_assert(eq(u32, list.hear(base).count, 1));  // who hears the first finds it
}

Test(remote_free, threads_lose_nothing_and_report_every_time) {
  constexpr u32 kThreads = 3, kEach = 300, kRounds = 50;
  for (u32 round = 0; round < kRounds; round++) {
    RemoteFree list;
    Atomic<u32> reports{0};
    std::vector<std::thread> threads;
    cr_assert(list.arm(1));
    for (u32 t = 0; t < kThreads; t++) {
      threads.emplace_back([&list, &reports, t] {
        for (u32 i = 0; i < kEach; i++) {
          if (list.push(base, &objects[t * kEach + i]))
            reports.fetch_add_release(1);  // pairs with load_acquire below
        }
      });
    }
    u32 got = 0, heard = 0;
    while (got < kThreads * kEach) {
      if (reports.load_acquire() == heard) continue;  // pairs with fetch_add_release above
      heard++;
      const RemoteFree::Taken taken = list.hear(base);
      cr_assert(eq(u32, length(taken.objects), taken.count));
      got += taken.count;
      while (!list.arm(1)) got += list.take(base).count;
    }
    for (std::thread& thread : threads) thread.join();
    cr_assert(eq(u32, got, kThreads * kEach));
    cr_assert(list.empty() && reports.load_relaxed() == heard);
  }
}
