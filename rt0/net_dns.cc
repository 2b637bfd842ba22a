// rt0/net_dns.cc - the formats of the resolver.
//
// Messages: RFC 1035, 4.1; AAAA: RFC 3596; EDNS: RFC 6891. Layer: rt0.
#include "rt0/net_dns.h"

#include <algorithm>

namespace rt0::detail {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// Cuts the first line, or the first word, off text.
std::string_view take_line(std::string_view& text) {
  const std::size_t n = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, n);
  text.remove_prefix(std::min(n + 1, text.size()));
  return line;
}

std::string_view take_word(std::string_view& line) {
  static constexpr std::string_view kBlank = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlank));
  line.remove_prefix(word.size());
  return word;
}

std::string_view without_comment(std::string_view line, std::string_view marks) {
  return line.substr(0, line.find_first_of(marks));
}

// "name:7" sets to to 7, at most max.
void take_option(std::string_view word, std::string_view name, unsigned max, unsigned& to) {
  if (!word.starts_with(name)) return;
  unsigned value = 0;
  for (char c : word.substr(name.size())) {
    if (c < '0' || c > '9') return;
    value = std::min(value * 10 + static_cast<unsigned>(c - '0'), max);
  }
  to = value;
}

void take_options(std::string_view line, resolver_config& config) {
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    take_option(word, "ndots:", 15, config.ndots);
    take_option(word, "timeout:", 30, config.timeout_s);
    take_option(word, "attempts:", 5, config.attempts);
  }
}

}  // namespace

resolver_config parse_resolv_conf(std::string_view text) {
  static constexpr std::size_t kMaxServers = 3;
  static constexpr std::uint16_t kPort = 53;
  resolver_config config;
  while (!text.empty()) {
    std::string_view line = without_comment(take_line(text), "#;");
    const std::string_view key = take_word(line);
    if (key == "nameserver" && config.servers.size() < kMaxServers) {
      if (auto a = parse_ip(take_word(line))) {
        a->port = kPort;
        config.servers.push_back(*a);
      }
    } else if (key == "search" || key == "domain") {
      config.search.clear();
      for (std::string_view word = take_word(line); !word.empty(); word = take_word(line))
        config.search.emplace_back(word);
    } else if (key == "options") {
      take_options(line, config);
    }
  }
  if (config.servers.empty()) {
    net_addr local;
    local.ip = {127, 0, 0, 1};
    local.port = kPort;
    config.servers.push_back(local);
  }
  config.timeout_s = std::max(config.timeout_s, 1u);
  config.attempts = std::max(config.attempts, 1u);
  return config;
}

std::vector<net_addr> find_in_hosts(std::string_view text, std::string_view name) {
  std::vector<net_addr> found;
  while (!text.empty()) {
    std::string_view line = without_comment(take_line(text), "#");
    const auto a = parse_ip(take_word(line));
    if (!a) continue;
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
      if (!same_name(word, name)) continue;
      found.push_back(*a);
      break;
    }
  }
  return found;
}

std::vector<std::string> names_to_ask(std::string_view name, const resolver_config& config) {
  std::vector<std::string> names;
  if (name.ends_with('.')) {
    names.emplace_back(name);
    return names;
  }
  const std::string as_it_is = std::string(name) + '.';
  const bool first = static_cast<unsigned>(std::count(name.begin(), name.end(), '.')) >= config.ndots;
  if (first) names.push_back(as_it_is);
  for (const std::string& domain : config.search) {
    names.push_back(as_it_is + domain);
    if (!domain.ends_with('.')) names.back() += '.';
  }
  if (!first) names.push_back(as_it_is);
  return names;
}

// ---- messages ----

namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::uint16_t kClassIn = 1;
constexpr std::uint16_t kTypeOpt = 41;
constexpr std::uint16_t kWantRecursion = 0x0100;
constexpr std::uint16_t kIsAnswer = 0x8000;

void put16(std::vector<std::byte>& to, unsigned value) {
  to.push_back(static_cast<std::byte>(value >> 8));
  to.push_back(static_cast<std::byte>(value));
}

bool put_name(std::vector<std::byte>& to, std::string_view name) {
  if (name.size() > 254) return false;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) return false;
  for (;;) {
    const std::string_view label = name.substr(0, name.find('.'));
    if (label.empty() || label.size() > 63) return false;
    to.push_back(static_cast<std::byte>(label.size()));
    for (char c : label) to.push_back(static_cast<std::byte>(c));
    if (label.size() == name.size()) break;
    name.remove_prefix(label.size() + 1);
  }
  to.push_back(std::byte{0});
  return true;
}

// What is left of a message; a read beyond its end sets bad and gives zeros.
struct message_reader {
  std::span<const std::byte> rest;
  bool bad = false;

  void skip(std::size_t n) {
    if (n > rest.size()) bad = true;
    rest = rest.subspan(std::min(n, rest.size()));
  }
  unsigned get8() {
    if (rest.empty()) bad = true;
    const unsigned value = bad ? 0 : std::to_integer<unsigned>(rest[0]);
    skip(1);
    return value;
  }
  unsigned get16() {
    const unsigned high = get8();
    return high << 8 | get8();
  }
  // A name ends with an empty label or with a pointer to the rest of it elsewhere.
  void skip_name() {
    for (;;) {
      const unsigned n = get8();
      if (bad || n == 0) return;
      if ((n & 0xc0) == 0xc0) return skip(1);
      if (n > 63) bad = true;
      skip(n);
    }
  }
};

// Whether the questions are the same, upper and lower case aside.
bool same_question(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](std::byte x, std::byte y) {
    return lower(static_cast<char>(x)) == lower(static_cast<char>(y));
  });
}

// One record of an answer; adds its address if it is of the type that was asked for.
void take_record(message_reader& from, unsigned wanted, dns_answer& answer) {
  from.skip_name();
  const unsigned type = from.get16();
  const unsigned in_class = from.get16();
  from.skip(4);  // how long it may be kept
  const unsigned bytes = from.get16();
  const bool v6 = wanted == static_cast<unsigned>(dns_type::aaaa);
  if (!from.bad && bytes <= from.rest.size() && type == wanted && in_class == kClassIn && bytes == (v6 ? 16u : 4u)) {
    net_addr a;
    a.v6 = v6;
    for (std::size_t i = 0; i < bytes; i++) a.ip[i] = std::to_integer<std::uint8_t>(from.rest[i]);
    answer.addrs.push_back(a);
  }
  from.skip(bytes);
}

}  // namespace

std::optional<std::vector<std::byte>> dns_question(std::uint16_t id, std::string_view name, dns_type type) {
  std::vector<std::byte> m;
  put16(m, id);
  put16(m, kWantRecursion);
  for (unsigned count : {1, 0, 0, 1}) put16(m, count);  // questions, answers, authorities, additional
  if (!put_name(m, name)) return std::nullopt;
  put16(m, static_cast<unsigned>(type));
  put16(m, kClassIn);
  m.push_back(std::byte{0});  // the root's name: EDNS's pseudo record
  put16(m, kTypeOpt);
  put16(m, kDnsAnswerBytes);
  for (int i = 0; i < 3; i++) put16(m, 0);  // version and flags; no options
  return m;
}

std::optional<dns_answer> parse_dns_answer(std::span<const std::byte> message,
                                           std::span<const std::byte> question) {
  message_reader asked{question};
  asked.skip(kHeaderBytes);
  asked.skip_name();
  const unsigned type = asked.get16();
  asked.skip(2);
  const std::size_t question_end = question.size() - asked.rest.size();

  message_reader from{message};
  const unsigned id = from.get16();
  const unsigned flags = from.get16();
  const unsigned questions = from.get16();
  const unsigned answers = from.get16();
  if (from.bad || id != message_reader{question}.get16() || (flags & kIsAnswer) == 0 || questions != 1) return std::nullopt;
  if (message.size() < question_end) return std::nullopt;
  const auto part = [&](std::span<const std::byte> m) { return m.subspan(kHeaderBytes, question_end - kHeaderBytes); };
  if (!same_question(part(message), part(question))) return std::nullopt;
  from.rest = message.subspan(question_end);
  dns_answer answer;
  answer.rcode = flags & 15;
  for (unsigned i = 0; i < answers && !from.bad; i++) take_record(from, type, answer);
  // A message that was cut (the flag TC) ends somewhere: what came before is good.
  return answer;
}

}  // namespace rt0::detail
