// mem/stack.h - stacks of goroutines, of the Ms' g0 and of signal handlers.
//
// A stack is a block of address space whose lowest page is a guard; pages are taken when
// first touched. Blocks are powers of two ("orders"), carved from a few large mappings
// (slabs). Nothing is ever
// unmapped: a G lives at the top of its stack, and a stale G* still finds a G or zeros.
// Layer: mem.
#pragma once
#include <span>

#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt {

// The usable bytes [lo, hi): the guard ends at lo.
struct Stack {
  uptr lo, hi;
};

// A block of order k is kStackMinBlock << k bytes of address space, its guard included.
inline constexpr usize kStackMinBlock = 64 * 1024;
inline constexpr u8 kStackOrders = 16;        // 64 KiB .. 2 GiB
inline constexpr u8 kStackOrderSignal = 0;    // gsignal: 32 KiB are asked for
inline constexpr u8 kStackOrderG0 = 1;        // the g0 of an M that clone made: 64 KiB
inline constexpr u8 kStackOrderDefault = 2;   // a goroutine: 256 KiB
inline constexpr u8 kStackOrderMain = 7;      // the main goroutine: 8 MiB

inline constexpr usize kStackGuardBytes = kPageSize;

constexpr usize stack_block_bytes(u8 order) { return kStackMinBlock << order; }
constexpr usize stack_usable_bytes(u8 order) { return stack_block_bytes(order) - kStackGuardBytes; }

// stack_order_for is the smallest order with that many usable bytes, or kStackOrders: there is none.
u8 stack_order_for(usize usable_bytes);

struct StackBlock {
  Stack stack;  // hi is the very end of the block: the caller puts its G below it itself
  u8 order;
};

// stackinit is row 15 of the boot: the pools by order. It makes no
// system call; the first stack_alloc maps the first slab. phys_page_bytes is the kernel's page.
void stackinit(usize phys_page_bytes);

// stack_alloc returns a stack with at least usable_bytes. Its memory reads as zeros or is what
// the former owner left there.
//   returns   the stack, or enomem (RLIMIT_AS, vm.max_map_count); then nothing is lost
//   cost      reused: one lock; fresh ones are carved and guarded several at a time
// Takes stack_pool. Any stack, with or without a P.
Result<StackBlock> stack_alloc(usize usable_bytes);

// stack_alloc_batch takes up to out.size() stacks of one order at once, newest first; returns
// how many. 0 is enomem.
usize stack_alloc_batch(u8 order, std::span<StackBlock> out);

// stack_free puts a stack back. Each order keeps some of them with their pages (16 MiB of
// address space, 64 stacks at most); the pages of the others go back to the kernel.
void stack_free(const StackBlock& block);

// stack_free_cold puts stacks back and gives the pages of all of them to the kernel, many in one call.
void stack_free_cold(std::span<const StackBlock> blocks);

// stack_guard_hit says whether a fault at addr is a hit of the guard below stack.
bool stack_guard_hit(uptr addr, const Stack& stack);

// How guards are made, for boottrace: "madv_guard_install", "mprotect", or "undecided" before the first
// stack. Defined in mem/stack_guard.cc.
const char* stack_guard_mode();

// Figures for mem_stats, exact at some moment between call and return.
struct StackStats {
  usize in_use_bytes;  // address space of the stacks that are handed out
  usize mapped_bytes;  // address space of all slabs
  usize slabs;         // how many mappings that is
};
StackStats stack_stats();

}  // namespace rt
