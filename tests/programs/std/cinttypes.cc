// tests/programs/std/cinttypes.cc - <cinttypes>: imaxabs, imaxdiv, strtoimax, and the macros as text.
#include <cinttypes>
#include <string_view>

#include "../check.h"

int main() {
  CHECK(imaxabs(-5) == 5 && imaxabs(INTMAX_MAX) == INTMAX_MAX);
  const auto d = imaxdiv(-17, 5);
  CHECK(d.quot == -3 && d.rem == -2);
  char* end = nullptr;
  const char* text = "  -9223372036854775808rest";
  CHECK(strtoimax(text, &end, 10) == INTMAX_MIN && std::string_view(end) == "rest");
  CHECK(strtoumax("0xffffffffffffffff", nullptr, 0) == UINTMAX_MAX);
  CHECK(std::string_view(PRId64) == "ld" && std::string_view(PRIx32) == "x");
  CHECK(INT64_MAX == 9223372036854775807 && UINT8_MAX == 255);
  return check_done("cinttypes");
}
