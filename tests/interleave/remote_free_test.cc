// tests/interleave/remote_free_test.cc - the list of objects freed elsewhere: none lost, each report once.
//
// Layer: tests.
#include "mem/remote_free.h"

#include <criterion/criterion.h>

#include <new>

#include "tests/interleave/sites.h"

using namespace rt;
using namespace interleave;

alignas(4096) static FreeObject objects[4];
static RemoteFree list;
static u32 got, reports;
static Atomic<u32> reported;

static uptr base() { return reinterpret_cast<uptr>(objects); }

static void begin() {
  new (&list) RemoteFree;
  new (&reported) Atomic<u32>;
  for (FreeObject& o : objects) o = {nullptr, 1};
  got = reports = 0;
}

// mark is cleared by who gets the object: twice would be an object given out twice.
static void take_in(RemoteFree::Taken taken) {
  u32 n = 0;
  for (FreeObject* o = taken.objects; o != nullptr; o = o->next, n++) {
    MUST(o->mark == 1);
    o->mark = 0;
  }
  MUST(n == taken.count);
  got += n;
}

template <u32 i>
static void frees() {
  // What the last user of the object left in it is no matter for the list, but must not come after.
  if (list.push(base(), &objects[i])) reported.fetch_add_release(1);  // pairs with load_acquire below
}

static void takes_twice() {
  take_in(list.take(base()));
  take_in(list.take(base()));
}

static void take_the_rest(u32 all) {
  take_in(list.take(base()));
  MUST(got == all);
}

Test(remote_free, two_push_and_the_owner_takes) {
  prove({begin, {frees<0>, frees<1>, takes_twice}, [] { take_the_rest(2); }}, {"relaxed: cas_release in push", "apart: cas_release in push", "relaxed: fetch_and_acq_rel in take", "apart: fetch_and_acq_rel in take"});
}

// The owner arms the list and goes to do something else; who is told hears. In the end all is found.
static void arms() {
  if (!list.arm(2)) take_in(list.take(base()));
}

static void hears_what_is_reported() {
  for (u32 n = reported.load_acquire(); n != 0; n--) {  // pairs with fetch_add_release in frees
    reports++;
    take_in(list.hear(base()));
  }
}

Test(remote_free, what_is_due_is_reported_by_one) {
  prove({[] {
           begin();
           static_cast<void>(list.arm(2));
         },
         {frees<0>, frees<1>, frees<2>},
         [] {
           MUST(reported.load_relaxed() == 1);
           hears_what_is_reported();
           MUST(got == 3);
         }},
        {"apart: cas_release in push"});
}

Test(remote_free, arming_meets_pushes) {
  prove({begin,
         {arms, frees<0>, frees<1>},
         [] {
           hears_what_is_reported();
           MUST(reports <= 1);
           take_the_rest(2);
           MUST(!list.reporting());
         }},
        {"relaxed: cas_release in push", "apart: cas_release in push", "apart: cas_acquire in arm"});
}
