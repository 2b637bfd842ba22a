// sched/check.h - row 10 of the boot: what the machine must be able to do, found out and judged.
//
// The facts are gathered apart from the judgement, so that a test can falsify each of them (tests/unit/sched/
// check_test.cc). What the compiler knows by itself, sizes and offsets, costs no instruction; sched/asm_offsets.cc
// has asserted it already, and here it is judged with the rest, as Go's check does.
// Layer: sched.
#pragma once
#include <cstddef>
#include <cstring>

#include "arch/asm_offsets.h"
#include "arch/thread_block.h"
#include "base/atomic.h"
#include "base/types.h"
#include "mem/stack.h"
#include "sched/g.h"

namespace rt {

struct CheckFacts {
  u64 pointer_bytes, i32_bytes, i64_bytes;
  u64 g_from_self, g0_from_self;       // ThreadBlock: bytes from where the thread register points
  u64 sched_sp_offset, entry_offset;   // G
  u64 last_minus_first, third_byte;    // of the bytes 1 2 3 4
  u64 word_of_bytes;                   // the same, loaded as an u32
  u64 wrong_cas, wrong_cas_found;      // of 2 by 3 in a word that is 1: 0, 1
  u64 right_cas, after_cas;            // of 1 by 5: 1, 5
  u64 before_add, before_exchange, after_exchange;  // add 2, put 9: 5, 7, 9
  u64 before_or, before_and, after_and;             // or 6, and 3: 9, 15, 3
  u64 wide_before_add, wide_after_add;  // ~0 plus 1: ~0, 0
  u64 odd_stack_sizes;                  // orders whose block is no power of two
};

RT_INLINE CheckFacts check_facts() {
  CheckFacts f;
  f.pointer_bytes = sizeof(void*);
  f.i32_bytes = sizeof(i32);
  f.i64_bytes = sizeof(i64);
  f.g_from_self = offsetof(ThreadBlock, g) - kThreadPointerOffset;
  f.g0_from_self = offsetof(ThreadBlock, g0) - kThreadPointerOffset;
  f.sched_sp_offset = offsetof(G, sched_sp);
  f.entry_offset = offsetof(G, entry);
  u8 bytes[4] = {1, 2, 3, 4};
  f.last_minus_first = static_cast<u64>(&bytes[3] - &bytes[0]);
  f.third_byte = *(bytes + 2);
  u32 little;
  std::memcpy(&little, bytes, sizeof little);
  f.word_of_bytes = little;
  Atomic<u32> word{1};
  u32 expected = 2;
  f.wrong_cas = word.cas_acq_rel(expected, 3);
  f.wrong_cas_found = expected;
  f.right_cas = word.cas_acq_rel(expected, 5);
  f.after_cas = word.load_acquire();
  f.before_add = word.fetch_add_acq_rel(2);
  f.before_exchange = word.exchange_acq_rel(9);
  f.after_exchange = word.load_relaxed();
  f.before_or = word.fetch_or_acq_rel(6);
  f.before_and = word.fetch_and_acq_rel(3);
  f.after_and = word.load_relaxed();
  Atomic<u64> wide{~u64{0}};
  f.wide_before_add = wide.fetch_add_acq_rel(1);
  f.wide_after_add = wide.load_relaxed();
  f.odd_stack_sizes = 0;
  for (u8 order = 0; order < kStackOrders; order++) {
    if ((stack_block_bytes(order) & (stack_block_bytes(order) - 1)) != 0) f.odd_stack_sizes++;
  }
  return f;
}

// check_error is the first thing that is wrong, or null.
RT_INLINE const char* check_error(const CheckFacts& f) {
  if (f.pointer_bytes != 8 || f.i32_bytes != 4 || f.i64_bytes != 8) return "bad sizes";
  if (f.g_from_self != static_cast<u64>(i64{RT_THREAD_G}) || f.g0_from_self != RT_THREAD_G0) return "bad offsets of M";
  if (f.sched_sp_offset != RT_G_SCHED_SP || f.entry_offset != RT_G_ENTRY) return "bad offsets of G";
  if (f.last_minus_first != 3 || f.third_byte != 3) return "bad pointer arithmetic";
  if (f.word_of_bytes != 0x04030201) return "not little-endian";
  if (f.wrong_cas != 0 || f.wrong_cas_found != 1 || f.right_cas != 1 || f.after_cas != 5) return "bad compare and swap";
  if (f.before_add != 5 || f.before_exchange != 7 || f.after_exchange != 9) return "bad atomic arithmetic";
  if (f.before_or != 9 || f.before_and != 15 || f.after_and != 3) return "bad atomic arithmetic";
  if (f.wide_before_add != ~u64{0} || f.wide_after_add != 0) return "bad 64-bit atomics";
  if (f.odd_stack_sizes != 0) return "a stack size is no power of two";
  return nullptr;
}

}  // namespace rt
