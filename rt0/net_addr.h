// rt0/net_addr.h - an IP address with a port, and its text: "127.0.0.1:80", "[::1]:80".
//
// Elsewhere addresses are text; this is for who looks at the parts, or sends many datagrams.
// Layer: rt0.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rt0/panic.h>

namespace rt0 {

struct net_addr {
  std::array<std::uint8_t, 16> ip{};  // in network order; of IPv4 the first four
  std::uint16_t port = 0;
  bool v6 = false;
  std::uint32_t scope = 0;  // the interface of a link-local IPv6 address, by number; 0: none

  // Numbers alone: no names of hosts or services. EINVAL: not an address.
  //   "192.0.2.1:80"  "[2001:db8::1]:80"  "[fe80::1%2]:80"
  static result<net_addr> parse(std::string_view text);
  // The shortest form (RFC 5952); an IPv4 address inside IPv6 is written as IPv4.
  std::string text() const;

  friend bool operator==(const net_addr&, const net_addr&) = default;
};

namespace detail {

// "host:port" and "[host]:port" cut in two. EINVAL: no port, or colons without brackets.
struct host_port {
  std::string_view host;
  std::uint16_t port;
};
result<host_port> split_host_port(std::string_view text);

// An address without a port.
std::optional<net_addr> parse_ip(std::string_view text);
std::string ip_text(const net_addr& a);

}  // namespace detail
}  // namespace rt0
