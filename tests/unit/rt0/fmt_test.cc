// tests/unit/rt0/fmt_test.cc - formatting: every option of {:...}, and the mistakes found at run time.
//
// Mistakes that the compiler finds are tests/format_errors_test.sh's; here the same parser meets them at
// run time, over rt0::runtime. Layer: tests.
#include "rt0/fmt.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <csignal>
#include <iterator>
#include <string>

#include "tests/unit/rt0/abi_stub.h"

using namespace std::literals;

namespace {

struct Point {
  int x, y;
};
enum class Color { red, green };

struct Case {
  std::string got;
  const char* want;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) cr_expect(c.got == c.want, "got '%s', want '%s'", c.got.c_str(), c.want);
}

template <class... A>
std::string at_run_time(std::string_view text, const A&... args) {
  return rt0::format(rt0::runtime(text), args...);
}

}  // namespace

template <>
struct rt0::formatter<Point> {
  char between = ',';
  constexpr auto parse(rt0::format_parse_context& c) {
    if (c.begin() != c.end() && *c.begin() == ';') {
      between = ';';
      return c.begin() + 1;
    }
    return c.begin();
  }
  auto format(const Point& p, rt0::format_context& c) const {
    return rt0::format_to(c.out(), "({}{}{})", p.x, between, p.y);
  }
};

template <>
struct rt0::formatter<Color> : rt0::formatter<std::string_view> {
  auto format(Color c, rt0::format_context& context) const {
    return formatter<std::string_view>::format(c == Color::red ? "red" : "green", context);
  }
};

Test(fmt, text_stands_for_itself_and_braces_are_doubled) {
  check({{rt0::format("plain"), "plain"}, {rt0::format(""), ""}, {rt0::format("{{}}"), "{}"},
         {rt0::format("a{{{}}}b", 1), "a{1}b"},
         {rt0::format("<{}>{:}^", 1, 2), "<1>2^"}});
}

Test(fmt, integers_in_every_base) {
  check({{rt0::format("{}", 42), "42"},
         {rt0::format("{:d} {:x} {:X} {:o} {:b} {:B}", 42, 42, 42, 42, 5, 5), "42 2a 2A 52 101 101"},
         {rt0::format("{:#x} {:#X} {:#o} {:#b} {:#B}", 42, 42, 42, 5, 5), "0x2a 0X2A 052 0b101 0B101"},
         {rt0::format("{:#o} {:#x}", 0, 0), "0 0x0"},
         {rt0::format("{:x}", -255), "-ff"},
         {rt0::format("{:c}{:c}", 65, u'\x42' - 0), "AB"}});
}

Test(fmt, integers_of_every_width_to_their_ends) {
  check({{rt0::format("{} {}", std::int8_t{-128}, std::uint8_t{255}), "-128 255"},
         {rt0::format("{} {}", std::int16_t{-32768}, std::uint16_t{65535}), "-32768 65535"},
         {rt0::format("{}", std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"},
         {rt0::format("{}", std::numeric_limits<std::uint64_t>::max()), "18446744073709551615"},
         {rt0::format("{}", static_cast<__int128>(1) << 127), "-170141183460469231731687303715884105728"},
         {rt0::format("{}", ~static_cast<unsigned __int128>(0)), "340282366920938463463374607431768211455"},
         {rt0::format("{:x}", ~static_cast<unsigned __int128>(0)), "ffffffffffffffffffffffffffffffff"},
         {rt0::format("{:b}", ~static_cast<unsigned __int128>(0)), std::string(128, '1').c_str()},
         {rt0::format("{:o}", ~static_cast<unsigned __int128>(0)),
          "3777777777777777777777777777777777777777777"},
         {rt0::format("{}", static_cast<__int128>(1) << 64), "18446744073709551616"},
         {rt0::format("{}", static_cast<__int128>(10'000'000'000'000'000'000u) * 100),
          "1000000000000000000000"}});
}

Test(fmt, signs) {
  check({{rt0::format("{:+} {:+} {:-} {: } {: }", 1, -1, 1, 1, -1), "+1 -1 1  1 -1"},
         {rt0::format("{:+#x}", 255), "+0xff"}});
}

Test(fmt, width_fill_and_alignment) {
  check({{rt0::format("[{:5}][{:<5}][{:>5}][{:^5}]", 42, 42, 42, 42), "[   42][42   ][   42][ 42  ]"},
         {rt0::format("[{:5}][{:<5}][{:>5}][{:^5}]", "ab", "ab", "ab", "ab"), "[ab   ][ab   ][   ab][ ab  ]"},
         {rt0::format("[{:*^7}][{:->7}]", 42, 42), "[**42***][-----42]"},
         {rt0::format("[{:3}]", 12345), "[12345]"},
         {rt0::format("[{:3}][{:>3}]", 'x', 'x'), "[x  ][  x]"},
         {rt0::format("[{:6}]", true), "[true  ]"},
         {rt0::format("[{:\u2026>4}]", 1), "[\u2026\u2026\u20261]"}});
}

Test(fmt, zeros_stand_between_sign_and_digits_unless_aligned) {
  check({{rt0::format("{:05} {:05} {:+05}", 42, -42, 42), "00042 -0042 +0042"},
         {rt0::format("{:#06x} {:<05}|", 42, 42), "0x002a 42   |"}});
}

Test(fmt, width_and_precision_from_arguments) {
  check({{rt0::format("[{:{}}]", 7, 4), "[   7]"},
         {rt0::format("[{:.{}}]", "abcdef", 3), "[abc]"},
         {rt0::format("[{1:{0}}]", 4, 7), "[   7]"},
         {rt0::format("[{:{}.{}}]", "abcdef", 5, 2), "[ab   ]"}});
}

Test(fmt, numbered_arguments_repeat_and_cross) {
  check({{rt0::format("{1} {0} {1}", 'a', "b"), "b a b"}});
}

Test(fmt, strings_of_all_kinds) {
  const char* null = nullptr;
  char array[] = "array";
  check({{rt0::format("{} {} {} {}", "literal", "view"sv, "string"s, array), "literal view string array"},
         {rt0::format("{}", static_cast<const char*>("pointer")), "pointer"},
         {rt0::format("{}|{:>8}", null, null), "(null)|  (null)"},
         {rt0::format("{:.2}|{:5.1}|", "abc", "abc"), "ab|a    |"},
         {rt0::format("{}", "a\0b"sv).substr(2), "b"}});
}

Test(fmt, width_counts_columns_of_utf8) {
  check({{rt0::format("{:4}|", "\u00e9"), "\u00e9   |"},
         {rt0::format("{:4}|", "\u4e2d"), "\u4e2d  |"},
         {rt0::format("{:.3}|", "\u4e2d\u4e2d"), "\u4e2d|"},
         {rt0::format("{:3}|", "\xff"), "\xff  |"},
         {rt0::format("{:3}|", "\xe4"), "\xe4  |"}});
}

Test(fmt, bools_and_characters_as_text_and_as_numbers) {
  check({{rt0::format("{} {} {:s} {:d} {:#x}", true, false, true, true, true), "true false true 1 0x1"},
         {rt0::format("{} {:c} {:d} {:x}", 'a', 'b', 'c', '\xff'), "a b 99 ff"}});
}

Test(fmt, pointers_are_hexadecimal) {
  int* const p = reinterpret_cast<int*>(0x1234);
  check({{rt0::format("{} {:p} {:x} {:#X}", p, static_cast<void*>(p), p, p), "0x1234 0x1234 1234 0X1234"},
         {rt0::format("{} [{:8}] [{:<8}]", nullptr, p, p), "0x0 [  0x1234] [0x1234  ]"}});
}

Test(fmt, an_error_is_its_message) {
  const auto e = rt0::error::from_errno(2);
  check({{rt0::format("{}", e), "no such file or directory"}, {rt0::format("{:.7}|", e), "no such|"}});
}

Test(fmt, a_duration_has_its_unit) {
  using namespace std::chrono;
  check({{rt0::format("{} {} {} {} {}", 5ns, 6us, 7ms, 8s, 9min), "5ns 6us 7ms 8s 9min"},
         {rt0::format("{} {}", hours(-3), days(2)), "-3h 2d"},
         {rt0::format("[{:>6}]", 5ms), "[   5ms]"},
         {rt0::format("{}", duration<int, std::ratio<7, 9>>(3)), "3[7/9]s"},
         {rt0::format("{}", duration<int, std::ratio<7>>(3)), "3[7]s"},
         {rt0::format("{}", nanoseconds::min()), "-9223372036854775808ns"}});
}

Test(fmt, a_type_of_the_programs_has_a_formatter) {
  check({{rt0::format("{} {:;}", Point{1, -2}, Point{3, 4}), "(1,-2) (3;4)"},
         {rt0::format("[{:>6}]", Color::green), "[ green]"},
         {rt0::format("{0} {0} {1}", Point{1, 2}, 3), "(1,2) (1,2) 3"}});
}

Test(fmt, bit_fields_and_temporaries_are_arguments) {
  struct {
    unsigned bits : 3;
  } field{5};
  check({{rt0::format("{} {} {}", field.bits, "a"s + "b", rt0::format("{}", 1)), "5 ab 1"}});
}

Test(fmt, format_to_moves_an_iterator_on) {
  std::string s = "<";
  auto it = rt0::format_to(std::back_inserter(s), "{:>600}", 1);
  *it = '>';
  cr_assert(s.size() == 602 && s.ends_with(" 1>"));
  char buffer[8];
  *rt0::format_to(buffer, "{}-{}", 1, 2) = '\0';
  cr_assert(std::string_view(buffer) == "1-2");
}

Test(fmt, a_format_of_run_time_is_parsed_the_same_way) {
  check({{at_run_time("{} {:>4} {{}}", 1, "a"), "1    a {}"}});
}

// Each mistake panics with a text of its own.
#define MISTAKE(name, ...) \
  Test(fmt_mistake, name, .signal = SIGABRT) { static_cast<void>(at_run_time(__VA_ARGS__)); }

MISTAKE(open_brace_at_the_end, "{", 1)
MISTAKE(unclosed_field, "{:5", 1)
MISTAKE(close_brace_alone, "}", 1)
MISTAKE(more_fields_than_arguments, "{} {}", 1)
MISTAKE(no_such_number, "{1}", 1)
MISTAKE(leading_zero, "{00}", 1)
MISTAKE(numbered_after_unnumbered, "{} {0}", 1)
MISTAKE(unnumbered_after_numbered, "{0} {}", 1)
MISTAKE(unknown_type, "{:q}", 1)
MISTAKE(number_type_for_a_string, "{:d}", "x")
MISTAKE(string_type_for_a_number, "{:s}", 1)
MISTAKE(sign_for_a_string, "{:+}", "x")
MISTAKE(sign_for_a_character, "{:+}", 'x')
MISTAKE(precision_for_an_integer, "{:.3}", 1)
MISTAKE(missing_precision, "{:.}", "x")
MISTAKE(width_that_is_no_integer, "{:{}}", 1, "x")
MISTAKE(negative_width, "{:{}}", 1, -1)
MISTAKE(huge_width, "{:99999999999999999999}", 1)
MISTAKE(brace_as_fill, "{:{<5}", 1)
MISTAKE(character_out_of_range, "{:c}", 256)
MISTAKE(text_after_the_name, "{0x}", 1)
