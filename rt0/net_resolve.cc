// rt0/net_resolve.cc - asking files and servers for the addresses of a host.
//
// UDP alone: an answer that does not fit is used as far as it goes. Not followed: DNSSEC, mDNS, nsswitch.conf.
// Layer: rt0.
#include "rt0/net_resolve.h"

#include <algorithm>
#include <cerrno>

#include "rt0/io.h"
#include "rt0/net.h"
#include "rt0/os.h"

namespace rt0::detail {

namespace {

using time_point = steady_clock::time_point;

std::uint16_t random_id() {
  std::array<std::byte, 2> b;
  random_bytes(b);
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(b[0]) << 8 | std::to_integer<unsigned>(b[1]));
}

// The two questions for one name, and what has been answered so far.
struct inquiry {
  std::vector<std::byte> questions[2];
  dns_answer answers[2];
  bool answered[2] = {};

  bool done() const { return answered[0] && answered[1]; }
  // No error in either.
  bool is_good() const { return answers[0].rcode == 0 && answers[1].rcode == 0; }
  bool no_such_name() const { return answers[0].rcode == 3 || answers[1].rcode == 3; }

  void take(std::span<const std::byte> message) {
    for (int i = 0; i < 2; i++) {
      if (answered[i]) continue;
      auto answer = parse_dns_answer(message, questions[i]);
      if (!answer) continue;
      answers[i] = std::move(*answer);
      answered[i] = true;
    }
  }
};

// ask_server sends what has no answer yet and waits for both answers, until `until`.
result<void> ask_server(udp_socket& s, const net_addr& server, inquiry& q, time_point until) {
  RT0_TRY(s.set_read_deadline(until));
  for (const auto& question : q.questions) RT0_TRY(s.send_to(question, server));
  std::vector<std::byte> message(kDnsAnswerBytes);
  while (!q.done()) {
    net_addr from;
    const std::size_t n = RT0_TRY(s.recv_from(message, from));
    if (from == server) q.take(std::span(message).first(n));  // others are somebody else's, or forged
  }
  return {};
}

// ask_all goes through the servers until one has said yes or no.
result<void> ask_all(inquiry& q, const resolver_config& config, std::int64_t at) {
  error last = error::from_errno(ETIMEDOUT);
  for (unsigned round = 0; round < config.attempts; round++) {
    for (const net_addr& server : config.servers) {
      time_point until = steady_clock::now() + std::chrono::seconds(config.timeout_s);
      if (at != 0) until = std::min(until, time_point(std::chrono::nanoseconds(at)));
      udp_socket s = RT0_TRY(listen_udp(server.v6 ? "[::]:0" : "0.0.0.0:0"));
      q.answered[0] = q.answered[1] = false;
      const auto r = ask_server(s, server, q, until);
      if (r && (q.is_good() || q.no_such_name())) return {};
      last = r ? error::from_errno(EAGAIN) : r.error();
      if (at != 0 && steady_clock::now() >= time_point(std::chrono::nanoseconds(at))) return error::from_errno(ETIMEDOUT);
    }
  }
  return last;
}

}  // namespace

result<std::vector<net_addr>> ask_dns(std::string_view name, const resolver_config& config, std::int64_t at) {
  for (const std::string& full : names_to_ask(name, config)) {
    inquiry q;
    auto a = dns_question(random_id(), full, dns_type::a);
    auto aaaa = dns_question(random_id(), full, dns_type::aaaa);
    if (!a || !aaaa) continue;
    q.questions[0] = std::move(*a);
    q.questions[1] = std::move(*aaaa);
    RT0_TRY(ask_all(q, config, at));
    std::vector<net_addr> found = std::move(q.answers[0].addrs);
    found.insert(found.end(), q.answers[1].addrs.begin(), q.answers[1].addrs.end());
    if (!found.empty()) return found;
  }
  return error::from_errno(ENONET);
}

result<std::vector<net_addr>> resolve(std::string_view name, std::int64_t at) {
  const auto hosts = read_file("/etc/hosts");
  if (hosts) {
    auto found = find_in_hosts(*hosts, name);
    if (!found.empty()) return found;
  }
  if (name == "localhost" || name.ends_with(".localhost")) {  // RFC 6761, 6.3
    return std::vector{*parse_ip("127.0.0.1"), *parse_ip("::1")};
  }
  const auto conf = read_file("/etc/resolv.conf");
  return ask_dns(name, parse_resolv_conf(conf ? std::string_view(*conf) : std::string_view()), at);
}

}  // namespace rt0::detail
