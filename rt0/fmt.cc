// rt0/fmt.cc - the one function behind all formatting: a format string, erased arguments, a sink.
//
// Nothing here is a template over the arguments, so a program carries it once. Division of 128-bit
// numbers is done by hand, because the compiler's helper for it is in a library that is not linked.
// Layer: rt0.
#include "rt0/fmt.h"

#include <algorithm>
#include <cstring>

namespace rt0 {

void text_sink::write(std::string_view s) {
  while (!s.empty()) {
    if (at_ == end_) make_room_(this);
    const std::size_t n = std::min(s.size(), static_cast<std::size_t>(end_ - at_));
    std::memcpy(at_, s.data(), n);
    at_ += n;
    s.remove_prefix(n);
  }
}

void text_sink::fill(std::size_t count, std::string_view unit) {
  for (std::size_t i = 0; i < count; i++) {
    for (char c : unit) put(c);
  }
}

namespace detail {

void format_error(const char* what) {
  char text[128] = "format: ";
  const std::size_t n = std::min(std::strlen(what), sizeof text - 8);
  std::memcpy(text + 8, what, n);
  rt0::panic({text, n + 8});
}

namespace {

// The columns that a code point takes, by the list in [format.string.std].
bool is_wide(std::uint32_t c) {
  static constexpr std::uint32_t kWide[][2] = {
      {0x1100, 0x115f},   {0x2329, 0x232a},   {0x2e80, 0x303e},   {0x3040, 0xa4cf},
      {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
      {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff},
      {0x20000, 0x2fffd}, {0x30000, 0x3fffd},
  };
  for (const auto& range : kWide) {
    if (c < range[0]) return false;
    if (c <= range[1]) return true;
  }
  return false;
}

// A stretch of UTF-8 and the columns it takes.
struct Extent {
  std::size_t bytes = 0;
  std::size_t columns = 0;
};

// The longest beginning of s that takes at most `columns`. A byte that begins no character takes one.
Extent extent_within(std::string_view s, std::size_t columns) {
  Extent e;
  while (e.bytes < s.size()) {
    const auto lead = static_cast<unsigned char>(s[e.bytes]);
    const std::size_t length = std::min<std::size_t>(utf8_length(s[e.bytes]), s.size() - e.bytes);
    std::uint32_t c = length == 1 ? lead : lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; i++) c = c << 6 | (static_cast<unsigned char>(s[e.bytes + i]) & 0x3f);
    const std::size_t width = is_wide(c) ? 2 : 1;
    if (e.columns + width > columns) break;
    e.bytes += length;
    e.columns += width;
  }
  return e;
}

void write_padded(text_sink& out, const format_spec& spec, char natural_align, std::string_view s,
                  std::size_t columns) {
  const auto width = static_cast<std::size_t>(spec.width);
  const std::size_t pad = width > columns ? width - columns : 0;
  const char align = spec.align != 0 ? spec.align : natural_align;
  const std::size_t before = align == '>' ? pad : align == '^' ? pad / 2 : 0;
  const std::string_view fill(spec.fill, spec.fill_size);
  out.fill(before, fill);
  out.write(s);
  out.fill(pad - before, fill);
}

void write_string(text_sink& out, const format_spec& spec, std::string_view s) {
  if (spec.width == 0 && spec.precision < 0) return out.write(s);
  const Extent e =
      extent_within(s, spec.precision < 0 ? s.size() * 2 : static_cast<std::size_t>(spec.precision));
  write_padded(out, spec, '<', s.substr(0, e.bytes), e.columns);
}

// Writes the digits of n towards lower addresses, ending before `end`; returns the first.
char* write_digits(char* end, std::uint64_t n, unsigned base, char ten) {
  do {
    const auto digit = static_cast<unsigned>(base == 10 ? n % 10 : n % base);
    n = base == 10 ? n / 10 : n / base;
    *--end = static_cast<char>(digit < 10 ? '0' + digit : ten + (digit - 10));
  } while (n != 0);
  return end;
}

// A magnitude of up to 128 bits.
struct Magnitude {
  std::uint64_t low;
  std::uint64_t high;
};

// Divides four 32-bit limbs, the highest first, and returns the remainder.
std::uint32_t divide(std::uint32_t (&limbs)[4], std::uint32_t by) {
  std::uint64_t rest = 0;
  for (std::uint32_t& limb : limbs) {
    const std::uint64_t part = rest << 32 | limb;
    limb = static_cast<std::uint32_t>(part / by);
    rest = part % by;
  }
  return static_cast<std::uint32_t>(rest);
}

// As write_digits, for more than 64 bits: blocks of as many digits as fit 32 bits.
char* write_wide_digits(char* end, Magnitude n, unsigned base, char ten) {
  std::uint32_t block_value = base;
  std::ptrdiff_t block_digits = 1;
  while (static_cast<std::uint64_t>(block_value) * base >> 32 == 0) {
    block_value *= base;
    block_digits++;
  }
  std::uint32_t limbs[4] = {static_cast<std::uint32_t>(n.high >> 32), static_cast<std::uint32_t>(n.high),
                            static_cast<std::uint32_t>(n.low >> 32), static_cast<std::uint32_t>(n.low)};
  while ((limbs[0] | limbs[1]) != 0) {
    char* const block = end - block_digits;
    char* const first = write_digits(end, divide(limbs, block_value), base, ten);
    std::fill(block, first, '0');
    end = block;
  }
  return write_digits(end, static_cast<std::uint64_t>(limbs[2]) << 32 | limbs[3], base, ten);
}

struct Base {
  unsigned base;
  char letter;  // after the 0 of the prefix; 0 for none
};
Base base_of(char type) {
  switch (type) {
    case 'x':
    case 'X': return {16, type};
    case 'b':
    case 'B': return {2, type};
    case 'o': return {8, 0};
    default: return {10, 0};
  }
}

// Sign, prefix and digits, in a buffer that ends at `end`.
void write_number(text_sink& out, const format_spec& spec, bool negative, Magnitude n) {
  char buffer[3 + 128];
  char* const end = buffer + sizeof buffer;
  const Base b = base_of(spec.type);
  const char ten = spec.type == 'X' ? 'A' : 'a';
  char* const digits =
      n.high == 0 ? write_digits(end, n.low, b.base, ten) : write_wide_digits(end, n, b.base, ten);
  char prefix[3];
  std::size_t length = 0;
  if (negative) prefix[length++] = '-';
  else if (spec.sign != '-') prefix[length++] = spec.sign;
  if (spec.alternate && (b.letter != 0 || (b.base == 8 && (n.low | n.high) != 0))) prefix[length++] = '0';
  if (spec.alternate && b.letter != 0) prefix[length++] = b.letter;

  const auto count = static_cast<std::size_t>(end - digits);
  if (spec.zero && spec.align == 0) {
    out.write({prefix, length});
    const auto width = static_cast<std::size_t>(spec.width);
    out.fill(width > length + count ? width - length - count : 0, "0");
    return out.write({digits, count});
  }
  char* const first = digits - length;
  std::memcpy(first, prefix, length);
  write_padded(out, spec, '>', {first, length + count}, length + count);
}

void write_integer(text_sink& out, const format_spec& spec, arg_kind kind, arg_value v) {
  Magnitude n = {v.number[0], 0};
  bool negative = kind == arg_kind::integer && static_cast<std::int64_t>(n.low) < 0;
  if (kind == arg_kind::integer128 || kind == arg_kind::uinteger128) {
    n.high = v.number[1];
    negative = kind == arg_kind::integer128 && static_cast<std::int64_t>(n.high) < 0;
  }
  if (negative) {
    n.low = -n.low;
    if (kind == arg_kind::integer128) n.high = ~n.high + (n.low == 0 ? 1 : 0);
  }
  if (spec.type == 'c') {
    if (n.high != 0 || n.low > (negative ? 128u : 255u)) format_error("an integer does not fit a character");
    const char c = static_cast<char>(v.number[0]);
    return write_padded(out, spec, '<', {&c, 1}, 1);
  }
  write_number(out, spec, negative, n);
}

void write_pointer(text_sink& out, const format_spec& spec, const void* p) {
  format_spec hex = spec;
  if (spec.type == 0 || spec.type == 'p') {
    hex.type = 'x';
    hex.alternate = true;
  }
  write_number(out, hex, false, {reinterpret_cast<std::uintptr_t>(p), 0});
}

// The width or precision that argument `id` holds.
int dynamic_value(const format_args& args, int id) {
  const auto index = static_cast<std::size_t>(id);
  const std::uint64_t n = args.values[index].number[0];
  if (n > static_cast<std::uint64_t>(kMaxWidth))
    format_error("a width or precision argument is negative or too big");
  return static_cast<int>(n);
}

struct Formatting {
  format_context& context;
  const format_args& args;

  void on_text(std::string_view s) { context.out().sink().write(s); }
  void on_field(std::size_t id, format_parse_context& parse) {
    if (args.kinds[id] == arg_kind::custom) {
      args.values[id].custom.format(args.values[id].custom.object, parse, context);
      return;
    }
    format_spec spec;
    parse.advance_to(parse_spec(parse, spec, args.kinds[id]));
    format_value(context, spec, args.kinds[id], args.values[id]);
  }
};

}  // namespace

void format_value(format_context& context, const format_spec& given, arg_kind kind, arg_value v) {
  text_sink& out = context.out().sink();
  format_spec spec = given;
  if (spec.width_arg >= 0) spec.width = dynamic_value(context.args(), spec.width_arg);
  if (spec.precision_arg >= 0) spec.precision = dynamic_value(context.args(), spec.precision_arg);
  const bool plain = spec.type == 0 || spec.type == 's' || spec.type == 'c';
  switch (kind) {
    case arg_kind::string: return write_string(out, spec, {v.text.data, v.text.size});
    case arg_kind::c_string: return write_string(out, spec, v.c_text != nullptr ? v.c_text : "(null)");
    case arg_kind::boolean:
      if (plain) return write_string(out, spec, v.number[0] != 0 ? "true" : "false");
      return write_integer(out, spec, arg_kind::uinteger, v);
    case arg_kind::character: {
      const char c = static_cast<char>(v.number[0]);
      if (plain) return write_padded(out, spec, '<', {&c, 1}, 1);
      return write_integer(out, spec, arg_kind::uinteger, v);
    }
    case arg_kind::pointer: return write_pointer(out, spec, v.address);
    default: return write_integer(out, spec, kind, v);
  }
}

namespace {

// The names of the SI prefixes that std::chrono has units for; empty for any other ratio.
std::string_view unit_of(std::intmax_t num, std::intmax_t den) {
  if (den == 1) {
    switch (num) {
      case 1: return "s";
      case 10: return "das";
      case 60: return "min";
      case 100: return "hs";
      case 1000: return "ks";
      case 3600: return "h";
      case 86400: return "d";
      case 1'000'000: return "Ms";
      case 1'000'000'000: return "Gs";
    }
  } else if (num == 1) {
    switch (den) {
      case 10: return "ds";
      case 100: return "cs";
      case 1000: return "ms";
      case 1'000'000: return "us";
      case 1'000'000'000: return "ns";
      case 1'000'000'000'000: return "ps";
      case 1'000'000'000'000'000: return "fs";
      case 1'000'000'000'000'000'000: return "as";
    }
  }
  return {};
}

// Text of at most n bytes, on the stack.
template <std::size_t n>
class FixedText : public text_sink {
 public:
  FixedText() : text_sink(buffer_, buffer_ + n, &full) {}
  std::string_view view() const { return {begin_, static_cast<std::size_t>(at_ - begin_)}; }
  void number(std::uint64_t v) {
    char digits[20];
    char* const first = write_digits(digits + sizeof digits, v, 10, 'a');
    write({first, static_cast<std::size_t>(digits + sizeof digits - first)});
  }

 private:
  static void full(text_sink*) { format_error("a fixed buffer is too small"); }
  char buffer_[n];
};

}  // namespace

void format_duration(format_context& context, const format_spec& spec, long long count, std::intmax_t num,
                     std::intmax_t den) {
  FixedText<72> text;
  if (count < 0) text.put('-');
  const auto bits = static_cast<std::uint64_t>(count);
  text.number(count < 0 ? -bits : bits);
  const std::string_view unit = unit_of(num, den);
  text.write(unit);
  if (unit.empty()) {
    text.put('[');
    text.number(static_cast<std::uint64_t>(num));
    if (den != 1) text.put('/');
    if (den != 1) text.number(static_cast<std::uint64_t>(den));
    text.write("]s");
  }
  const std::string_view s = text.view();
  format_value(context, spec, arg_kind::string, {.text = {s.data(), s.size()}});
}

void vformat(text_sink& sink, std::string_view text, format_args args) {
  std::size_t count = 0;
  while (args.kinds[count] != arg_kind::none) count++;
  format_parse_context parse(text, args.kinds, count);
  format_context context(sink, args);
  Formatting formatting{context, args};
  scan_format(parse, formatting);
}

}  // namespace detail
}  // namespace rt0
