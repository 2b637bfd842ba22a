// rt0/net.h - TCP, UDP and Unix sockets.
//
// Every call parks the goroutine, never the thread. Objects can be moved and not copied, and are closed when they are
// destroyed. They may be used by several goroutines at once: reads exclude reads, writes exclude writes. close wakes
// whoever is parked, with EBADF, and comes back when the descriptor is closed; every later call fails with EBADF. An object
// may be moved or destroyed only while nobody uses it.
//
// Addresses are text: "127.0.0.1:80", "[::1]:80". A time that has passed makes calls fail with ETIMEDOUT, at once or
// while they are parked; a time_point of 0 takes the limit away.
// Layer: rt0.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <rt0/net_addr.h>
#include <rt0/panic.h>
#include <rt0/time.h>

namespace rt0 {

namespace detail {

// socket is one opening of a descriptor. Its two numbers are written when it is made or moved, never by close.
class socket {
 public:
  using time_point = steady_clock::time_point;

  constexpr socket() = default;
  constexpr socket(int fd, std::uint32_t generation) : fd_(fd), generation_(generation) {}
  socket(socket&& from) noexcept
      : fd_(std::exchange(from.fd_, -1)), generation_(from.generation_) {}
  socket& operator=(socket&& from) noexcept;
  ~socket();

  result<void> close();
  int fd() const;  // -1 when it is closed
  explicit operator bool() const { return fd() >= 0; }

  result<void> set_deadline(time_point t) { return set_deadlines(t, true, true); }
  result<void> set_read_deadline(time_point t) { return set_deadlines(t, true, false); }
  result<void> set_write_deadline(time_point t) { return set_deadlines(t, false, true); }

 protected:
  result<void> set_deadlines(time_point t, bool read, bool write);
  std::string name(bool of_peer) const;
  result<socket> accept_next();

  int fd_ = -1;
  std::uint32_t generation_ = 0;
};

// connection is a stream: bytes in order, both ways.
class connection : public socket {
 public:
  using socket::socket;
  explicit connection(socket&& from) : socket(std::move(from)) {}

  // What is there, at most into.size() bytes; 0 when the other end has ended writing.
  [[nodiscard]] result<std::size_t> read(std::span<std::byte> into);
  // All of data. EPIPE when the other end reads no more, never a signal.
  result<void> write(std::span<const std::byte> data);
  result<void> write(std::string_view data) { return write(std::as_bytes(std::span(data))); }
  // The other end reads to the end; this one can still read.
  result<void> close_write();

  std::string local_addr() const { return name(false); }
  std::string remote_addr() const { return name(true); }
};

}  // namespace detail

class tcp_conn : public detail::connection {
 public:
  using connection::connection;
};

class unix_conn : public detail::connection {
 public:
  using connection::connection;
};

// A listener. accept takes the next connection; the read deadline is accept's. EMFILE, ENFILE: there are too many
// open files; the connection still waits, so try again when some are closed.
class tcp_listener : public detail::socket {
 public:
  using socket::socket;
  explicit tcp_listener(socket&& from) : socket(std::move(from)) {}
  [[nodiscard]] result<tcp_conn> accept();
  std::string addr() const { return name(false); }
};

// Closing removes the name from the file system.
class unix_listener : public detail::socket {
 public:
  using socket::socket;
  explicit unix_listener(socket&& from) : socket(std::move(from)) {}
  unix_listener(unix_listener&&) = default;
  unix_listener& operator=(unix_listener&&) noexcept;
  ~unix_listener();

  [[nodiscard]] result<unix_conn> accept();
  std::string addr() const { return name(false); }
  result<void> close();
};

// udp_socket sends and receives datagrams. A datagram that is longer than into is cut.
class udp_socket : public detail::socket {
 public:
  using socket::socket;
  explicit udp_socket(socket&& from) : socket(std::move(from)) {}

  struct received {
    std::size_t size;
    std::string from;
  };
  [[nodiscard]] result<received> recv_from(std::span<std::byte> into);
  result<void> send_to(std::span<const std::byte> data, std::string_view to);
  result<void> send_to(std::string_view data, std::string_view to) {
    return send_to(std::as_bytes(std::span(data)), to);
  }
  // The same without text.
  [[nodiscard]] result<std::size_t> recv_from(std::span<std::byte> into, net_addr& from);
  result<void> send_to(std::span<const std::byte> data, const net_addr& to);

  std::string addr() const { return name(false); }
};

// listen begins to take connections, or datagrams. Port 0: one that is free, which addr() tells. No host, as in ":80":
// all addresses of this machine, IPv4 and IPv6. Small writes to a TCP connection leave at once (TCP_NODELAY).
[[nodiscard]] result<tcp_listener> listen_tcp(std::string_view addr);
[[nodiscard]] result<udp_socket> listen_udp(std::string_view addr);

// dial connects. The host may be a name: of /etc/hosts, or found by DNS; its addresses are tried in turn, and the error
// is the first one's. ENONET: no such host. No host, as in ":80": this machine. ETIMEDOUT after timeout, if it is not 0.
[[nodiscard]] result<tcp_conn> dial_tcp(std::string_view addr, std::chrono::nanoseconds timeout = {});

// Unix sockets. path: in the file system, or with '@' first in the abstract name space. ENAMETOOLONG: above 107 bytes.
[[nodiscard]] result<unix_listener> listen_unix(std::string_view path);
[[nodiscard]] result<unix_conn> dial_unix(std::string_view path);

}  // namespace rt0
