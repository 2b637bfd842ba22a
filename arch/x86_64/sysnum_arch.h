// arch/x86_64/sysnum_arch.h - the numbers of the system calls that the runtime can make.
//
// One table for C++ and assembly: X(name, Name, number). From it come the stub rt_sys_<name>
// (syscall.S), its declaration (syscall_arch.h) and the constant kSys<Name>. Numbers are those of
// arch/x86/entry/syscalls/syscall_64.tbl. A call that is not in this table cannot be made.
// Layer: arch.
#pragma once

// clang-format off
#define RT_SYSCALLS(X)                        \
  X(read, Read, 0)                            \
  X(write, Write, 1)                          \
  X(close, Close, 3)                          \
  X(fstat, Fstat, 5)                          \
  X(lseek, Lseek, 8)                          \
  X(mmap, Mmap, 9)                            \
  X(mprotect, Mprotect, 10)                   \
  X(munmap, Munmap, 11)                       \
  X(rt_sigaction, RtSigaction, 13)            \
  X(rt_sigprocmask, RtSigprocmask, 14)        \
  X(ioctl, Ioctl, 16)                         \
  X(pread64, Pread64, 17)                     \
  X(pwrite64, Pwrite64, 18)                   \
  X(readv, Readv, 19)                         \
  X(writev, Writev, 20)                       \
  X(sched_yield, SchedYield, 24)              \
  X(mremap, Mremap, 25)                       \
  X(madvise, Madvise, 28)                     \
  X(nanosleep, Nanosleep, 35)                 \
  X(getpid, Getpid, 39)                       \
  X(socket, Socket, 41)                       \
  X(connect, Connect, 42)                     \
  X(sendto, Sendto, 44)                       \
  X(recvfrom, Recvfrom, 45)                   \
  X(shutdown, Shutdown, 48)                   \
  X(bind, Bind, 49)                           \
  X(listen, Listen, 50)                       \
  X(getsockname, Getsockname, 51)             \
  X(getpeername, Getpeername, 52)             \
  X(setsockopt, Setsockopt, 54)               \
  X(getsockopt, Getsockopt, 55)               \
  X(clone, Clone, 56)                         \
  X(execve, Execve, 59)                       \
  X(exit, Exit, 60)                           \
  X(wait4, Wait4, 61)                         \
  X(kill, Kill, 62)                           \
  X(fcntl, Fcntl, 72)                         \
  X(fsync, Fsync, 74)                         \
  X(ftruncate, Ftruncate, 77)                 \
  X(getcwd, Getcwd, 79)                       \
  X(chdir, Chdir, 80)                         \
  X(getppid, Getppid, 110)                    \
  X(sigaltstack, Sigaltstack, 131)            \
  X(arch_prctl, ArchPrctl, 158)               \
  X(gettid, Gettid, 186)                      \
  X(futex, Futex, 202)                        \
  X(sched_setaffinity, SchedSetaffinity, 203) \
  X(sched_getaffinity, SchedGetaffinity, 204) \
  X(getdents64, Getdents64, 217)              \
  X(clock_gettime, ClockGettime, 228)         \
  X(exit_group, ExitGroup, 231)               \
  X(epoll_ctl, EpollCtl, 233)                 \
  X(tgkill, Tgkill, 234)                      \
  X(openat, Openat, 257)                      \
  X(mkdirat, Mkdirat, 258)                    \
  X(newfstatat, Newfstatat, 262)              \
  X(unlinkat, Unlinkat, 263)                  \
  X(readlinkat, Readlinkat, 267)              \
  X(ppoll, Ppoll, 271)                        \
  X(epoll_pwait, EpollPwait, 281)             \
  X(accept4, Accept4, 288)                    \
  X(eventfd2, Eventfd2, 290)                  \
  X(epoll_create1, EpollCreate1, 291)         \
  X(dup3, Dup3, 292)                          \
  X(pipe2, Pipe2, 293)                        \
  X(prlimit64, Prlimit64, 302)                \
  X(getcpu, Getcpu, 309)                      \
  X(renameat2, Renameat2, 316)                \
  X(getrandom, Getrandom, 318)                \
  X(process_madvise, ProcessMadvise, 440)     \
  X(epoll_pwait2, EpollPwait2, 441)
// clang-format on

#ifndef __ASSEMBLER__
#include "base/types.h"

namespace rt {

#define RT_SYSCALL_NUMBER_(name, Name, number) inline constexpr u32 kSys##Name = number;
RT_SYSCALLS(RT_SYSCALL_NUMBER_)
#undef RT_SYSCALL_NUMBER_

}  // namespace rt
#endif
