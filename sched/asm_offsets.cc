// sched/asm_offsets.cc - proof that arch/asm_offsets.h tells the truth.
//
// Layer: sched.
#include "arch/asm_offsets.h"

#include "arch/thread_block.h"
#include "sched/g.h"
#include "sched/m.h"

namespace rt {

static constexpr int from_register(usize field) { return static_cast<int>(field) - static_cast<int>(kThreadPointerOffset); }

static_assert(from_register(offsetof(ThreadBlock, g)) == RT_THREAD_G);
static_assert(from_register(offsetof(ThreadBlock, self)) == RT_THREAD_SELF);
static_assert(from_register(offsetof(ThreadBlock, g0)) == RT_THREAD_G0);
static_assert(from_register(offsetof(ThreadBlock, m)) == RT_THREAD_M);
static_assert(from_register(offsetof(ThreadBlock, p)) == RT_THREAD_P);
static_assert(from_register(offsetof(ThreadBlock, mcache)) == RT_THREAD_MCACHE);

// An M begins with its ThreadBlock: a base class, first by the ABI.
static_assert(offsetof(ThreadBlock, g) == RT_M_TLS0 && offsetof(ThreadBlock, self) == RT_M_TLS1);
static_assert(offsetof(ThreadBlock, g0) == RT_M_G0 && offsetof(ThreadBlock, m) == RT_M_M);

static_assert(offsetof(G, sched_sp) == RT_G_SCHED_SP);
static_assert(offsetof(G, entry) == RT_G_ENTRY);
static_assert(offsetof(G, closure) == RT_G_CLOSURE);
static_assert(offsetof(G, fresh) == RT_G_FRESH);
static_assert(offsetof(G, m) == RT_G_M);
static_assert(offsetof(G, stack) + offsetof(Stack, lo) == RT_G_STACK_LO);
static_assert(offsetof(G, stack) + offsetof(Stack, hi) == RT_G_STACK_HI);
static_assert(offsetof(G, stackguard0) == RT_G_STACKGUARD0);
static_assert(offsetof(G, stackguard1) == RT_G_STACKGUARD1);

}  // namespace rt
