// rt0/net.cc - what is done with open sockets: read, write, accept, datagrams, deadlines, close.
//
// All sockets are non-blocking: a call is tried first and parks only when the kernel says eagain, so that it needs no
// entersyscall. Layer: rt0.
#include "rt0/net.h"

#include "kernel_iface/file.h"
#include "rt0/net_sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::error_of;
using detail::result_of;
using rt::Errno;
using rt::PollDesc;
using rt::PollMode;
using rt::Result;

namespace {

// receive reads from a stream. After a read that got less than it could take, the socket was empty: whatever comes
// later is an event, so the next read parks without asking the kernel first. Not so once the other end has stopped
// writing or there is urgent data, because those may have come with an event that is already taken (epoll(7), "Questions
// and answers", 9). Of Unix sockets a read may stop between two messages, and they are always asked.
Result<rt::usize> receive(PollDesc* pd, std::span<std::byte> into, bool drains) {
  if (const Errno e = poll_expired(pd, PollMode::read); e != Errno::ok) return e;
  if (pd->drained) {
    pd->drained = false;
    if ((pd->info.load_relaxed() & rt::kPollHangup) == 0) {
      if (const Errno e = rt::poll_wait(pd, PollMode::read); e != Errno::ok) return e;
    }
  }
  const auto r = rt::poll_transfer(pd, PollMode::read, [&](rt::i32 fd) {
    return kernel::recvfrom(fd, into.data(), into.size(), 0, nullptr);
  });
  pd->drained = drains && r.ok() && r.value() != 0 && r.value() < into.size();
  return r;
}

Errno send_all(PollDesc* pd, std::span<const std::byte> data) {
  while (!data.empty()) {
    const auto r = rt::poll_transfer(pd, PollMode::write, [&](rt::i32 fd) {
      return kernel::sendto(fd, data.data(), data.size(), kernel::kMsgNosignal, nullptr);
    });
    if (!r.ok()) return r.error();
    data = data.subspan(r.value());
  }
  return Errno::ok;
}

rt::PollFd handle(int fd, std::uint32_t generation) { return {fd, generation}; }

}  // namespace

// ---- socket ----

detail::socket& detail::socket::operator=(socket&& from) noexcept {
  if (this != &from) {
    close();
    fd_ = std::exchange(from.fd_, -1);
    generation_ = from.generation_;
  }
  return *this;
}

detail::socket::~socket() {
  if (fd_ >= 0) close();
}

result<void> detail::socket::close() { return result_of(rt::poll_close(handle(fd_, generation_))); }

int detail::socket::fd() const { return rt::poll_is_open(handle(fd_, generation_)) ? fd_ : -1; }

result<void> detail::socket::set_deadlines(time_point t, bool read, bool write) {
  const std::int64_t at = t.time_since_epoch().count();
  return result_of(rt::poll_set_deadline(handle(fd_, generation_), read, write, at));
}

std::string detail::socket::name(bool of_peer) const {
  const auto pd = rt::poll_hold(handle(fd_, generation_));
  if (!pd.ok()) return {};
  kernel::Sockaddr s;
  const Errno e = of_peer ? kernel::getpeername(fd_, &s) : kernel::getsockname(fd_, &s);
  rt::poll_drop(pd.value());
  return e == Errno::ok ? sockaddr_text(s) : std::string();
}

result<detail::socket> detail::socket::accept_next() {
  const auto pd = rt::poll_begin(handle(fd_, generation_), PollMode::read);
  if (!pd.ok()) return error_of(pd.error());
  const auto r = rt::poll_transfer(pd.value(), PollMode::read, [](rt::i32 fd) -> Result<rt::usize> {
    for (;;) {
      const auto taken = kernel::accept4(fd, nullptr, kernel::kSockNonblock | kernel::kSockCloexec);
      if (taken.ok()) return static_cast<rt::usize>(taken.value());
      // Who gave up while waiting is nobody's error.
      if (taken.error() != Errno::econnaborted) return taken.error();
    }
  });
  rt::poll_end(pd.value(), PollMode::read);
  if (!r.ok()) return error_of(r.error());
  return adopt(static_cast<rt::i32>(r.value()));
}

result<detail::socket> detail::adopt(rt::i32 fd) {
  const auto h = rt::poll_open(fd);
  if (h.ok()) return socket(h.value().fd, h.value().generation);
  static_cast<void>(kernel::close(fd));
  return error_of(h.error());
}

// ---- connections ----

result<std::size_t> detail::connection::read(std::span<std::byte> into) {
  if (into.empty()) return std::size_t{0};
  const auto pd = rt::poll_begin(handle(fd_, generation_), PollMode::read);
  if (!pd.ok()) return error_of(pd.error());
  const auto r = receive(pd.value(), into, true);
  rt::poll_end(pd.value(), PollMode::read);
  return result_of(r);
}

result<void> detail::connection::write(std::span<const std::byte> data) {
  const auto pd = rt::poll_begin(handle(fd_, generation_), PollMode::write);
  if (!pd.ok()) return error_of(pd.error());
  const Errno e = send_all(pd.value(), data);
  rt::poll_end(pd.value(), PollMode::write);
  return result_of(e);
}

result<void> detail::connection::close_write() {
  const auto pd = rt::poll_hold(handle(fd_, generation_));
  if (!pd.ok()) return error_of(pd.error());
  const Errno e = kernel::shutdown(fd_, kernel::kShutWr);
  rt::poll_drop(pd.value());
  return result_of(e);
}

// ---- listeners ----

result<tcp_conn> tcp_listener::accept() { return tcp_conn(RT0_TRY(accept_next())); }

result<unix_conn> unix_listener::accept() { return unix_conn(RT0_TRY(accept_next())); }

// ---- datagrams ----

static Result<rt::usize> receive_from(int fd, std::uint32_t generation, std::span<std::byte> into,
                                      kernel::Sockaddr* from) {
  const auto pd = rt::poll_begin(handle(fd, generation), PollMode::read);
  if (!pd.ok()) return pd.error();
  const auto r = rt::poll_transfer(pd.value(), PollMode::read, [&](rt::i32 number) {
    return kernel::recvfrom(number, into.data(), into.size(), 0, from);
  });
  rt::poll_end(pd.value(), PollMode::read);
  return r;
}

result<udp_socket::received> udp_socket::recv_from(std::span<std::byte> into) {
  kernel::Sockaddr from;
  const auto n = receive_from(fd_, generation_, into, &from);
  if (!n.ok()) return error_of(n.error());
  return received{n.value(), detail::sockaddr_text(from)};
}

result<std::size_t> udp_socket::recv_from(std::span<std::byte> into, net_addr& from) {
  kernel::Sockaddr s;
  const auto n = receive_from(fd_, generation_, into, &s);
  if (!n.ok()) return error_of(n.error());
  from = detail::from_sockaddr(s);
  return n.value();
}

result<void> udp_socket::send_to(std::span<const std::byte> data, const net_addr& to) {
  const kernel::Sockaddr s = detail::to_sockaddr(to);
  const auto pd = rt::poll_begin(handle(fd_, generation_), PollMode::write);
  if (!pd.ok()) return error_of(pd.error());
  const auto r = rt::poll_transfer(pd.value(), PollMode::write, [&](rt::i32 fd) {
    return kernel::sendto(fd, data.data(), data.size(), kernel::kMsgNosignal, &s);
  });
  rt::poll_end(pd.value(), PollMode::write);
  return result_of(r.error());
}

result<void> udp_socket::send_to(std::span<const std::byte> data, std::string_view to) {
  return send_to(data, RT0_TRY(net_addr::parse(to)));
}

}  // namespace rt0
