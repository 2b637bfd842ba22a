// rt0/fmt_parse.h - reading a format string, the same way when compiled and when run.
//
// std::format's grammar, [format.string] of the C++20 standard, for integers, characters, strings,
// bools and pointers. When compiled, a mistake reaches format_error, which is not constexpr: the
// compiler stops there and shows the line with its text. When run (rt0::runtime), it panics with it.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rt0::detail {

// What an argument is to the formatter.
enum class arg_kind : std::uint8_t {
  none,
  boolean,
  character,
  integer,      // up to 64 bits
  uinteger,
  integer128,
  uinteger128,
  string,
  c_string,     // ends with a 0; null is "(null)"
  pointer,
  custom,       // has a formatter of the program's
};

constexpr bool is_string(arg_kind k) { return k == arg_kind::string || k == arg_kind::c_string; }
constexpr bool is_integer(arg_kind k) { return k >= arg_kind::integer && k <= arg_kind::uinteger128; }

[[noreturn]] void format_error(const char* what);  // panics: "format: <what>"

}  // namespace rt0::detail

namespace rt0 {

// format_parse_context is what is left of the format string, and who counts the arguments.
class format_parse_context {
 public:
  using iterator = const char*;
  using const_iterator = const char*;

  constexpr format_parse_context(std::string_view text, const detail::arg_kind* kinds, std::size_t count)
      : at_(text.data()), end_(text.data() + text.size()), kinds_(kinds), count_(count) {}
  format_parse_context(const format_parse_context&) = delete;
  format_parse_context& operator=(const format_parse_context&) = delete;

  constexpr iterator begin() const { return at_; }
  constexpr iterator end() const { return end_; }
  constexpr void advance_to(iterator it) { at_ = it; }

  constexpr std::size_t next_arg_id() {
    if (next_ < 0) detail::format_error("numbered and unnumbered arguments are mixed");
    const auto id = static_cast<std::size_t>(next_++);
    if (id >= count_) detail::format_error("there are more {} than arguments");
    return id;
  }
  constexpr void check_arg_id(std::size_t id) {
    if (next_ > 0) detail::format_error("numbered and unnumbered arguments are mixed");
    next_ = -1;
    if (id >= count_) detail::format_error("there is no argument with that number");
  }
  // A width or precision that is an argument must be an integer.
  constexpr void check_dynamic_spec_integral(std::size_t id) const {
    if (!detail::is_integer(kinds_[id]))
      detail::format_error("a width or precision argument must be an integer");
  }

 private:
  const char* at_;
  const char* end_;
  const detail::arg_kind* kinds_;
  std::size_t count_;
  int next_ = 0;  // -1: arguments are numbered
};

namespace detail {

// format_spec is what stands after the colon.
struct format_spec {
  char fill[4] = {' '};   // one character in UTF-8
  std::uint8_t fill_size = 1;
  char align = 0;         // < > ^, or 0: the kind decides
  char sign = '-';        // + - or a space
  bool alternate = false; // #
  bool zero = false;      // 0
  char type = 0;
  int width = 0;
  int precision = -1;     // -1: none
  int width_arg = -1;     // the argument that has it, or -1
  int precision_arg = -1;
};

inline constexpr int kMaxWidth = 1 << 20;  // beyond it, a width is a mistake

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

// A decimal number; at is at its first digit and moves behind its last.
constexpr int parse_number(const char*& at, const char* end) {
  int n = 0;
  while (at != end && is_digit(*at)) {
    n = n * 10 + (*at++ - '0');
    if (n > kMaxWidth) format_error("a number in a format string is too big");
  }
  return n;
}

// The argument that {} or {n} names within a format string; at is behind the brace.
constexpr std::size_t parse_arg_id(const char*& at, const char* end, format_parse_context& context) {
  if (at == end) format_error("a { is never closed");
  if (!is_digit(*at)) return context.next_arg_id();
  if (*at == '0' && at + 1 != end && is_digit(at[1])) format_error("an argument's number begins with 0");
  const int id = parse_number(at, end);
  context.check_arg_id(static_cast<std::size_t>(id));
  return static_cast<std::size_t>(id);
}

// A number, or {} for the argument that holds it.
constexpr void parse_dynamic(const char*& at, const char* end, format_parse_context& context, int& value,
                             int& arg) {
  if (at != end && is_digit(*at)) {
    value = parse_number(at, end);
  } else if (at != end && *at == '{') {
    const std::size_t id = parse_arg_id(++at, end, context);
    context.check_dynamic_spec_integral(id);
    arg = static_cast<int>(id);
    if (at == end || *at != '}') format_error("a width or precision argument is not closed");
    at++;
  }
}

constexpr int utf8_length(char lead) {
  const auto b = static_cast<unsigned char>(lead);
  return b < 0xc0 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
}

constexpr void parse_fill_and_align(const char*& at, const char* end, format_spec& spec) {
  if (at == end || *at == '}') return;
  const int length = utf8_length(*at);
  if (end - at > length && contains("<>^", at[length])) {
    if (*at == '{') format_error("a brace cannot be the fill character");
    for (int i = 0; i < length; i++) spec.fill[i] = at[i];
    spec.fill_size = static_cast<std::uint8_t>(length);
    spec.align = at[length];
    at += length + 1;
  } else if (contains("<>^", *at)) {
    spec.align = *at++;
  }
}

constexpr std::string_view types_of(arg_kind kind) {
  switch (kind) {
    case arg_kind::boolean: return "sdxXbBo";
    case arg_kind::character: return "cdxXbBo";
    case arg_kind::string:
    case arg_kind::c_string: return "s";
    case arg_kind::pointer: return "pxX";
    default: return "dxXbBoc";
  }
}

// Sign, # and 0 make sense for numbers, and for what is written as one.
constexpr bool is_numeric(arg_kind kind, char type) {
  if (kind == arg_kind::pointer) return true;
  if (kind == arg_kind::boolean || kind == arg_kind::character) return contains("dxXbBo", type) && type != 0;
  return is_integer(kind) && type != 'c';
}

constexpr void check_spec(const format_spec& spec, arg_kind kind) {
  if (spec.type != 0 && !contains(types_of(kind), spec.type)) {
    if (is_string(kind)) format_error("a string takes {:s} only");
    if (kind == arg_kind::pointer) format_error("a pointer takes {:p}, {:x} and {:X} only");
    format_error("this type of presentation does not fit the argument");
  }
  const bool has_numeric = spec.sign != '-' || spec.alternate || spec.zero;
  if (has_numeric && !is_numeric(kind, spec.type)) format_error("a sign, # and 0 are for numbers");
  const bool has_precision = spec.precision >= 0 || spec.precision_arg >= 0;
  if (has_precision && !is_string(kind)) format_error("a precision is for strings");
}

// parse_spec reads [[fill]align][sign][#][0][width][.precision][type] from the context up to the
// closing brace, which it returns.
constexpr const char* parse_spec(format_parse_context& context, format_spec& spec, arg_kind kind) {
  const char* at = context.begin();
  const char* const end = context.end();
  parse_fill_and_align(at, end, spec);
  if (at != end && contains("+- ", *at)) spec.sign = *at++;
  if (at != end && *at == '#') {
    spec.alternate = true;
    at++;
  }
  if (at != end && *at == '0') {
    spec.zero = true;
    at++;
  }
  parse_dynamic(at, end, context, spec.width, spec.width_arg);
  if (at != end && *at == '.') {
    const char* const before = ++at;
    parse_dynamic(at, end, context, spec.precision, spec.precision_arg);
    if (at == before) format_error("a precision is missing after the point");
  }
  if (at != end && *at != '}') spec.type = *at++;
  if (at == end) format_error("a { is never closed");
  if (*at != '}') format_error("there is something before the } that is not understood");
  check_spec(spec, kind);
  return at;
}

// One replacement field; at is behind its opening brace. Returns where the text goes on.
template <class Handler>
constexpr const char* scan_field(const char* at, format_parse_context& context, Handler& handler) {
  const char* const end = context.end();
  const std::size_t id = parse_arg_id(at, end, context);
  if (at != end && *at == ':') at++;
  else if (at == end || *at != '}') format_error("after { comes a number, a colon or }");
  context.advance_to(at);
  handler.on_field(id, context);
  if (context.begin() == end || *context.begin() != '}') format_error("a { is never closed");
  return context.begin() + 1;
}

// scan_format walks over a format string. handler.on_text(s) gets what stands for itself;
// handler.on_field(id, context), with context behind the colon, advances it to the closing brace.
template <class Handler>
constexpr void scan_format(format_parse_context& context, Handler& handler) {
  const char* at = context.begin();
  const char* const end = context.end();
  while (at != end) {
    const char* stop = at;
    while (stop != end && *stop != '{' && *stop != '}') stop++;
    handler.on_text(std::string_view(at, static_cast<std::size_t>(stop - at)));
    if (stop == end) return;
    if (stop + 1 != end && stop[1] == *stop) {
      handler.on_text(std::string_view(stop, 1));
      at = stop + 2;
    } else if (*stop == '}') {
      format_error("a } that closes nothing: write }} for the character");
    } else {
      at = scan_field(stop + 1, context, handler);
    }
  }
}

}  // namespace detail
}  // namespace rt0
