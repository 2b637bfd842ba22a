// arch/x86_64/tls_arch.h - the thread register, and the fields of the thread block.
//
// Each access is one instruction relative to %fs; nothing here yields an address, because
// an address would belong to this thread and the caller may go on on another one. The
// accessors are volatile: a compiler may not reuse what it read before a switch. getg() is the
// exception, because g is a property of the stack that the code runs on.
// Layer: arch.
#pragma once
#include "arch/asm_offsets.h"
#include "arch/thread_block.h"
#include "base/attributes.h"
#include "base/types.h"

namespace rt {

RT_INLINE G* getg() {
  G* g;
  asm("movq %%fs:%c1, %0" : "=r"(g) : "i"(RT_THREAD_G));
  return g;
}

namespace arch {

inline constexpr int tp_offset(usize field) { return static_cast<int>(field) - static_cast<int>(kThreadPointerOffset); }

template <int offset, class T>
RT_INLINE T thread_load() {
  T v;
  if constexpr (sizeof(T) == 8) asm volatile("movq %%fs:%c1, %0" : "=r"(v) : "i"(offset) : "memory");
  else asm volatile("movl %%fs:%c1, %0" : "=r"(v) : "i"(offset) : "memory");
  return v;
}

template <int offset, class T>
RT_INLINE void thread_store(T v) {
  if constexpr (sizeof(T) == 8) asm volatile("movq %0, %%fs:%c1" : : "er"(v), "i"(offset) : "memory");
  else asm volatile("movl %0, %%fs:%c1" : : "er"(v), "i"(offset) : "memory");
}

}  // namespace arch

// RT_TLS_LOAD(field), RT_TLS_STORE(field, v): one field of the running thread's block.
#define RT_TLS_LOAD(field) \
  (::rt::arch::thread_load<::rt::arch::tp_offset(offsetof(::rt::ThreadBlock, field)), decltype(::rt::ThreadBlock::field)>())
#define RT_TLS_STORE(field, v)                                                                                       \
  (::rt::arch::thread_store<::rt::arch::tp_offset(offsetof(::rt::ThreadBlock, field)), decltype(::rt::ThreadBlock::field)>(v))

RT_INLINE M* getm() { return RT_TLS_LOAD(m); }
RT_INLINE P* getp() { return RT_TLS_LOAD(p); }
RT_INLINE Mcache* getmcache() { return RT_TLS_LOAD(mcache); }

}  // namespace rt
