// tests/unit/base/libc_ctype_test.cc - the character classes and their tables against the host's C locale.
//
// Hosted: base/libc_ctype.cc
// Sanitisers: none
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <ctype.h>

extern "C" {
int rt0_isalnum(int), rt0_isalpha(int), rt0_isblank(int), rt0_iscntrl(int), rt0_isdigit(int),
    rt0_isgraph(int), rt0_islower(int), rt0_isprint(int), rt0_ispunct(int), rt0_isspace(int),
    rt0_isupper(int), rt0_isxdigit(int), rt0_tolower(int), rt0_toupper(int);
const unsigned short** rt0___ctype_b_loc();
const int** rt0___ctype_tolower_loc();
const int** rt0___ctype_toupper_loc();
}

Test(libc_ctype, functions_agree_with_the_host) {
  for (int c = -1; c < 256; c++) {
    cr_assert(eq(int, rt0_isalnum(c) != 0, isalnum(c) != 0));
    cr_assert(eq(int, rt0_isalpha(c) != 0, isalpha(c) != 0));
    cr_assert(eq(int, rt0_isblank(c) != 0, isblank(c) != 0));
    cr_assert(eq(int, rt0_iscntrl(c) != 0, iscntrl(c) != 0));
    cr_assert(eq(int, rt0_isdigit(c) != 0, isdigit(c) != 0));
    cr_assert(eq(int, rt0_isgraph(c) != 0, isgraph(c) != 0));
    cr_assert(eq(int, rt0_islower(c) != 0, islower(c) != 0));
    cr_assert(eq(int, rt0_isprint(c) != 0, isprint(c) != 0));
    cr_assert(eq(int, rt0_ispunct(c) != 0, ispunct(c) != 0));
    cr_assert(eq(int, rt0_isspace(c) != 0, isspace(c) != 0));
    cr_assert(eq(int, rt0_isupper(c) != 0, isupper(c) != 0));
    cr_assert(eq(int, rt0_isxdigit(c) != 0, isxdigit(c) != 0));
    cr_assert(eq(int, rt0_tolower(c), tolower(c)));
    cr_assert(eq(int, rt0_toupper(c), toupper(c)));
  }
}

Test(libc_ctype, tables_agree_with_the_host_from_minus_128) {
  for (int c = -128; c < 256; c++) {
    cr_assert(rt0___ctype_b_loc()[0][c] == __ctype_b_loc()[0][c], "class of %d", c);
    if (c < 0) continue;
    cr_assert(rt0___ctype_tolower_loc()[0][c] == __ctype_tolower_loc()[0][c]);
    cr_assert(rt0___ctype_toupper_loc()[0][c] == __ctype_toupper_loc()[0][c]);
  }
}
