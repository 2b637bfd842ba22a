// kernel_iface/process.cc - the calls on the process, its threads and its children.
//
// Layer: kernel_iface.
#include "kernel_iface/process.h"

#include "kernel_iface/signal.h"
#include "syscall_arch.h"

namespace rt::kernel {

void exit_group(i32 status) {
  for (;;) arch::syscall(rt_sys_exit_group, status);
}

void exit(i32 status) {
  for (;;) arch::syscall(rt_sys_exit, status);
}

i32 getpid() { return static_cast<i32>(arch::syscall(rt_sys_getpid)); }

i32 getppid() { return static_cast<i32>(arch::syscall(rt_sys_getppid)); }

u32 gettid() { return static_cast<u32>(arch::syscall(rt_sys_gettid)); }

Errno tgkill(i32 pid, u32 tid, u32 sig) { return errno_of(arch::syscall(rt_sys_tgkill, pid, tid, sig)); }

Errno kill(i32 pid, u32 sig) { return errno_of(arch::syscall(rt_sys_kill, pid, sig)); }

void sched_yield() { arch::syscall(rt_sys_sched_yield); }

Result<usize> sched_getaffinity(u32 tid, u64* mask, usize mask_bytes) {
  return result_of<usize>(arch::syscall(rt_sys_sched_getaffinity, tid, mask_bytes, mask));
}

Errno sched_setaffinity(u32 tid, const u64* mask, usize mask_bytes) {
  return errno_of(arch::syscall(rt_sys_sched_setaffinity, tid, mask_bytes, mask));
}

Result<u32> getcpu() {
  u32 cpu = 0;
  const Errno e = errno_of(arch::syscall(rt_sys_getcpu, &cpu, nullptr, nullptr));
  if (e != Errno::ok) return e;
  return cpu;
}

Errno prlimit(u32 resource, const Rlimit* new_limit, Rlimit* old_limit) {
  return errno_of(arch::syscall(rt_sys_prlimit64, 0, resource, new_limit, old_limit));
}

Result<i32> fork() {
  // Without a new stack the order of the other words, which differs by isa, does not matter.
  return result_of<i32>(arch::syscall(rt_sys_clone, kSigChld, 0, 0, 0, 0));
}

Errno execve(const char* path, const char* const* argv, const char* const* envp) {
  return errno_of(arch::syscall(rt_sys_execve, path, argv, envp));
}

Result<i32> wait4(i32 pid, i32* status, u32 options) {
  return result_of<i32>(arch::syscall(rt_sys_wait4, pid, status, options, nullptr));
}

}  // namespace rt::kernel
