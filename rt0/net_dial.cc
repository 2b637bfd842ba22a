// rt0/net_dial.cc - dial_tcp: from text to a connection, by way of the resolver.
//
// Layer: rt0.
#include <cerrno>

#include "rt0/net_resolve.h"
#include "rt0/net_sys.h"

namespace rt0 {

namespace {

// Where a connection goes to when no host is named.
net_addr this_machine() { return *detail::parse_ip("127.0.0.1"); }

result<std::vector<net_addr>> addresses_of(std::string_view host, std::int64_t at) {
  if (host.empty()) return std::vector{this_machine()};
  if (const auto a = detail::parse_ip(host)) return std::vector{*a};
  return detail::resolve(host, at);
}

// share is when the first of n addresses has had its part of the time that is left, but for 2 s if there are as many.
std::int64_t share(std::int64_t at, std::size_t n) {
  static constexpr std::int64_t kLeastNs = 2'000'000'000;
  const std::int64_t now = abi::nanotime();
  if (at == 0 || at <= now) return at;
  return std::min(at, now + std::max((at - now) / static_cast<std::int64_t>(n), kLeastNs));
}

// A connection to a port of this machine that nobody listens on may get that very port for itself, and meet itself.
bool met_itself(const tcp_conn& c) { return c.local_addr() == c.remote_addr(); }

}  // namespace

result<tcp_conn> dial_tcp(std::string_view addr, std::chrono::nanoseconds timeout) {
  const auto parts = RT0_TRY(detail::split_host_port(addr));
  const std::int64_t at = timeout.count() > 0 ? abi::deadline(timeout.count()) : 0;
  const std::vector<net_addr> found = RT0_TRY(addresses_of(parts.host, at));
  result<tcp_conn> first = error::from_errno(ENONET);
  for (std::size_t i = 0; i < found.size(); i++) {
    net_addr a = found[i];
    a.port = parts.port;
    auto s = detail::connect_to(detail::to_sockaddr(a), share(at, found.size() - i));
    if (s) {
      tcp_conn c(std::move(*s));
      if (!met_itself(c)) return c;
      s = error::from_errno(ECONNREFUSED);
    }
    if (i == 0) first = s.error();
  }
  return first;
}

}  // namespace rt0
