// base/upcalls.h - what the C and C++ library in base asks of the rooms above.
//
// base may include nothing above itself, so what its libc and libstdc++ parts need of
// the scheduler and of the kernel is declared here, next to who uses it, and defined
// there. A program that uses none of those parts links none of these.
// Layer: base.
#pragma once
#include "base/atomic.h"
#include "base/types.h"

namespace rt {

// static_init_wait parks the goroutine while *word == value; it may also return early.
// static_init_wake readies all that wait on word. The store that changes *word comes
// before the wake, so that a waiter either sees it or is found. (sched)
void static_init_wait(Atomic<u32>* word, u32 value);
void static_init_wake(Atomic<u32>* word);

// atomic_wait is static_init_wait for std::atomic, by the name that a traceback shows. (sched)
void atomic_wait(Atomic<u32>* word, u32 value);

// gosched yields to other goroutines. (sched)
void gosched();

namespace kernel {

// exit_group ends the process at once, without hooks. (kernel_iface)
[[noreturn]] void exit_group(int status);

}  // namespace kernel
}  // namespace rt

extern "C" {

// The clocks, in nanoseconds: CLOCK_MONOTONIC and CLOCK_REALTIME. (sched)
long rt_nanotime(void);
long rt_walltime_ns(void);

// rt_exit runs the exit hooks, flushes rt0::out and ends the process. (sched)
[[noreturn]] void rt_exit(int status);

// rt_environ is the environment as the kernel passed it: pointers up to a null one. (sched)
char** rt_environ(void);

// rt_thread_atexit keeps destructor(object) for the end of the running thread; 0, or -1 without memory.
// (sched)
int rt_thread_atexit(void (*destructor)(void*), void* object);

// rt_run_exit_hooks runs what __cxa_atexit and atexit registered, newest first, and what
// those register meanwhile. Defined in base/cxxabi_exit.cc; called once, by exit.
void rt_run_exit_hooks(void);
}
