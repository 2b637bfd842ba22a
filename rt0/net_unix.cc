// rt0/net_unix.cc - Unix sockets: their names, listening and connecting.
//
// Layer: rt0.
#include <algorithm>

#include "kernel_iface/file.h"
#include "rt0/net_sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::error_of;
using rt::Errno;

unix_listener& unix_listener::operator=(unix_listener&& from) noexcept {
  if (this != &from) {
    static_cast<void>(close());
    socket::operator=(std::move(from));
  }
  return *this;
}

unix_listener::~unix_listener() { static_cast<void>(close()); }

result<void> unix_listener::close() {
  // Before the socket: once it is closed, the name may be another one's.
  const std::string path = addr();
  if (!path.empty() && path[0] != '@')
    static_cast<void>(kernel::unlinkat(kernel::kAtFdcwd, path.c_str(), 0));
  return socket::close();
}

result<unix_listener> listen_unix(std::string_view path) {
  kernel::Sockaddr addr;
  if (const Errno e = detail::unix_sockaddr(path, &addr); e != Errno::ok) return error_of(e);
  return unix_listener(RT0_TRY(detail::listen_at(addr, kernel::kSockStream)));
}

result<unix_conn> dial_unix(std::string_view path) {
  kernel::Sockaddr addr;
  if (const Errno e = detail::unix_sockaddr(path, &addr); e != Errno::ok) return error_of(e);
  for (std::chrono::nanoseconds pause = std::chrono::microseconds(100);;) {
    auto s = detail::connect_to(addr, 0);
    // A full backlog is no event to wait for: epoll does not tell when there is room.
    if (s || s.error() != error_of(Errno::eagain)) return unix_conn(RT0_TRY(std::move(s)));
    sleep(pause);
    pause = std::min<std::chrono::nanoseconds>(2 * pause, std::chrono::milliseconds(10));
  }
}

}  // namespace rt0
