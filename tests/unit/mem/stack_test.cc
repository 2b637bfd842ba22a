// tests/unit/mem/stack_test.cc - stacks: orders, guards of both kinds, reuse, giving back, running out.
//
// Layer: tests.
#include "mem/stack.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <set>
#include <vector>

#include "kernel_iface/mman.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;

static void begin() { stackinit(kPageSize); }

static constexpr usize kDefault = stack_usable_bytes(kStackOrderDefault);

static StackBlock must_alloc(usize bytes) {
  const Result<StackBlock> block = stack_alloc(bytes);
  cr_assert(block.ok());
  return block.value();
}

static void touch(const Stack& s) {
  *reinterpret_cast<volatile char*>(s.lo) = 1;
  *reinterpret_cast<volatile char*>(s.hi - 1) = 1;
}

Test(stack, boot_makes_no_system_call_and_the_first_stacks_one) {
  begin();
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
  touch(must_alloc(stack_usable_bytes(kStackOrderMain)).stack);
  for (int i = 0; i < 2; i++) touch(must_alloc(32 * 1024).stack);
  touch(must_alloc(64 * 1024).stack);
  for (int i = 0; i < 2; i++) touch(must_alloc(kDefault).stack);
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
  cr_assert(eq(u32, fake_kernel.count(kSysProcessMadvise), 1));
  cr_assert(eq(sz, fake_kernel.mm.mapping_count(), 0));
  cr_assert(std::strcmp(stack_guard_mode(), "madv_guard_install") == 0);
}

Test(stack, each_order_serves_what_fits_it) {
  begin();
  for (u8 order = 0; order < kStackOrders; order++) {
    cr_assert(eq(u8, stack_order_for(stack_usable_bytes(order)), order));
    cr_assert(ne(u8, stack_order_for(stack_usable_bytes(order) + 1), order));
  }
  cr_assert(eq(u8, stack_order_for(0), 0));
  cr_assert(eq(u8, stack_order_for(usize{1} << 40), kStackOrders));
}

Test(stack, stacks_do_not_overlap_and_each_has_its_guard) {
  begin();
  std::set<uptr> ends;
  for (int i = 0; i < 200; i++) {
    const StackBlock b = must_alloc(i % 3 == 0 ? 64 * 1024 : kDefault);
    touch(b.stack);
    cr_assert(fake_kernel.mm.is_guard(b.stack.lo - 1));
    cr_assert(stack_guard_hit(b.stack.lo - 1, b.stack) && stack_guard_hit(b.stack.lo - kPageSize, b.stack));
    cr_assert(
        not(stack_guard_hit(b.stack.lo, b.stack) || stack_guard_hit(b.stack.lo - kPageSize - 1, b.stack)));
    const auto next = ends.upper_bound(b.stack.lo - kPageSize);
    cr_assert(next == ends.end() || *next >= b.stack.hi + kPageSize);
    ends.insert(b.stack.hi);
  }
}

Test(stack, a_step_into_the_guard_faults, .exit_code = 7) {
  begin();
  std::signal(SIGSEGV, [](int) { ::_exit(7); });  // address sanitiser has a handler of its own
  const StackBlock b = must_alloc(kDefault);
  *reinterpret_cast<volatile char*>(b.stack.lo - 1) = 1;
}

Test(stack, the_stack_that_was_freed_last_is_the_next_with_its_pages) {
  begin();
  const StackBlock a = must_alloc(kDefault);
  const StackBlock b = must_alloc(kDefault);
  *reinterpret_cast<volatile char*>(b.stack.hi - 1) = 77;
  stack_free(a);
  stack_free(b);
  const StackBlock again = must_alloc(kDefault);
  cr_assert(eq(sz, again.stack.hi, b.stack.hi));
  cr_assert(eq(u8, *reinterpret_cast<u8*>(b.stack.hi - 1), 77));
}

Test(stack, beyond_a_bound_freed_stacks_hold_no_memory_but_keep_their_guards) {
  begin();
  std::vector<StackBlock> blocks(300);
  cr_assert(eq(sz, stack_alloc_batch(kStackOrderDefault, blocks), 300));
  for (const StackBlock& b : blocks) touch(b.stack);
  for (const StackBlock& b : blocks) stack_free(b);
  usize resident = 0;
  for (const StackBlock& b : blocks) {
    resident += fake_kernel.mm.resident_bytes(b.stack.lo, b.stack.hi - b.stack.lo) != 0;
    cr_assert(fake_kernel.mm.is_guard(b.stack.lo - 1));
  }
  cr_assert(eq(sz, resident, 64));
  cr_assert(eq(sz, stack_stats().in_use_bytes, 0));
}

// is_zero reads one byte of each page: memory that was given back reads as zeros.
static bool is_zero(const Stack& s) {
  for (uptr at = s.lo; at < s.hi; at += kPageSize) {
    if (*reinterpret_cast<const char*>(at) != 0) return false;
  }
  return *reinterpret_cast<const char*>(s.hi - 1) == 0;
}

Test(stack, many_are_given_back_in_few_calls_and_are_used_again) {
  for (bool batches : {true, false}) {
    begin();
    std::vector<StackBlock> blocks(150);
    cr_assert(eq(sz, stack_alloc_batch(kStackOrderDefault, blocks), blocks.size()));
    for (const StackBlock& b : blocks) touch(b.stack);
    const usize in_use = stack_stats().in_use_bytes;
    const u32 calls = fake_kernel.count(kSysProcessMadvise), single = fake_kernel.count(kSysMadvise);
    // What the kernel stops at, it is asked for again stack by stack.
    if (!batches) fake_kernel.fail_always(kSysProcessMadvise, Errno::einval);
    stack_free_cold(blocks);
    cr_assert(eq(u32, fake_kernel.count(kSysProcessMadvise) - calls, 3));
    cr_assert(eq(u32, fake_kernel.count(kSysMadvise) - single, batches ? 0 : 150));
    cr_assert(eq(sz, in_use - stack_stats().in_use_bytes, 150 * stack_block_bytes(kStackOrderDefault)));
    for (const StackBlock& b : blocks) cr_assert(is_zero(b.stack));
    std::set<uptr> again;
    std::vector<StackBlock> next(150);
    cr_assert(eq(sz, stack_alloc_batch(kStackOrderDefault, next), next.size()));
    for (const StackBlock& b : next) again.insert(b.stack.hi);
    for (const StackBlock& b : blocks) cr_assert(eq(sz, again.count(b.stack.hi), 1));
  }
}

Test(stack, a_batch_is_guarded_in_few_calls) {
  begin();
  std::vector<StackBlock> blocks(1000);
  cr_assert(eq(sz, stack_alloc_batch(kStackOrderDefault, blocks), 1000));
  cr_assert(fake_kernel.log().size() <= 60, "%zu calls", fake_kernel.log().size());
  cr_assert(fake_kernel.mm.guard_count() >= 1000);
}

Test(stack, a_million_stacks_lie_in_fewer_than_100_mappings) {
  // The slabs only: their sizes follow from what they hold.
  begin();
  fake_kernel.mm.knows_pidfd_self = true;
  std::vector<StackBlock> blocks(20000);
  cr_assert(eq(sz, stack_alloc_batch(kStackOrderDefault, blocks), 20000));  // 5 GB
  cr_assert(stack_stats().slabs <= 10, "%zu slabs", stack_stats().slabs);
}

Test(stack, large_stacks_are_reused_when_they_fit) {
  begin();
  const StackBlock a = must_alloc(usize{40} << 20);
  touch(a.stack);
  cr_assert(a.stack.hi - a.stack.lo >= (usize{40} << 20));
  stack_free(a);
  cr_assert(eq(sz, fake_kernel.mm.resident_bytes(a.stack.lo, a.stack.hi - a.stack.lo), 0));
  cr_assert(eq(sz, must_alloc(usize{50} << 20).stack.lo, a.stack.lo));
  cr_assert(ne(sz, must_alloc(usize{50} << 20).stack.lo, a.stack.lo));
  cr_assert(not(stack_alloc(~usize{0} - 100).ok()));
}

// ---- kernels that know less ----

Test(stack, without_self_advice_guards_are_made_one_by_one) {
  fake_kernel.mm.knows_pidfd_self = false;
  begin();
  const StackBlock b = must_alloc(kDefault);
  touch(b.stack);
  cr_assert(fake_kernel.mm.is_guard(b.stack.lo - 1));
  cr_assert(std::strcmp(stack_guard_mode(), "madv_guard_install") == 0);
}

Test(stack, without_guard_advice_mprotect_makes_them) {
  fake_kernel.mm.knows_guards = false;
  begin();
  const StackBlock b = must_alloc(kDefault);
  touch(b.stack);
  cr_assert(eq(int, fake_kernel.mm.protection(b.stack.lo - 1), 0));
  cr_assert(std::strcmp(stack_guard_mode(), "mprotect") == 0);
  touch(must_alloc(stack_usable_bytes(kStackOrderMain)).stack);
}

Test(stack, mprotect_leaves_mappings_to_others) {
  fake_kernel.mm.knows_guards = false;
  fake_kernel.fd.fs.put("/proc/sys/vm/max_map_count", "6000\n");
  begin();
  std::vector<StackBlock> blocks(3000);
  const usize got = stack_alloc_batch(kStackOrderDefault, blocks);
  cr_assert(got > 1500 && got <= 2000, "%zu", got);
  cr_assert(fake_kernel.mm.mapping_count() <= 4002, "%zu mappings", fake_kernel.mm.mapping_count());
  cr_assert(eq(sz, fake_kernel.fd.open_count(), 3));
  stack_free(blocks[0]);
  cr_assert(stack_alloc(kDefault).ok());
}

// ---- running out ----

Test(stack, a_refused_slab_is_tried_smaller) {
  fake_kernel.mm.limit_bytes = usize{10} << 20;
  begin();
  const StackBlock main = must_alloc(stack_usable_bytes(kStackOrderMain));
  touch(main.stack);
  touch(must_alloc(kDefault).stack);
  usize more = 0;
  while (stack_alloc(kDefault).ok()) more++;
  cr_assert(more >= 4, "%zu", more);
  stack_free(main);
  cr_assert(stack_alloc(stack_usable_bytes(kStackOrderMain)).ok());
}

Test(stack, every_system_call_may_fail_once) {
  for (u32 n = 1; n <= 3; n++) {
    for (const Errno error : {Errno::enomem, Errno::einval, Errno::enosys, Errno::ebadf}) {
      fake_kernel.fail_any(n, error);
      begin();
      if (!stack_alloc(kDefault).ok()) cr_assert(stack_alloc(kDefault).ok());
      fake_kernel.fail_none();
      touch(must_alloc(stack_usable_bytes(kStackOrderMain)).stack);
    }
  }
}

Test(stack, no_memory_at_all_is_enomem) {
  fake_kernel.fail_always(kSysMmap, Errno::enomem);
  begin();
  for (int i = 0; i < 2; i++) cr_assert(stack_alloc(kDefault).ok());  // those of the boot need no mapping
  cr_assert(eq(type(Errno), stack_alloc(kDefault).error(), Errno::enomem));
  cr_assert(eq(type(Errno), stack_alloc(usize{100} << 20).error(), Errno::enomem));
  fake_kernel.fail_none();
  cr_assert(stack_alloc(kDefault).ok());
}

Test(stack, a_slab_whose_guard_is_refused_serves_the_next_time) {
  begin();
  must_alloc(kDefault);
  fake_kernel.fail_always(kSysProcessMadvise, Errno::enomem);
  fake_kernel.fail_always(kSysMadvise, Errno::enomem);
  cr_assert(not(stack_alloc(usize{100} << 20).ok()));
  const usize mapped = fake_kernel.mm.mapped_bytes(), counted = stack_stats().mapped_bytes;
  fake_kernel.fail_none();
  touch(must_alloc(usize{100} << 20).stack);
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), mapped));
  cr_assert(eq(sz, stack_stats().mapped_bytes, counted));
}
