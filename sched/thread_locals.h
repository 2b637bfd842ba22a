// sched/thread_locals.h - a program's thread_local objects, one set for each thread.
//
// The linker's TLS segment is the image; each M has a copy directly below it, ending at its g slot
// (arch/<isa>/tls_arch.h). Objects with constructors are made by the compiler at first use; their destructors
// are kept here per M and run when its thread ends, and for m0 at the end of the process.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

struct M;

// The bytes below an M that its thread_local objects take, and how they must be aligned.
usize tls_block_bytes();
usize tls_block_align();

// tls_block_init copies the image below mp, and clears what has none.
void tls_block_init(M* mp);

void run_thread_exit_hooks(M* mp);

}  // namespace rt
