// kernel_iface/process.h - the process and its threads: ends, ids, CPUs, limits, children.
//
// Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Resources of include/uapi/asm-generic/resource.h.
inline constexpr u32 kRlimitStack = 3;         // RLIMIT_STACK
inline constexpr u32 kRlimitNproc = 6;         // RLIMIT_NPROC
inline constexpr u32 kRlimitNofile = 7;        // RLIMIT_NOFILE
inline constexpr u32 kRlimitAs = 9;            // RLIMIT_AS
inline constexpr u64 kRlimInfinity = ~u64{0};  // RLIM64_INFINITY of include/uapi/linux/resource.h

// struct rlimit64 of include/uapi/linux/resource.h.
struct Rlimit {
  u64 cur;
  u64 max;
};

// Options of wait4: include/uapi/linux/wait.h.
inline constexpr u32 kWaitNohang = 1;  // WNOHANG

// exit_group ends the process, all its threads with it. status: the low 8 bits are the parent's.
[[noreturn]] void exit_group(i32 status);

// exit ends the calling thread only; the process ends with its last one.
[[noreturn]] void exit(i32 status);

// Ids of the process, and of the calling thread. They cannot fail. Any stack.
i32 getpid();
i32 getppid();
u32 gettid();

// tgkill sends a signal to one thread of a process.
//   sig      0 only asks whether the thread is there
//   returns  ok
//            esrch   no such thread (it has ended)
//            eagain  a real-time signal and RLIMIT_SIGPENDING is reached
//            einval  sig is no signal
// Any stack. man 2 tgkill.
[[nodiscard]] Errno tgkill(i32 pid, u32 tid, u32 sig);

// kill sends a signal to a process (pid > 0) or a process group (pid < 0).
//   returns  ok, eperm, esrch, einval. man 2 kill.
[[nodiscard]] Errno kill(i32 pid, u32 sig);

// sched_yield lets other threads of this CPU run first. It cannot fail.
void sched_yield();

// sched_getaffinity reads the CPUs that a thread may run on, as a bit set.
//   tid        0 for the calling thread
//   mask_bytes multiple of 8
//   returns    the bytes that the kernel filled; those behind are untouched, or
//              einval  mask_bytes holds fewer bits than the kernel knows CPUs
//              esrch   no such thread
// Any stack. man 2 sched_getaffinity.
Result<usize> sched_getaffinity(u32 tid, u64* mask, usize mask_bytes);

// sched_setaffinity is its counterpart. returns ok, einval (no CPU left), esrch, eperm.
[[nodiscard]] Errno sched_setaffinity(u32 tid, const u64* mask, usize mask_bytes);

// getcpu says which CPU the caller runs on, or did a moment ago; enosys where it is missing.
Result<u32> getcpu();

// prlimit reads and sets a limit of the calling process.
//   new_limit  null: only read
//   old_limit  null: only set
//   returns    ok
//              einval  no such resource, or cur above max
//              eperm   max may not be raised
// Any stack. man 2 prlimit.
[[nodiscard]] Errno prlimit(u32 resource, const Rlimit* new_limit, Rlimit* old_limit);

// fork copies the process; the child has the calling thread only.
//   returns  the child's pid to the parent, 0 to the child, or
//            eagain, enomem  as clone_thread
// The child must not touch locks that other threads may hold: execve or exit_group. man 2 fork.
Result<i32> fork();

// execve becomes another program. argv and envp end with a null.
//   returns  only when it failed: enoent, eacces, enoexec, e2big, enomem, etxtbsy, eloop, ...
// Any stack. man 2 execve.
[[nodiscard]] Errno execve(const char* path, const char* const* argv, const char* const* envp);

// wait4 waits for a child to end.
//   pid      a child, or -1 for any
//   status   may be null; as wait_exited and its like read it
//   options  kWaitNohang: 0 instead of waiting
//   returns  the pid of the child, or
//            echild  there is none
//            eintr   a signal handler ran
// Any stack. man 2 wait4.
Result<i32> wait4(i32 pid, i32* status, u32 options);

// The parts of a wait status: include/uapi/linux/wait.h and the C library's <sys/wait.h>.
constexpr bool wait_exited(i32 status) { return (status & 0x7f) == 0; }
constexpr i32 wait_code(i32 status) { return (status >> 8) & 0xff; }
constexpr u32 wait_signal(i32 status) { return wait_exited(status) ? 0 : status & 0x7f; }

}  // namespace rt::kernel
