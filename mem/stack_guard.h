// mem/stack_guard.h - how the page below each stack is made a guard.
//
// Best: MADV_GUARD_INSTALL (Linux 6.13), a mark in the page table that costs no mapping, for many stacks
// in one process_madvise (6.14 lets a process advise itself that way). Else mprotect, where each guard
// splits a mapping and vm.max_map_count is the limit. Which one is found out with the first stacks.
// Layer: mem.
#pragma once
#include <span>

#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt {

// Blocks side by side, each with its guard at its low end.
struct StackRange {
  uptr lo;
  usize block_bytes;
  usize count;
};

// stack_guards_install makes the guards of all blocks. guard_bytes is a multiple of the kernel's page.
//   returns  ok, or enomem: vm.max_map_count, or no memory for page tables; some guards may be there,
//            and installing them again is fine
// Holds the lock of the stack pool.
[[nodiscard]] Errno stack_guards_install(std::span<const StackRange> ranges, usize guard_bytes);

}  // namespace rt
