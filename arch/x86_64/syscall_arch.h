// arch/x86_64/syscall_arch.h - how C++ enters the kernel: one stub per call, and its front.
//
// A stub is an ordinary function that takes its words where the C calling convention puts them
// and returns the kernel's raw result: no inline assembly, no number at the call site, and a
// binary holds only the stubs that it can reach. The hosted tests replace this header.
// Layer: arch.
#pragma once
#include <type_traits>

#include "base/attributes.h"
#include "base/types.h"
#include "sysnum_arch.h"

// The type is nominal: arch::syscall gives each call the words it passes.
#define RT_SYSCALL_STUB_(name, Name, number) \
  extern "C" __attribute__((visibility("hidden"))) void rt_sys_##name();
RT_SYSCALLS(RT_SYSCALL_STUB_)
#undef RT_SYSCALL_STUB_

namespace rt::arch {

using SyscallStub = void (*)();

// syscall_word is v as the kernel reads it: a pointer's address, a number extended by its own sign.
template <class T>
RT_INLINE long syscall_word(T v) {
  if constexpr (std::is_pointer_v<T> || std::is_null_pointer_v<T>)
    return reinterpret_cast<long>(v);
  else
    return static_cast<long>(v);
}

// syscall makes one system call with exactly the given words and returns what the kernel
// returned: -4095 to -1 is an error (errno_of). The memory behind the words may have changed.
template <class... Words>
RT_INLINE long syscall(SyscallStub stub, Words... words) {
  static_assert(sizeof...(words) <= 6);
  static_assert(((std::is_integral_v<Words> || std::is_enum_v<Words> || std::is_pointer_v<Words> ||
                  std::is_null_pointer_v<Words>)&&...));
  return reinterpret_cast<long (*)(decltype(syscall_word(words))...)>(stub)(syscall_word(words)...);
}

}  // namespace rt::arch
