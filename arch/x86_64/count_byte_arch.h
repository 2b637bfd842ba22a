// arch/x86_64/count_byte_arch.h - how often a byte occurs in memory, with the widest registers of this CPU.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

// count_byte reads [p, p + bytes): at the speed of the second-level cache, some 60 bytes a nanosecond with AVX2.
usize count_byte(const u8* p, usize bytes, u8 wanted);

}  // namespace rt::arch
