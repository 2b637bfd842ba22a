// tests/fake_kernel/tls_arch.h - the thread block as a hosted thread-local.
//
// Stands before arch/<isa>/tls_arch.h in the include path of hosted tests: the same names. A test
// that plays an M sets the fields of fake_thread_block itself. Layer: tests.
#pragma once
#include "arch/thread_block.h"
#include "base/attributes.h"
#include "base/types.h"

namespace rt {

inline constinit thread_local ThreadBlock fake_thread_block{};

RT_INLINE G* getg() { return fake_thread_block.g; }

#define RT_TLS_LOAD(field) (::rt::fake_thread_block.field)
#define RT_TLS_STORE(field, v) (::rt::fake_thread_block.field = (v))

RT_INLINE M* getm() { return RT_TLS_LOAD(m); }
RT_INLINE P* getp() { return RT_TLS_LOAD(p); }
RT_INLINE Mcache* getmcache() { return RT_TLS_LOAD(mcache); }

}  // namespace rt
