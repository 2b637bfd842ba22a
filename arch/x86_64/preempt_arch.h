// arch/x86_64/preempt_arch.h - stopping code between any two instructions.
//
// rt_async_preempt, in preempt.S, keeps all registers on the goroutine's own stack. How much that is depends
// on the CPU and on what the kernel switched on: the sizes are asked for before the first use, and do
// not change. Layer: arch.
#pragma once
#include "base/types.h"
#include "ucontext_arch.h"

extern "C" {
void rt_async_preempt();
extern rt::u32 rt_xsave_bytes;  // of the vector state; 0: preempt_prepare was not called
extern rt::u64 rt_xsave_mask;   // which parts of it there are; 0: a CPU with FXSAVE alone
}

namespace rt::arch {

// preempt_prepare finds out what has to be saved. Two who call it at once write the same.
void preempt_prepare();

// preempt_bytes is what rt_async_preempt takes of the interrupted stack, all that it calls included.
inline usize preempt_bytes() {
  constexpr usize kRedZone = 128;
  constexpr usize kGeneral = 17 * 8;
  constexpr usize kCalled = 512;  // alignment; rt_preempted and rt_switch
  return kRedZone + kGeneral + rt_xsave_bytes + kCalled;
}

// ucontext_preempt makes the interrupted code go on in rt_async_preempt, and then where it was.
inline void ucontext_preempt(Ucontext* uc) {
  const uptr sp = ucontext_sp(uc) - 128 - 8;
  *reinterpret_cast<uptr*>(sp) = ucontext_pc(uc);
  ucontext_set_sp(uc, sp);
  ucontext_set_pc(uc, reinterpret_cast<uptr>(&rt_async_preempt));
}

}  // namespace rt::arch
