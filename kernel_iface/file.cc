// kernel_iface/file.cc - the calls on descriptors.
//
// Layer: kernel_iface.
#include "kernel_iface/file.h"

#include "kernel_iface/clock.h"
#include "syscall_arch.h"

namespace rt::kernel {

Result<i32> openat(i32 dirfd, const char* path, u32 flags, u32 mode) {
  return result_of<i32>(arch::syscall(rt_sys_openat, dirfd, path, flags, mode));
}

Result<i32> open(const char* path, u32 flags, u32 mode) { return openat(kAtFdcwd, path, flags, mode); }

Errno close(i32 fd) { return errno_of(arch::syscall(rt_sys_close, fd)); }

Result<usize> read(i32 fd, void* buffer, usize bytes) {
  return result_of<usize>(arch::syscall(rt_sys_read, fd, buffer, bytes));
}

Result<usize> write(i32 fd, const void* buffer, usize bytes) {
  return result_of<usize>(arch::syscall(rt_sys_write, fd, buffer, bytes));
}

Result<usize> pread(i32 fd, void* buffer, usize bytes, i64 offset) {
  return result_of<usize>(arch::syscall(rt_sys_pread64, fd, buffer, bytes, offset));
}

Result<usize> pwrite(i32 fd, const void* buffer, usize bytes, i64 offset) {
  return result_of<usize>(arch::syscall(rt_sys_pwrite64, fd, buffer, bytes, offset));
}

Result<usize> readv(i32 fd, const Iovec* ranges, usize count) {
  return result_of<usize>(arch::syscall(rt_sys_readv, fd, ranges, count));
}

Result<usize> writev(i32 fd, const Iovec* ranges, usize count) {
  return result_of<usize>(arch::syscall(rt_sys_writev, fd, ranges, count));
}

Result<i64> lseek(i32 fd, i64 offset, u32 whence) {
  return result_of<i64>(arch::syscall(rt_sys_lseek, fd, offset, whence));
}

Errno fstat(i32 fd, Stat* out) { return errno_of(arch::syscall(rt_sys_fstat, fd, out)); }

Errno newfstatat(i32 dirfd, const char* path, Stat* out, u32 flags) {
  return errno_of(arch::syscall(rt_sys_newfstatat, dirfd, path, out, flags));
}

Result<usize> getdents64(i32 fd, void* buffer, usize bytes) {
  return result_of<usize>(arch::syscall(rt_sys_getdents64, fd, buffer, bytes));
}

Errno pipe2(i32 (&fds)[2], u32 flags) { return errno_of(arch::syscall(rt_sys_pipe2, &fds[0], flags)); }

Errno unlinkat(i32 dirfd, const char* path, u32 flags) {
  return errno_of(arch::syscall(rt_sys_unlinkat, dirfd, path, flags));
}

Errno mkdirat(i32 dirfd, const char* path, u32 mode) {
  return errno_of(arch::syscall(rt_sys_mkdirat, dirfd, path, mode));
}

Errno renameat2(i32 old_dirfd, const char* old_path, i32 new_dirfd, const char* new_path, u32 flags) {
  return errno_of(arch::syscall(rt_sys_renameat2, old_dirfd, old_path, new_dirfd, new_path, flags));
}

Errno ftruncate(i32 fd, i64 bytes) { return errno_of(arch::syscall(rt_sys_ftruncate, fd, bytes)); }

Errno fsync(i32 fd) { return errno_of(arch::syscall(rt_sys_fsync, fd)); }

Result<i32> dup3(i32 old_fd, i32 new_fd, u32 flags) {
  return result_of<i32>(arch::syscall(rt_sys_dup3, old_fd, new_fd, flags));
}

Result<i32> fcntl(i32 fd, u32 command, u64 arg) {
  return result_of<i32>(arch::syscall(rt_sys_fcntl, fd, command, arg));
}

Result<i32> ioctl(i32 fd, u32 request, void* arg) {
  return result_of<i32>(arch::syscall(rt_sys_ioctl, fd, request, arg));
}

bool isatty(i32 fd) {
  // struct termios of include/uapi/asm-generic/termbits.h has 36 bytes; its contents do not matter here.
  u64 termios[8];
  return ioctl(fd, kIoctlTcgets, termios).ok();
}

Result<usize> readlinkat(i32 dirfd, const char* path, char* buffer, usize bytes) {
  return result_of<usize>(arch::syscall(rt_sys_readlinkat, dirfd, path, buffer, bytes));
}

Result<usize> getcwd(char* buffer, usize bytes) {
  return result_of<usize>(arch::syscall(rt_sys_getcwd, buffer, bytes));
}

Errno chdir(const char* path) { return errno_of(arch::syscall(rt_sys_chdir, path)); }

Result<u32> ppoll(PollFd* fds, usize count, i64 timeout_ns) {
  Timespec relative = timespec_from_ns(timeout_ns);
  Timespec* deadline = timeout_ns < 0 ? nullptr : &relative;
  return result_of<u32>(arch::syscall(rt_sys_ppoll, fds, count, deadline, nullptr, 0));
}

}  // namespace rt::kernel
