// tests/unit/kernel_iface/clone_test.cc - the flags of a thread, and its errors.
//
// Layer: tests.
#include "kernel_iface/clone.h"

#include <criterion/criterion.h>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

static void entry(void*) {}

Test(clone, a_thread_shares_everything_and_has_its_own_thread_register) {
  u32 tid = 0;
  int arg = 0;
  const Result<u32> got = clone_thread(0x5000, &tid, 0x6000, entry, &arg);
  cr_assert(got.ok());
  cr_assert(eq(u32, got.value(), tid));
  const FakeProcess::Thread t = fake_kernel.process.threads.at(0);
  cr_assert(eq(u64, t.flags, kCloneThreadFlags | kCloneSettls | kCloneParentSettid | kCloneChildCleartid));
  cr_assert(eq(u64, t.stack_hi, 0x5000));
  cr_assert(eq(u64, t.thread_pointer, 0x6000));
  cr_assert(t.entry == entry && t.arg == &arg && t.tid_word == &tid);
}

Test(clone, without_a_word_the_tid_is_only_returned) {
  cr_assert(clone_thread(0x5000, nullptr, 0x6000, entry, nullptr).ok());
  cr_assert(eq(u64, fake_kernel.process.threads.at(0).flags, kCloneThreadFlags | kCloneSettls));
}

Test(clone, too_many_threads_is_eagain) {
  fake_kernel.fail_nth(kSysClone, 1, Errno::eagain);
  u32 tid = 0;
  cr_assert(eq(type(Errno), clone_thread(0x5000, &tid, 0x6000, entry, nullptr).error(), Errno::eagain));
  cr_assert(eq(sz, fake_kernel.process.threads.size(), 0));
  cr_assert(eq(u32, tid, 0));
}
