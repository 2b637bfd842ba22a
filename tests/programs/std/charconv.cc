// tests/programs/std/charconv.cc - <charconv>: integers of all widths and bases, there and back, and the
// errors.
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

#include "../check.h"

template <class T>
static void round_trip(T v) {
  char text[80];
  for (int base = 2; base <= 36; base++) {
    auto [end, error] = std::to_chars(text, text + sizeof(text), v, base);
    CHECK(error == std::errc());
    T back{};
    auto read = std::from_chars(text, end, back, base);
    CHECK(read.ec == std::errc() && read.ptr == end && back == v);
  }
}

template <class T>
static void limits() {
  using L = std::numeric_limits<T>;
  for (T v : {L::min(), L::max(), T{0}, T{1}, static_cast<T>(L::max() / 3), static_cast<T>(L::min() / 7)})
    round_trip(v);
}

int main() {
  limits<std::int8_t>();
  limits<std::uint8_t>();
  limits<std::int16_t>();
  limits<std::int32_t>();
  limits<std::uint32_t>();
  limits<std::int64_t>();
  limits<std::uint64_t>();
  char text[20];
  auto r = std::to_chars(text, text + sizeof(text), -1234567890123ll);
  CHECK(std::string_view(text, static_cast<std::size_t>(r.ptr - text)) == "-1234567890123");
  r = std::to_chars(text, text + 3, 12345);
  CHECK(r.ec == std::errc::value_too_large && r.ptr == text + 3);
  std::string_view s = "ff zz";
  int v = 7;
  auto f = std::from_chars(s.data(), s.data() + s.size(), v, 16);
  CHECK(v == 255 && *f.ptr == ' ');
  s = "zz";
  v = 7;
  f = std::from_chars(s.data(), s.data() + s.size(), v);
  CHECK(f.ec == std::errc::invalid_argument && v == 7 && f.ptr == s.data());
  s = "99999999999";
  f = std::from_chars(s.data(), s.data() + s.size(), v);
  CHECK(f.ec == std::errc::result_out_of_range && v == 7 && f.ptr == s.data() + s.size());
  return check_done("charconv");
}
