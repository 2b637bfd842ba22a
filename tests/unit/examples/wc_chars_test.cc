// tests/unit/examples/wc_chars_test.cc - wc's table against the C library's, for every character.
//
// The host's glibc is the one that the table was made for (2.36); a newer one knows newer characters.
// Layer: tests.
#include "examples/wc_chars.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <gnu/libc-version.h>

#include <clocale>
#include <cstring>
#include <cwchar>
#include <cwctype>

namespace {

bool is_non_breaking(std::uint32_t c) { return c == 0xa0 || c == 0x2007 || c == 0x202f || c == 0x2060; }

std::uint8_t of_c_library(std::uint32_t c) {
  const auto w = static_cast<wchar_t>(c);
  if (!std::iswprint(static_cast<wint_t>(c))) return 0;
  const int width = wcwidth(w);
  const bool space = std::iswspace(static_cast<wint_t>(c)) != 0;
  return static_cast<std::uint8_t>(wc::kPrint | (space ? wc::kSpace : 0) | (width > 0 ? width : 0));
}

wc::Characters breaking, kept;

}  // namespace

Test(wc_chars, agree_with_the_c_library) {
  if (std::strcmp(gnu_get_libc_version(), "2.36") != 0) cr_skip_test("made for glibc 2.36");
  cr_assert(std::setlocale(LC_ALL, "C.UTF-8") != nullptr);
  kept.keep_non_breaking();
  for (std::uint32_t c = 0; c < 0x110000; c++) {
    const std::uint8_t want = of_c_library(c);
    cr_assert(kept.properties(c) == want, "character %x", c);
    cr_assert(breaking.properties(c) == (is_non_breaking(c) ? want | wc::kSpace : want), "character %x", c);
  }
}

Test(wc_chars, beyond_unicode_are_nothing) {
  cr_assert(eq(int, kept.properties(0x110000), 0));
  cr_assert(eq(int, kept.properties(0x7fffffff), 0));
}
