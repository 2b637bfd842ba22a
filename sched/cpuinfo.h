// sched/cpuinfo.h - what the boot found out about the CPU, decided once.
//
// Row 5 fills the first two before C++ runs; cpuinit (row 19) the rest.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

extern u8 is_intel asm("rt_is_intel");                  // the vendor string is GenuineIntel
extern u32 processor_version_info asm("rt_processor_version_info");   // CPUID leaf 1, eax: family, model, stepping
extern u32 processor_features asm("rt_processor_features");       // the same leaf, ecx: feature bits

}  // namespace rt
