// rt0/fmt.h - text from values: print, println, eprint, eprintln, format, format_to.
//
// The syntax is std::format's. A format string is checked when the program is compiled; a mistake is
// an error whose line in rt0/fmt_parse.h says what is wrong. A call leaves an array of two words for
// each argument and the address of their kinds; all else is one function in fmt.cc.
// Layer: rt0.
#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <rt0/fmt_parse.h>
#include <rt0/panic.h>

namespace rt0 {

class format_context;

// formatter<T> says how T is written. Specialise it for a type of your own:
//     template <> struct rt0::formatter<point> {
//       constexpr auto parse(rt0::format_parse_context& c) { return c.begin(); }
//       auto format(const point& p, rt0::format_context& c) const {
//         return rt0::format_to(c.out(), "({}, {})", p.x, p.y);
//       }
//     };
// or derive from formatter<int>, formatter<std::string_view>, ..., to take what their {:...} takes.
template <class T>
struct formatter {
  formatter() = delete;
};

// text_sink is a window of memory that text goes into, and what to do when the window is full.
class text_sink {
 public:
  text_sink(const text_sink&) = delete;
  text_sink& operator=(const text_sink&) = delete;

  void put(char c) {
    if (at_ == end_) [[unlikely]] make_room_(this);
    *at_++ = c;
  }
  void write(std::string_view s);
  void fill(std::size_t count, std::string_view unit);  // unit, count times

 protected:
  // make_room leaves at < end; what lies in [begin, at) is its to keep or to pass on.
  using make_room = void (*)(text_sink*);
  text_sink(char* begin, char* end, make_room f) : begin_(begin), at_(begin), end_(end), make_room_(f) {}
  ~text_sink() = default;

  char* begin_;
  char* at_;
  char* end_;
  make_room make_room_;
};

// text_iterator is the output iterator of a format_context.
class text_iterator {
 public:
  using iterator_category = std::output_iterator_tag;
  using value_type = void;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = void;

  explicit text_iterator(text_sink& sink) : sink_(&sink) {}
  text_iterator& operator=(char c) {
    sink_->put(c);
    return *this;
  }
  text_iterator& operator*() { return *this; }
  text_iterator& operator++() { return *this; }
  text_iterator& operator++(int) { return *this; }
  text_sink& sink() const { return *sink_; }

 private:
  text_sink* sink_;
};

namespace detail {

// How a type of a program's own is written: parse the specification, then format.
using custom_format = void (*)(const void* object, format_parse_context&, format_context&);

// The type that an argument is seen as: no reference, no const, an array as a pointer.
template <class A>
using plain_type = std::decay_t<const A&>;

// The value of one argument; its kind says which member counts.
union arg_value {
  std::uint64_t number[2];  // integers (128 bits: low word first), bool, char
  const void* address;
  struct {
    const char* data;
    std::size_t size;
  } text;
  const char* c_text;
  struct {
    const void* object;
    custom_format format;
  } custom;
};

// Two words, so that they travel in registers. The kinds end with none.
struct format_args {
  const arg_value* values;
  const arg_kind* kinds;
};

}  // namespace detail

// format_context is what a formatter writes to.
class format_context {
 public:
  using iterator = text_iterator;

  format_context(text_sink& sink, detail::format_args args) : sink_(&sink), args_(args) {}
  iterator out() { return iterator(*sink_); }
  void advance_to(iterator) {}  // an iterator holds no place: the sink does
  const detail::format_args& args() const { return args_; }

 private:
  text_sink* sink_;
  detail::format_args args_;
};

namespace detail {

__extension__ typedef __int128 int128;  // a typedef: -Wpedantic lets nothing else pass
__extension__ typedef unsigned __int128 uint128;

template <class T, class... Set>
inline constexpr bool one_of = (std::is_same_v<T, Set> || ...);

template <class T>
concept has_formatter = std::is_default_constructible_v<formatter<T>>;

struct builtin_base {};  // marks our own formatters

template <class T>
consteval arg_kind basic_kind_of() {
  using enum arg_kind;
  if constexpr (std::is_same_v<T, bool>) return boolean;
  else if constexpr (std::is_same_v<T, char>) return character;
  else if constexpr (one_of<T, wchar_t, char8_t, char16_t, char32_t>) return none;
  else if constexpr (std::is_same_v<T, int128>) return integer128;
  else if constexpr (std::is_same_v<T, uint128>) return uinteger128;
  else if constexpr (std::is_integral_v<T>) return std::is_signed_v<T> ? integer : uinteger;
  else if constexpr (one_of<T, char*, const char*>) return c_string;
  else if constexpr (one_of<T, std::string_view, error>) return string;
  else if constexpr (one_of<T, void*, const void*, std::nullptr_t>) return pointer;
  else return none;
}

template <class T>
inline constexpr arg_kind basic_kind = basic_kind_of<T>();
template <class Allocator>
inline constexpr arg_kind basic_kind<std::basic_string<char, std::char_traits<char>, Allocator>> =
    arg_kind::string;

// The kind of an argument of type T, which has no const and no reference.
template <class T>
consteval arg_kind kind_of() {
  static_assert(!std::is_floating_point_v<T>, "rt0: floating-point text is not there yet");
  if constexpr (std::is_floating_point_v<T> || basic_kind<T> != arg_kind::none) return basic_kind<T>;
  else if constexpr (has_formatter<T>) return arg_kind::custom;
  else if constexpr (std::is_pointer_v<T>) return arg_kind::pointer;
  else {
    static_assert(has_formatter<T>, "rt0: this type has no text: specialise rt0::formatter for it");
    return arg_kind::none;
  }
}

template <class T>
void format_custom(const void* object, format_parse_context& parse, format_context& context) {
  formatter<T> f;
  parse.advance_to(f.parse(parse));
  f.format(*static_cast<const T*>(object), context);
}

template <class T>
constexpr arg_value value_of(const T& v) {
  constexpr arg_kind kind = kind_of<T>();
  if constexpr (kind == arg_kind::none) return {};
  else if constexpr (kind == arg_kind::custom) return {.custom = {std::addressof(v), &format_custom<T>}};
  else if constexpr (kind == arg_kind::integer128 || kind == arg_kind::uinteger128)
    return {.number = {static_cast<std::uint64_t>(v), static_cast<std::uint64_t>(v >> 64)}};
  else if constexpr (kind == arg_kind::pointer) {
    if constexpr (std::is_null_pointer_v<T>) return {.address = nullptr};
    else return {.address = reinterpret_cast<const void*>(v)};
  } else if constexpr (std::is_same_v<T, error>) {
    const std::string_view s = v.message();
    return {.text = {s.data(), s.size()}};
  } else if constexpr (kind == arg_kind::string) {
    return {.text = {v.data(), v.size()}};
  } else if constexpr (kind == arg_kind::c_string) return {.c_text = v};
  else if constexpr (kind == arg_kind::character) return {.number = {static_cast<unsigned char>(v), 0}};
  else return {.number = {static_cast<std::uint64_t>(v), 0}};
}

// The kinds of the arguments A..., one byte each, and an end.
template <class... A>
inline constexpr arg_kind kinds_of[] = {kind_of<plain_type<A>>()..., arg_kind::none};

// What format_string's constructor asks of a type: the place where its specification ends.
template <class T>
constexpr const char* check_custom(format_parse_context& context) {
  if constexpr (kind_of<T>() == arg_kind::custom) {
    formatter<T> f;
    return f.parse(context);
  } else return context.begin();
}

struct format_checker {
  const arg_kind* kinds;
  const char* (*const* customs)(format_parse_context&);

  constexpr void on_text(std::string_view) {}
  constexpr void on_field(std::size_t id, format_parse_context& context) {
    if (kinds[id] == arg_kind::custom) {
      context.advance_to(customs[id](context));
    } else {
      format_spec spec;
      context.advance_to(parse_spec(context, spec, kinds[id]));
    }
  }
};

void vformat(text_sink& sink, std::string_view text, format_args args);
void format_value(format_context& context, const format_spec& spec, arg_kind kind, arg_value value);
// A count of units of num/den seconds.
void format_duration(format_context& context, const format_spec& spec, long long count, std::intmax_t num,
                     std::intmax_t den);
std::string vformat_string(std::string_view text, format_args args);

enum class stream : unsigned char { out, err };
// What one call writes comes out together; a line gets a new line. An error stays with the stream.
void put_out(std::string_view text, bool line);
void put_err(std::string_view text, bool line);
void put_format(stream to, std::string_view text, format_args args, bool line);

// The formatter of every type that needs no program's help.
template <class T>
struct builtin_formatter : builtin_base {
  constexpr const char* parse(format_parse_context& context) {
    return parse_spec(context, spec_, kind_of<T>());
  }
  text_iterator format(const T& v, format_context& context) const {
    format_value(context, spec_, kind_of<T>(), value_of(v));
    return context.out();
  }

 private:
  format_spec spec_;
};

// Writes each full window through an iterator of the program's.
template <class Iterator>
class iterator_sink : public text_sink {
 public:
  explicit iterator_sink(Iterator to)
      : text_sink(buffer_, buffer_ + sizeof buffer_, &pass_on), to_(std::move(to)) {}
  Iterator finish() {
    pass_on(this);
    return std::move(to_);
  }

 private:
  static void pass_on(text_sink* sink) {
    auto* self = static_cast<iterator_sink*>(sink);
    for (const char* p = self->begin_; p != self->at_; p++) *self->to_++ = *p;
    self->at_ = self->begin_;
  }

  Iterator to_;
  char buffer_[256];
};

}  // namespace detail

template <class T>
  requires(detail::basic_kind<T> != detail::arg_kind::none)
struct formatter<T> : detail::builtin_formatter<T> {};

// A format that is known only when the program runs: print(runtime(s), ...). A mistake in it panics.
struct runtime_format {
  std::string_view text;
};
inline runtime_format runtime(std::string_view text) { return {text}; }

// format_string<A...> is the first parameter of a function that formats arguments of types A...; it is
// made from a literal, which is checked against them when the program is compiled.
template <class... A>
class basic_format_string {
 public:
  template <class S>
    requires std::convertible_to<const S&, std::string_view>
  consteval basic_format_string(const S& text) : text_(text) {
    using check = const char* (*)(format_parse_context&);
    const check customs[] = {&detail::check_custom<A>..., nullptr};
    format_parse_context context(text_, detail::kinds_of<A...>, sizeof...(A));
    detail::format_checker checker{detail::kinds_of<A...>, customs};
    detail::scan_format(context, checker);
    plain_ = text_.find_first_of("{}") == std::string_view::npos;
  }
  basic_format_string(runtime_format f) : text_(f.text) {}

  constexpr std::string_view get() const { return text_; }
  // Nothing in it stands for anything else.
  constexpr bool plain() const { return plain_; }

 private:
  std::string_view text_;
  bool plain_ = false;
};
template <class... A>
using format_string = basic_format_string<std::type_identity_t<detail::plain_type<A>>...>;

namespace detail {

// The arguments of one call; they live until the end of the full expression that the call stands in.
template <class... A>
struct arg_store {
  arg_value values[sizeof...(A) == 0 ? 1 : sizeof...(A)];

  explicit arg_store(const A&... args) : values{value_of<plain_type<A>>(args)...} {}
  operator format_args() const { return {values, kinds_of<A...>}; }
};

template <class... A>
void print_to(stream to, bool line, format_string<A...> text, const A&... args) {
  if (sizeof...(A) == 0 && text.plain()) (to == stream::out ? put_out : put_err)(text.get(), line);
  else put_format(to, text.get(), arg_store<A...>(args...), line);
}

}  // namespace detail

// print writes to rt0::out, eprint to rt0::err; the forms with ln add a new line. What one call writes
// comes out together. They may park; from any goroutine.
template <class... A>
inline void print(format_string<A...> text, const A&... args) {
  detail::print_to(detail::stream::out, false, text, args...);
}
template <class... A>
inline void println(format_string<A...> text, const A&... args) {
  detail::print_to(detail::stream::out, true, text, args...);
}
inline void println() { detail::put_out({}, true); }
template <class... A>
inline void eprint(format_string<A...> text, const A&... args) {
  detail::print_to(detail::stream::err, false, text, args...);
}
template <class... A>
inline void eprintln(format_string<A...> text, const A&... args) {
  detail::print_to(detail::stream::err, true, text, args...);
}
inline void eprintln() { detail::put_err({}, true); }

template <class... A>
[[nodiscard]] std::string format(format_string<A...> text, const A&... args) {
  return detail::vformat_string(text.get(), detail::arg_store<A...>(args...));
}

// format_to writes to an output iterator of chars and returns it, moved on.
template <std::output_iterator<const char&> Iterator, class... A>
Iterator format_to(Iterator to, format_string<A...> text, const A&... args) {
  if constexpr (std::is_same_v<Iterator, text_iterator>) {
    detail::vformat(to.sink(), text.get(), detail::arg_store<A...>(args...));
    return to;
  } else {
    detail::iterator_sink<Iterator> sink(std::move(to));
    detail::vformat(sink, text.get(), detail::arg_store<A...>(args...));
    return sink.finish();
  }
}

// A duration is its count and its unit's symbol, 250ms, and takes what a string's {:...} takes.
template <class Rep, class Period>
struct formatter<std::chrono::duration<Rep, Period>> : detail::builtin_base {
  constexpr const char* parse(format_parse_context& context) {
    return detail::parse_spec(context, spec_, detail::arg_kind::string);
  }
  text_iterator format(const std::chrono::duration<Rep, Period>& d, format_context& context) const {
    static_assert(!std::is_floating_point_v<Rep>, "rt0: floating-point text is not there yet");
    const auto count = static_cast<long long>(d.count());
    detail::format_duration(context, spec_, count, Period::num, Period::den);
    return context.out();
  }

 private:
  detail::format_spec spec_;
};

}  // namespace rt0
