// kernel_iface/mman.cc - the calls on address space.
//
// Layer: kernel_iface.
#include "kernel_iface/mman.h"

#include "syscall_arch.h"

namespace rt::kernel {

Result<uptr> mmap(uptr addr, usize bytes, u32 prot, u32 flags, i32 fd, i64 offset) {
  return result_of<uptr>(arch::syscall(rt_sys_mmap, addr, bytes, prot, flags, fd, offset));
}

Result<uptr> mmap_anon(usize bytes, u32 prot, u32 extra_flags) {
  return mmap(0, bytes, prot, kMapPrivate | kMapAnonymous | extra_flags, -1, 0);
}

Errno munmap(uptr addr, usize bytes) { return errno_of(arch::syscall(rt_sys_munmap, addr, bytes)); }

Errno mprotect(uptr addr, usize bytes, u32 prot) {
  return errno_of(arch::syscall(rt_sys_mprotect, addr, bytes, prot));
}

Errno madvise(uptr addr, usize bytes, u32 advice) {
  return errno_of(arch::syscall(rt_sys_madvise, addr, bytes, advice));
}

Result<usize> process_madvise(i32 pidfd, const Iovec* ranges, usize count, u32 advice) {
  return result_of<usize>(arch::syscall(rt_sys_process_madvise, pidfd, ranges, count, advice, 0));
}

Result<uptr> mremap(uptr addr, usize old_bytes, usize new_bytes, u32 flags) {
  return result_of<uptr>(arch::syscall(rt_sys_mremap, addr, old_bytes, new_bytes, flags));
}

}  // namespace rt::kernel
