// tests/fake_kernel/syscall_arch.h - sends arch::syscall to the fake kernel: the only seam.
//
// Stands before arch/<isa>/syscall_arch.h in the include path of hosted tests. The stubs have the
// names of the real ones and are defined by fake_kernel.cc; words that a call does not pass are 0.
// Layer: tests.
#pragma once
#include <type_traits>

#include "base/attributes.h"
#include "base/types.h"
#include "sysnum_arch.h"

#define RT_SYSCALL_STUB_(name, Name, number) \
  extern "C" long rt_sys_##name(long, long, long, long, long, long);
RT_SYSCALLS(RT_SYSCALL_STUB_)
#undef RT_SYSCALL_STUB_

namespace rt::arch {

using SyscallStub = long (*)(long, long, long, long, long, long);

template <class T>
RT_INLINE long syscall_word(T v) {
  if constexpr (std::is_pointer_v<T> || std::is_null_pointer_v<T>)
    return reinterpret_cast<long>(v);
  else
    return static_cast<long>(v);
}

template <class... Words>
RT_INLINE long syscall(SyscallStub stub, Words... words) {
  static_assert(sizeof...(words) <= 6);
  const long all[6] = {syscall_word(words)...};
  return stub(all[0], all[1], all[2], all[3], all[4], all[5]);
}

}  // namespace rt::arch
