// tests/interleave/include/tls_arch.h - the thread block of the thread of a case that runs.
//
// Stands before arch/<isa>/tls_arch.h in the include path of tests/interleave: the same names. Out of line, so that
// nothing of it is kept over a switch to another thread. Layer: tests.
#pragma once
#include "arch/thread_block.h"
#include "base/attributes.h"
#include "base/types.h"

namespace rt {

ThreadBlock* running_block();

RT_INLINE G* getg() { return running_block()->g; }

#define RT_TLS_LOAD(field) (::rt::running_block()->field)
#define RT_TLS_STORE(field, v) (::rt::running_block()->field = (v))

RT_INLINE M* getm() { return RT_TLS_LOAD(m); }
RT_INLINE P* getp() { return RT_TLS_LOAD(p); }
RT_INLINE Mcache* getmcache() { return RT_TLS_LOAD(mcache); }

}  // namespace rt
