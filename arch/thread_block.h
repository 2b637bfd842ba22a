// arch/thread_block.h - what the thread register points at: the words of one thread.
//
// Every M begins with its ThreadBlock. On x86_64 the register (the fs base) holds the
// address of `self`, so that g is at -8(%fs), where Go keeps it (m.tls[0]), a program's
// thread_local objects end below g, and the stack protector finds its canary at
// 40(%fs). arch/asm_offsets.h has the same numbers for assembly.
//
// A goroutine may resume on another thread. So no pointer to a ThreadBlock is ever kept:
// arch/<isa>/tls_arch.h reads and writes single fields relative to the register.
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt {

struct G;
struct M;
struct P;
struct Mcache;

struct ThreadBlock {
  G* g;            // the running goroutine, g0 or gsignal; written by the switch in context.S
  void* self;      // the address of this field: the psABI's %fs:0
  G* g0;           // the goroutine whose stack the scheduler runs on
  M* m;            // the M that embeds this block
  P* p;            // the P that m holds, or null; written by acquirep, releasep and the system call paths
  Mcache* mcache;  // p->mcache, or null without a P
  u64 canary;      // random; read by code compiled with -fstack-protector
  u32 tid;         // the kernel's thread id; 0 on m0, whose id is the process's
  u32 held_locks;  // debug builds: how many kernel::Mutex this thread holds
  u64 held_ranks;  // debug builds: bit set of their ranks
  uptr last_hchan;  // debug builds: the highest address of those of rank hchan; 0: none, or unknown
};

// From the start of the block to where the thread register points.
inline constexpr usize kThreadPointerOffset = offsetof(ThreadBlock, self);

static_assert(offsetof(ThreadBlock, g) == 0 && kThreadPointerOffset == 8);
static_assert(offsetof(ThreadBlock, canary) - kThreadPointerOffset == 0x28);

}  // namespace rt
