// kernel_iface/clone.h - a new thread of this process.
//
// The call itself is assembly (arch/<isa>/clone.S), because the child returns from the kernel on a
// stack that has no caller. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Flags of include/uapi/linux/sched.h.
inline constexpr u64 kCloneVm = 0x100;                // CLONE_VM: the same memory
inline constexpr u64 kCloneFs = 0x200;                // CLONE_FS: working directory, umask
inline constexpr u64 kCloneFiles = 0x400;             // CLONE_FILES: descriptors
inline constexpr u64 kCloneSighand = 0x800;           // CLONE_SIGHAND: signal handlers
inline constexpr u64 kCloneVfork = 0x4000;            // CLONE_VFORK: the parent waits for exec or exit
inline constexpr u64 kCloneThread = 0x10000;          // CLONE_THREAD: the same process
inline constexpr u64 kCloneSysvsem = 0x40000;         // CLONE_SYSVSEM
inline constexpr u64 kCloneSettls = 0x80000;          // CLONE_SETTLS
inline constexpr u64 kCloneParentSettid = 0x100000;   // CLONE_PARENT_SETTID: before the call returns
inline constexpr u64 kCloneChildCleartid = 0x200000;  // CLONE_CHILD_CLEARTID: at the end, with a futex wake
inline constexpr u64 kCloneChildSettid =
    0x1000000;  // CLONE_CHILD_SETTID: before the child's first instruction

// What makes a thread of this process, as the C libraries and Go have it.
inline constexpr u64 kCloneThreadFlags =
    kCloneVm | kCloneFs | kCloneFiles | kCloneSighand | kCloneThread | kCloneSysvsem;

// rt_clone is the call: the child starts in entry(arg) on its own stack and exits when entry returns.
//   flags           kClone*
//   stack_hi        the end of the child's stack
//   tid             where kCloneParentSettid and kCloneChildCleartid write
//   thread_pointer  the child's thread register, with kCloneSettls
//   returns         to the parent, the raw result: the child's tid or -errno
extern "C" long rt_clone(u64 flags, uptr stack_hi, u32* tid, uptr thread_pointer, void (*entry)(void*),
                         void* arg);

// clone_thread starts a thread of this process, with a thread register of its own.
//   tid      receives the thread id before either side goes on, and 0, with a futex wake, once the thread
//            has left its stack for good; stays mapped until then; may be null
//   returns  the thread id, or
//            eagain  RLIMIT_NPROC, threads-max, pid_max or a cgroup's pids.max is reached
//            enomem  no memory for the kernel's part
// The child inherits the caller's signal mask. Any stack. man 2 clone.
Result<u32> clone_thread(uptr stack_hi, u32* tid, uptr thread_pointer, void (*entry)(void*), void* arg);

}  // namespace rt::kernel
