// arch/x86_64/call_arch.h - instructions that call, as a traceback meets them.
//
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

// A direct call is e8 and the distance to its target from the next instruction.
inline constexpr uptr kDirectCallBytes = 5;

// returns_from says whether return_address follows a direct call of `function`. The kDirectCallBytes bytes before it
// must be readable.
inline bool returns_from(uptr return_address, uptr function) {
  const u8* call = reinterpret_cast<const u8*>(return_address - kDirectCallBytes);
  u32 distance = 0;
  for (int i = 4; i >= 1; i--) distance = distance << 8 | call[i];
  return call[0] == 0xe8 && return_address + static_cast<uptr>(i64{static_cast<i32>(distance)}) == function;
}

}  // namespace rt::arch
