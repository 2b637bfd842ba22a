// kernel_iface/epoll.cc - the calls of epoll, and eventfd.
//
// Layer: kernel_iface.
#include "kernel_iface/epoll.h"

#include "kernel_iface/clock.h"
#include "syscall_arch.h"

namespace rt::kernel {

Result<i32> epoll_create1(u32 flags) { return result_of<i32>(arch::syscall(rt_sys_epoll_create1, flags)); }

Errno epoll_ctl(i32 epoll, u32 op, i32 fd, const EpollEvent* event) {
  return errno_of(arch::syscall(rt_sys_epoll_ctl, epoll, op, fd, event));
}

Result<u32> epoll_pwait(i32 epoll, EpollEvent* events, u32 count, i32 timeout_ms) {
  return result_of<u32>(arch::syscall(rt_sys_epoll_pwait, epoll, events, count, timeout_ms, nullptr, 0));
}

Result<u32> epoll_pwait2(i32 epoll, EpollEvent* events, u32 count, i64 timeout_ns) {
  const Timespec timeout = timespec_from_ns(timeout_ns);
  return result_of<u32>(arch::syscall(rt_sys_epoll_pwait2, epoll, events, count, &timeout, nullptr, 0));
}

Result<i32> eventfd2(u32 initial, u32 flags) {
  return result_of<i32>(arch::syscall(rt_sys_eventfd2, initial, flags));
}

}  // namespace rt::kernel
