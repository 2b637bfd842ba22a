// rt0/net_addr.cc - parsing and writing IP addresses.
//
// IPv6 text: RFC 4291, 2.2, and RFC 5952 for the form that is written. IPv4 is four decimal numbers, as in RFC 3986:
// no octal, no fewer parts. Layer: rt0.
#include "rt0/net_addr.h"

#include <algorithm>
#include <cerrno>

namespace rt0 {

namespace {

error invalid() { return error::from_errno(EINVAL); }

// The text in front, as it is read.
struct cursor {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  // A decimal number without leading zeros.
  std::optional<std::uint32_t> decimal(std::uint32_t max) {
    std::size_t n = 0;
    std::uint32_t value = 0;
    for (; n < rest.size() && rest[n] >= '0' && rest[n] <= '9'; n++) {
      if (n > 0 && value == 0) return std::nullopt;
      value = value * 10 + static_cast<std::uint32_t>(rest[n] - '0');
      if (value > max) return std::nullopt;
    }
    if (n == 0) return std::nullopt;
    rest.remove_prefix(n);
    return value;
  }
  // One to four hexadecimal digits.
  std::optional<std::uint32_t> hex16() {
    std::size_t n = 0;
    std::uint32_t value = 0;
    for (; n < rest.size(); n++) {
      const char c = rest[n] | 0x20;
      const bool digit = rest[n] >= '0' && rest[n] <= '9';
      if (!digit && (c < 'a' || c > 'f')) break;
      if (n == 4) return std::nullopt;
      value = value * 16 + static_cast<std::uint32_t>(digit ? rest[n] - '0' : c - 'a' + 10);
    }
    if (n == 0) return std::nullopt;
    rest.remove_prefix(n);
    return value;
  }
};

// Four numbers with dots, to the end of the text.
bool parse_v4(std::string_view text, std::uint8_t* out) {
  cursor at{text};
  for (int i = 0; i < 4; i++) {
    if (i > 0 && !at.take('.')) return false;
    const auto part = at.decimal(255);
    if (!part) return false;
    out[i] = static_cast<std::uint8_t>(*part);
  }
  return at.rest.empty();
}

// Groups of 16 bits; "::" once stands for the zeros that are missing; the last two may be an IPv4 address.
bool parse_v6(std::string_view text, std::uint8_t* out) {
  cursor at{text};
  std::size_t used = 0;
  std::size_t gap = 17;  // where "::" stood; 17: nowhere
  if (at.rest.starts_with("::")) {
    at.rest.remove_prefix(2);
    gap = 0;
  }
  while (!at.rest.empty()) {
    if (used >= 16) return false;
    if (used <= 12 && parse_v4(at.rest, out + used)) {
      used += 4;
      break;
    }
    const auto group = at.hex16();
    if (!group) return false;
    out[used++] = static_cast<std::uint8_t>(*group >> 8);
    out[used++] = static_cast<std::uint8_t>(*group);
    if (at.rest.empty()) break;
    if (!at.take(':')) return false;
    if (at.take(':')) {
      if (gap != 17) return false;
      gap = used;
    } else if (at.rest.empty()) {
      return false;  // a single colon at the end
    }
  }
  if (gap == 17) return used == 16;
  if (used >= 16) return false;
  std::move_backward(out + gap, out + used, out + 16);
  std::fill(out + gap, out + gap + (16 - used), std::uint8_t{0});
  return true;
}

void put_decimal(std::string& to, std::uint32_t value) {
  char digits[10];
  char* at = std::end(digits);
  do *--at = static_cast<char>('0' + value % 10);
  while ((value /= 10) != 0);
  to.append(at, std::end(digits));
}

void put_hex(std::string& to, std::uint32_t value) {
  bool begun = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const std::uint32_t digit = value >> shift & 15;
    begun = begun || digit != 0 || shift == 0;
    if (begun) to += "0123456789abcdef"[digit];
  }
}

void put_v4(std::string& to, const std::uint8_t* ip) {
  for (int i = 0; i < 4; i++) {
    if (i > 0) to += '.';
    put_decimal(to, ip[i]);
  }
}

constexpr std::array<std::uint8_t, 12> kV4Inside{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};

void put_v6(std::string& to, const net_addr& a) {
  std::uint32_t groups[8];
  for (std::size_t i = 0; i < 8; i++) groups[i] = static_cast<std::uint32_t>(a.ip[2 * i] << 8 | a.ip[2 * i + 1]);
  // The longest run of zeros, the first of equals, if it is longer than one.
  std::size_t run_at = 8, run = 1;
  for (std::size_t i = 0; i < 8; i++) {
    std::size_t n = 0;
    while (i + n < 8 && groups[i + n] == 0) n++;
    if (n > run) {
      run_at = i;
      run = n;
    }
  }
  for (std::size_t i = 0; i < 8; i++) {
    if (i == run_at) {
      to += "::";
      i += run - 1;
      continue;
    }
    if (i > 0 && i != run_at + run) to += ':';
    put_hex(to, groups[i]);
  }
  if (a.scope != 0) {
    to += '%';
    put_decimal(to, a.scope);
  }
}

bool holds_v4(const net_addr& a) { return std::equal(kV4Inside.begin(), kV4Inside.end(), a.ip.begin()); }

}  // namespace

std::optional<net_addr> detail::parse_ip(std::string_view text) {
  net_addr a;
  if (parse_v4(text, a.ip.data())) return a;
  a = {};
  a.v6 = true;
  if (const std::size_t percent = text.find('%'); percent != text.npos) {
    cursor zone{text.substr(percent + 1)};
    const auto number = zone.decimal(0x7fffffff);
    if (!number || *number == 0 || !zone.rest.empty()) return std::nullopt;
    a.scope = *number;
    text = text.substr(0, percent);
  }
  if (!parse_v6(text, a.ip.data())) return std::nullopt;
  return a;
}

std::string detail::ip_text(const net_addr& a) {
  std::string text;
  if (!a.v6) put_v4(text, a.ip.data());
  else if (holds_v4(a)) put_v4(text, a.ip.data() + 12);
  else put_v6(text, a);
  return text;
}

result<detail::host_port> detail::split_host_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return invalid();
  std::string_view host = text.substr(0, colon);
  cursor port{text.substr(colon + 1)};
  const auto number = port.decimal(65535);
  if (!number || !port.rest.empty()) return invalid();
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return invalid();
    host = host.substr(1, host.size() - 2);
    if (host.find_first_of("[]") != host.npos) return invalid();
  } else if (host.find_first_of(":[]") != host.npos) {
    return invalid();
  }
  return host_port{host, static_cast<std::uint16_t>(*number)};
}

result<net_addr> net_addr::parse(std::string_view text) {
  const auto parts = RT0_TRY(detail::split_host_port(text));
  auto a = detail::parse_ip(parts.host);
  // Brackets are for IPv6 and for it alone.
  if (!a || a->v6 != text.starts_with('[')) return invalid();
  a->port = parts.port;
  return *a;
}

std::string net_addr::text() const {
  const bool brackets = v6 && !holds_v4(*this);
  std::string text;
  if (brackets) text += '[';
  text += detail::ip_text(*this);
  if (brackets) text += ']';
  text += ':';
  put_decimal(text, port);
  return text;
}

}  // namespace rt0
