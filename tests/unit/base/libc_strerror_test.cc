// tests/unit/base/libc_strerror_test.cc - the texts of errno values against the host's.
//
// The source is compiled into this file under other names, so that the sanitisers see it.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cerrno>
#include <climits>
#include <cstring>

#define strerror rt_strerror
#define strerror_r rt_strerror_r
#include "base/libc_strerror.cc"
#undef strerror
#undef strerror_r

Test(libc_strerror, every_number_has_the_hosts_text) {
  for (int code = -3; code < 200; code++) cr_assert(eq(str, rt_strerror(code), strerror(code)));
  cr_assert(eq(str, rt_strerror(INT_MIN), strerror(INT_MIN)));
}

Test(libc_strerror, the_callers_buffer_is_kept_to) {
  char buffer[10];
  cr_assert(eq(str, rt_strerror_r(777, buffer, sizeof(buffer)), const_cast<char*>("Unknown e")));
  cr_assert(eq(str, rt_strerror_r(EPERM, buffer, 0), const_cast<char*>("Operation not permitted")));
}
