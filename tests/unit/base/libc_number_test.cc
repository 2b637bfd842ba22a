// tests/unit/base/libc_number_test.cc - strtol and its family against the host's, and the edges of each.
//
// The source is compiled into this file under other names, so that the sanitisers see it.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cerrno>
#include <cinttypes>
#include <climits>
#include <cstdlib>
#include <random>
#include <string>

#define strtol rt_strtol
#define strtoll rt_strtoll
#define strtoul rt_strtoul
#define strtoull rt_strtoull
#define strtoimax rt_strtoimax
#define strtoumax rt_strtoumax
#define atoi rt_atoi
#define atol rt_atol
#define atoll rt_atoll
#define abs rt_abs
#define labs rt_labs
#define llabs rt_llabs
#define imaxabs rt_imaxabs
#define div rt_div
#define ldiv rt_ldiv
#define lldiv rt_lldiv
#define imaxdiv rt_imaxdiv
#include "base/libc_number.cc"
#undef strtol
#undef strtoll
#undef strtoul
#undef strtoull
#undef strtoimax
#undef strtoumax
#undef atoi
#undef atol
#undef atoll
#undef abs
#undef labs
#undef llabs
#undef imaxabs
#undef div
#undef ldiv
#undef lldiv
#undef imaxdiv

static void compare(const std::string& text, int base) {
  const char* s = text.c_str();
  char *our_end = nullptr, *their_end = nullptr;
  errno = 0;
  long ours = rt_strtol(s, &our_end, base);
  int our_errno = errno;
  errno = 0;
  long theirs = strtol(s, &their_end, base);
  cr_assert(eq(long, ours, theirs), "strtol(\"%s\", %d)", s, base);
  cr_assert(eq(int, our_errno, errno), "strtol(\"%s\", %d)", s, base);
  if (base >= 0 && base <= 36 && base != 1)
    cr_assert(eq(ptr, our_end, their_end), "strtol(\"%s\", %d)", s, base);
  errno = 0;
  unsigned long our_u = rt_strtoul(s, &our_end, base);
  int our_u_errno = errno;
  errno = 0;
  unsigned long their_u = strtoul(s, &their_end, base);
  cr_assert(eq(ulong, our_u, their_u), "strtoul(\"%s\", %d)", s, base);
  cr_assert(eq(int, our_u_errno, errno), "strtoul(\"%s\", %d)", s, base);
}

Test(libc_number, edges_agree_with_the_host) {
  const char* texts[] = {"",
                         " ",
                         "+",
                         "-",
                         "0",
                         "-0",
                         "00",
                         "0x",
                         "0X1",
                         "0xg",
                         "0x-1",
                         "+0x1f",
                         " \t\n\v\f\r7",
                         "1 2",
                         "9223372036854775807",
                         "9223372036854775808",
                         "-9223372036854775808",
                         "-9223372036854775809",
                         "18446744073709551615",
                         "18446744073709551616",
                         "-18446744073709551615",
                         "-18446744073709551616",
                         "99999999999999999999999",
                         "zz",
                         "ZZ",
                         "08",
                         "0b1",
                         "--1",
                         "+-1",
                         "1e5",
                         "7fffffffffffffff",
                         "8000000000000000",
                         "\x80"
                         "1"};
  for (const char* text : texts) {
    for (int base : {-1, 0, 1, 2, 8, 10, 16, 36, 37}) compare(text, base);
  }
}

Test(libc_number, random_texts_agree_with_the_host) {
  std::mt19937 random_source(7);
  const char kBytes[] = "0123456789abcxzXZ+- \t";
  for (int i = 0; i < 200000; i++) {
    std::string text;
    for (unsigned n = random_source() % 24; n != 0; n--)
      text += kBytes[random_source() % (sizeof(kBytes) - 1)];
    const unsigned pick = random_source() % 37;
    compare(text, pick == 1 ? 0 : static_cast<int>(pick));
  }
}

Test(libc_number, plain_functions) {
  cr_assert(eq(int, rt_atoi(" -12x"), -12));
  cr_assert(eq(long, rt_atol("123456789012"), 123456789012));
  cr_assert(eq(llong, rt_atoll("-5"), -5));
  cr_assert(eq(int, rt_abs(-3), 3));
  cr_assert(eq(long, rt_labs(LONG_MIN + 1), LONG_MAX));
  cr_assert(eq(int, rt_div(-7, 2).rem, -1));
  cr_assert(eq(long, rt_ldiv(-7, 2).quot, -3));
  cr_assert(eq(llong, rt_lldiv(7, -2).quot, -3));
  cr_assert(eq(llong, rt_imaxdiv(9, 4).rem, 1));
  cr_assert(eq(llong, rt_imaxabs(-9), 9));
  cr_assert(eq(llong, rt_strtoimax("-77", nullptr, 8), -63));
  cr_assert(eq(ullong, rt_strtoumax("77", nullptr, 8), 63));
}
