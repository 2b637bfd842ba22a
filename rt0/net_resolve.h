// rt0/net_resolve.h - from the name of a host to its addresses.
//
// Not a public header: the library's own sources include it. Layer: rt0.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include <rt0/net_addr.h>
#include <rt0/panic.h>

#include "rt0/net_dns.h"

namespace rt0::detail {

// ask_dns asks the servers for the addresses of name, IPv4 first; ports are 0.
//   at       nanotime() after which it fails; 0: when the servers' own limits have passed
//   returns  ENONET (no such host), ETIMEDOUT (nobody answered), EAGAIN (no server could say), or of sockets
result<std::vector<net_addr>> ask_dns(std::string_view name, const resolver_config& config, std::int64_t at);

// resolve looks in /etc/hosts, knows localhost, and asks DNS as /etc/resolv.conf says. Both are read each time.
result<std::vector<net_addr>> resolve(std::string_view name, std::int64_t at);

}  // namespace rt0::detail
