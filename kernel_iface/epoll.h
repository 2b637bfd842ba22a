// kernel_iface/epoll.h - waiting for many descriptors at once, and the eventfd that interrupts it.
//
// What readiness means to a goroutine is sched/netpoll.cc's. struct EpollEvent is in uapi_arch.h, because its
// layout differs by isa. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"
#include "uapi_arch.h"

namespace rt::kernel {

// Events: include/uapi/linux/eventpoll.h.
inline constexpr u32 kEpollIn = 0x0001;     // EPOLLIN: a read would not block
inline constexpr u32 kEpollPri = 0x0002;    // EPOLLPRI: urgent data
inline constexpr u32 kEpollOut = 0x0004;    // EPOLLOUT: a write would not block
inline constexpr u32 kEpollErr = 0x0008;    // EPOLLERR, reported always
inline constexpr u32 kEpollHup = 0x0010;    // EPOLLHUP, reported always: both directions are closed
inline constexpr u32 kEpollRdhup = 0x2000;  // EPOLLRDHUP: the other end will not write again
inline constexpr u32 kEpollEt = 1u << 31;   // EPOLLET: once for each change, not for as long as it lasts

// What epoll_ctl does: the same header.
inline constexpr u32 kEpollCtlAdd = 1;  // EPOLL_CTL_ADD
inline constexpr u32 kEpollCtlDel = 2;  // EPOLL_CTL_DEL
inline constexpr u32 kEpollCtlMod = 3;  // EPOLL_CTL_MOD

// Flags of epoll_create1 and eventfd2: include/uapi/linux/eventpoll.h, include/linux/eventfd.h.
inline constexpr u32 kEpollCloexec = 02000000;    // EPOLL_CLOEXEC
inline constexpr u32 kEventfdCloexec = 02000000;  // EFD_CLOEXEC
inline constexpr u32 kEventfdNonblock = 04000;    // EFD_NONBLOCK

// epoll_create1 makes a set of watched descriptors.
//   returns  its descriptor, or emfile, enfile, enomem. Any stack. man 2 epoll_create1.
Result<i32> epoll_create1(u32 flags);

// epoll_ctl watches fd, or stops that.
//   event    what for, and the data that its events carry; null to kEpollCtlDel
//   returns  ok, eexist, enoent (not watched), eperm (this kind of file is always ready), enomem,
//            enospc (max_user_watches)
// Any stack. man 2 epoll_ctl.
[[nodiscard]] Errno epoll_ctl(i32 epoll, u32 op, i32 fd, const EpollEvent* event);

// epoll_pwait waits until something is ready; the calling M sleeps.
//   timeout_ms  -1: no deadline; 0: only look
//   returns     how many events were filled in, 0 when time is up, or eintr
// Any stack, with or without a P. man 2 epoll_pwait.
Result<u32> epoll_pwait(i32 epoll, EpollEvent* events, u32 count, i32 timeout_ms);

// epoll_pwait2 is epoll_pwait to the nanosecond. enosys: before Linux 5.11.
//   timeout_ns  0 or more
Result<u32> epoll_pwait2(i32 epoll, EpollEvent* events, u32 count, i64 timeout_ns);

// eventfd2 makes a counter that is ready to read while it is not 0: write adds 8 bytes' value, read takes it.
//   returns  its descriptor, or emfile, enfile, enomem, enodev. Any stack. man 2 eventfd.
Result<i32> eventfd2(u32 initial, u32 flags);

}  // namespace rt::kernel
