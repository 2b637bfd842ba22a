// rt0/net_dns.h - what the resolver reads and writes: /etc/hosts, /etc/resolv.conf, DNS messages. No system calls.
//
// Not a public header: the library's own sources include it. Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rt0/net_addr.h>

namespace rt0::detail {

// What man 5 resolv.conf describes, as far as it is followed here.
struct resolver_config {
  std::vector<net_addr> servers;    // three at most; 127.0.0.1:53 if none is named
  std::vector<std::string> search;  // domains that are tried behind a name
  unsigned ndots = 1;               // a name with as many dots is first tried as it is
  unsigned timeout_s = 5;           // for each question
  unsigned attempts = 2;            // rounds through the servers
};
resolver_config parse_resolv_conf(std::string_view text);

// The addresses of name in the text of /etc/hosts, in its order; ports are 0.
std::vector<net_addr> find_in_hosts(std::string_view text, std::string_view name);

// The names to ask for, in order. Each ends with a dot.
std::vector<std::string> names_to_ask(std::string_view name, const resolver_config& config);

enum class dns_type : std::uint16_t { a = 1, aaaa = 28 };

// A question for one name, with the offer to take answers of 1232 bytes (EDNS). nullopt: no name of DNS, because a
// label is empty or above 63 bytes, or all of it above 254.
std::optional<std::vector<std::byte>> dns_question(std::uint16_t id, std::string_view name, dns_type type);
inline constexpr std::size_t kDnsAnswerBytes = 1232;

struct dns_answer {
  unsigned rcode = 0;  // 0: no error; 3: no such name; others: the server cannot say
  std::vector<net_addr> addrs;
};
// nullopt: not the answer to that question, or malformed. Aliases are not followed: the server has done that.
std::optional<dns_answer> parse_dns_answer(std::span<const std::byte> message, std::span<const std::byte> question);

}  // namespace rt0::detail
