// arch/x86_64/xsave.cc - how large the vector registers are.
//
// The mask is all that the kernel switched on (XCR0), the size the CPU's own answer for it (CPUID 0xD, Intel SDM
// volume 1, 13.2): so registers that this source does not know of are kept too.
// Layer: arch.
#include "cpuid_arch.h"
#include "preempt_arch.h"

constinit rt::u32 rt_xsave_bytes = 0;
constinit rt::u64 rt_xsave_mask = 0;

namespace rt::arch {

static constexpr u32 kFxsaveBytes = 512;

void preempt_prepare() {
  const bool has_xsave = (cpuid(1, 0).ecx & 1u << 27) != 0;  // OSXSAVE: the kernel uses it too
  rt_xsave_mask = has_xsave ? xgetbv() : 0;
  rt_xsave_bytes = has_xsave ? cpuid(0xd, 0).ebx : kFxsaveBytes;
}

}  // namespace rt::arch
