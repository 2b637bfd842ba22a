// tests/programs/std/cctype.cc - <cctype>: each class over all bytes, in the C locale.
#include <cctype>
#include <string_view>

#include "../check.h"

// The members of a class, spelled out.
static bool in(std::string_view set, int c) { return set.find(static_cast<char>(c)) != set.npos; }

int main() {
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view kDigit = "0123456789";
  constexpr std::string_view kPunct = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  for (int c = 0; c < 256; c++) {
    const bool upper = in(kUpper, c), lower = in(kLower, c), digit = in(kDigit, c), punct = in(kPunct, c);
    CHECK((std::isupper(c) != 0) == upper);
    CHECK((std::islower(c) != 0) == lower);
    CHECK((std::isdigit(c) != 0) == digit);
    CHECK((std::ispunct(c) != 0) == punct);
    CHECK((std::isalpha(c) != 0) == (upper || lower));
    CHECK((std::isalnum(c) != 0) == (upper || lower || digit));
    CHECK((std::isspace(c) != 0) == in(kSpace, c));
    CHECK((std::isblank(c) != 0) == (c == ' ' || c == '\t'));
    CHECK((std::isxdigit(c) != 0) == (digit || in("abcdefABCDEF", c)));
    CHECK((std::isgraph(c) != 0) == (upper || lower || digit || punct));
    CHECK((std::isprint(c) != 0) == (upper || lower || digit || punct || c == ' '));
    CHECK((std::iscntrl(c) != 0) == (c < 32 || c == 127));
    CHECK(std::tolower(c) == (upper ? c + 32 : c));
    CHECK(std::toupper(c) == (lower ? c - 32 : c));
  }
  CHECK(!std::isalpha(-1) && std::tolower(-1) == -1);  // EOF
  return check_done("cctype");
}
