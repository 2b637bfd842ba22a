// kernel_iface/socket.cc - the calls on sockets.
//
// Layer: kernel_iface.
#include "kernel_iface/socket.h"

#include "syscall_arch.h"

namespace rt::kernel {

// The kernel reads how much room there is and writes how much the address has.
static constexpr u32 kRoom = offsetof(Sockaddr, bytes);

Result<i32> socket(u32 family, u32 type, u32 protocol) {
  return result_of<i32>(arch::syscall(rt_sys_socket, family, type, protocol));
}

Errno bind(i32 fd, const Sockaddr* addr) {
  return errno_of(arch::syscall(rt_sys_bind, fd, addr, addr->bytes));
}

Errno listen(i32 fd, u32 backlog) { return errno_of(arch::syscall(rt_sys_listen, fd, backlog)); }

Result<i32> accept4(i32 fd, Sockaddr* from, u32 flags) {
  if (from != nullptr) from->bytes = kRoom;
  u32* bytes = from != nullptr ? &from->bytes : nullptr;
  return result_of<i32>(arch::syscall(rt_sys_accept4, fd, from, bytes, flags));
}

Errno connect(i32 fd, const Sockaddr* addr) {
  return errno_of(arch::syscall(rt_sys_connect, fd, addr, addr->bytes));
}

Errno shutdown(i32 fd, u32 how) { return errno_of(arch::syscall(rt_sys_shutdown, fd, how)); }

Errno getsockname(i32 fd, Sockaddr* addr) {
  addr->bytes = kRoom;
  return errno_of(arch::syscall(rt_sys_getsockname, fd, addr, &addr->bytes));
}

Errno getpeername(i32 fd, Sockaddr* addr) {
  addr->bytes = kRoom;
  return errno_of(arch::syscall(rt_sys_getpeername, fd, addr, &addr->bytes));
}

Errno setsockopt(i32 fd, u32 level, u32 name, i32 value) {
  return errno_of(arch::syscall(rt_sys_setsockopt, fd, level, name, &value, sizeof value));
}

Result<i32> getsockopt(i32 fd, u32 level, u32 name) {
  i32 value = 0;
  u32 bytes = sizeof value;
  const Errno e = errno_of(arch::syscall(rt_sys_getsockopt, fd, level, name, &value, &bytes));
  if (e != Errno::ok) return e;
  return value;
}

Result<usize> recvfrom(i32 fd, void* buffer, usize bytes, u32 flags, Sockaddr* from) {
  if (from == nullptr)
    return result_of<usize>(arch::syscall(rt_sys_recvfrom, fd, buffer, bytes, flags, nullptr, nullptr));
  from->bytes = kRoom;
  return result_of<usize>(arch::syscall(rt_sys_recvfrom, fd, buffer, bytes, flags, from, &from->bytes));
}

Result<usize> sendto(i32 fd, const void* buffer, usize bytes, u32 flags, const Sockaddr* to) {
  const u32 to_bytes = to != nullptr ? to->bytes : 0;
  return result_of<usize>(arch::syscall(rt_sys_sendto, fd, buffer, bytes, flags, to, to_bytes));
}

}  // namespace rt::kernel
