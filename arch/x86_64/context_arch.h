// arch/x86_64/context_arch.h - what rt_switch leaves on the stack of a G that it leaves.
//
// The picture is in context.S. Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

struct SwitchFrame {
  u64 control_words;  // mxcsr, then the x87 control word
  u64 r15, r14, r13, r12, rbx;
  u64 frame_pointer;
  u64 return_address;
};
static_assert(sizeof(SwitchFrame) == 64);

}  // namespace rt::arch
