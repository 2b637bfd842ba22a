// rt0/net_listen.cc - making sockets: listen on an address, connect to one.
//
// Layer: rt0.
#include <cstring>

#include "kernel_iface/clock.h"
#include "kernel_iface/file.h"
#include "rt0/net_sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::error_of;
using rt::Errno;

namespace detail {

kernel::Sockaddr to_sockaddr(const net_addr& a) {
  kernel::Sockaddr s{};
  const rt::u8 port[2] = {static_cast<rt::u8>(a.port >> 8), static_cast<rt::u8>(a.port)};
  if (a.v6) {
    s.in6 = {kernel::kAfInet6, {port[0], port[1]}, 0, {}, a.scope};
    std::memcpy(s.in6.addr, a.ip.data(), 16);
    s.bytes = sizeof s.in6;
  } else {
    s.in = {kernel::kAfInet, {port[0], port[1]}, {}, {}};
    std::memcpy(s.in.addr, a.ip.data(), 4);
    s.bytes = sizeof s.in;
  }
  return s;
}

net_addr from_sockaddr(const kernel::Sockaddr& s) {
  net_addr a;
  a.port = static_cast<std::uint16_t>(s.in.port[0] << 8 | s.in.port[1]);  // at the same place in both
  a.v6 = s.family == kernel::kAfInet6;
  if (a.v6) {
    std::memcpy(a.ip.data(), s.in6.addr, 16);
    a.scope = s.in6.scope_id;
  } else {
    std::memcpy(a.ip.data(), s.in.addr, 4);
  }
  return a;
}

std::string sockaddr_text(const kernel::Sockaddr& s) {
  if (s.family == kernel::kAfInet || s.family == kernel::kAfInet6) return from_sockaddr(s).text();
  const std::size_t head = offsetof(kernel::SockaddrUn, path);
  if (s.family != kernel::kAfUnix || s.bytes <= head) return {};
  std::string text(s.un.path, s.bytes - head);
  if (text[0] == '\0') text[0] = '@';
  else text.resize(std::strlen(text.c_str()));  // the kernel counts a NUL
  return text;
}

Errno unix_sockaddr(std::string_view path, kernel::Sockaddr* out) {
  if (path.empty() || path.find('\0') != path.npos) return Errno::einval;
  if (path.size() >= kernel::kUnixPathBytes) return Errno::enametoolong;
  *out = {};
  out->un.family = kernel::kAfUnix;
  std::memcpy(out->un.path, path.data(), path.size());
  // An abstract name is as long as it is; a path ends with its NUL.
  const bool abstract = path[0] == '@';
  if (abstract) out->un.path[0] = '\0';
  out->bytes = static_cast<rt::u32>(offsetof(kernel::SockaddrUn, path) + path.size() + (abstract ? 0 : 1));
  return Errno::ok;
}

rt::Result<rt::i32> open_socket(rt::u32 family, rt::u32 type) {
  return kernel::socket(family, type | kernel::kSockNonblock | kernel::kSockCloexec, 0);
}

}  // namespace detail

namespace {

constexpr rt::u32 kBacklog = 65535;  // the kernel takes net.core.somaxconn if that is less

// prepare sets the options that go before bind. A socket option that is refused is a kernel without it.
void prepare(rt::i32 fd, const kernel::Sockaddr& addr, rt::u32 type) {
  if (addr.family == kernel::kAfUnix) return;
  // IPv4 too, if the address is the empty one.
  if (addr.family == kernel::kAfInet6)
    static_cast<void>(kernel::setsockopt(fd, kernel::kIpprotoIpv6, kernel::kIpv6V6only, 0));
  if (type != kernel::kSockStream) return;
  // A server that is started again gets its port although old connections linger.
  static_cast<void>(kernel::setsockopt(fd, kernel::kSolSocket, kernel::kSoReuseaddr, 1));
  // Accepted connections inherit it.
  static_cast<void>(kernel::setsockopt(fd, kernel::kIpprotoTcp, kernel::kTcpNodelay, 1));
}

}  // namespace

result<detail::socket> detail::listen_at(const kernel::Sockaddr& addr, rt::u32 type) {
  const auto fd = open_socket(addr.family, type);
  if (!fd.ok()) return error_of(fd.error());
  prepare(fd.value(), addr, type);
  Errno e = kernel::bind(fd.value(), &addr);
  if (e == Errno::ok && type == kernel::kSockStream) e = kernel::listen(fd.value(), kBacklog);
  if (e == Errno::ok) return adopt(fd.value());
  static_cast<void>(kernel::close(fd.value()));
  return error_of(e);
}

namespace {

result<detail::socket> listen_on(std::string_view text, rt::u32 type) {
  if (!text.starts_with(':')) return detail::listen_at(detail::to_sockaddr(RT0_TRY(net_addr::parse(text))), type);
  net_addr any;
  any.port = RT0_TRY(detail::split_host_port(text)).port;
  any.v6 = true;
  auto both = detail::listen_at(detail::to_sockaddr(any), type);
  const int code = both ? 0 : both.error().code();
  // A kernel without IPv6, or with it switched off.
  if (code != static_cast<int>(Errno::eafnosupport) && code != static_cast<int>(Errno::eaddrnotavail)) return both;
  any.v6 = false;
  return detail::listen_at(detail::to_sockaddr(any), type);
}

// wait_connected waits until a connection that was begun is there. Nobody else knows the socket.
Errno wait_connected(rt::PollFd h) {
  const auto pd = rt::poll_begin(h, rt::PollMode::write);
  if (!pd.ok()) return pd.error();
  Errno e;
  for (;;) {
    e = rt::poll_wait(pd.value(), rt::PollMode::write);
    if (e != Errno::ok) break;
    const auto code = kernel::getsockopt(h.fd, kernel::kSolSocket, kernel::kSoError);
    e = code.ok() ? static_cast<Errno>(code.value()) : code.error();
    kernel::Sockaddr peer;
    // No error and no peer: it was an event of before.
    if (e != Errno::ok || kernel::getpeername(h.fd, &peer) == Errno::ok) break;
  }
  rt::poll_end(pd.value(), rt::PollMode::write);
  return e;
}

}  // namespace

result<detail::socket> detail::connect_to(const kernel::Sockaddr& to, std::int64_t at) {
  const auto fd = open_socket(to.family, kernel::kSockStream);
  if (!fd.ok()) return error_of(fd.error());
  if (to.family != kernel::kAfUnix)
    static_cast<void>(kernel::setsockopt(fd.value(), kernel::kIpprotoTcp, kernel::kTcpNodelay, 1));
  Errno e = kernel::connect(fd.value(), &to);
  const bool goes_on = e == Errno::einprogress || e == Errno::eintr;
  if (e != Errno::ok && !goes_on) {
    static_cast<void>(kernel::close(fd.value()));
    return error_of(e);
  }
  const auto h = rt::poll_open(fd.value());
  if (!h.ok()) {
    static_cast<void>(kernel::close(fd.value()));
    return error_of(h.error());
  }
  socket s(h.value().fd, h.value().generation);
  if (!goes_on) return s;
  if (at != 0) e = rt::poll_set_deadline(h.value(), false, true, at);
  e = wait_connected(h.value());
  if (e != Errno::ok) return error_of(e);
  if (at != 0) RT0_TRY(s.set_write_deadline({}));
  return s;
}

result<tcp_listener> listen_tcp(std::string_view addr) {
  return tcp_listener(RT0_TRY(listen_on(addr, kernel::kSockStream)));
}

result<udp_socket> listen_udp(std::string_view addr) {
  return udp_socket(RT0_TRY(listen_on(addr, kernel::kSockDgram)));
}

}  // namespace rt0
