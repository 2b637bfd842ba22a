// tests/unit/kernel_iface/errno_test.cc - raw results, and the texts of errors.
//
// The names and texts are compared with the host C library's. Layer: tests.
#include "kernel_iface/errno.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cctype>
#include <cstring>
#include <string>

#include "tests/support/show.h"

using namespace rt;

Test(errno_of, takes_minus_1_to_minus_4095_for_errors) {
  cr_assert(eq(type(Errno), errno_of(0), Errno::ok));
  cr_assert(eq(type(Errno), errno_of(1), Errno::ok));
  cr_assert(eq(type(Errno), errno_of(-1), Errno::eperm));
  cr_assert(eq(type(Errno), errno_of(-12), Errno::enomem));
  cr_assert(eq(u32, static_cast<u32>(errno_of(-4095)), 4095));
}

Test(errno_of, takes_addresses_and_counts_for_results) {
  cr_assert(eq(type(Errno), errno_of(-4096), Errno::ok));
  cr_assert(eq(type(Errno), errno_of(0x7fffffffffffffff), Errno::ok));
  cr_assert(eq(type(Errno), errno_of(-0x7fffffffffffffff - 1), Errno::ok));
}

// The C library starts its texts with a capital, save where more capitals follow.
static std::string host_text(int number) {
  std::string text = std::strerror(number);
  if (!std::isupper(static_cast<unsigned char>(text[1]))) text[0] = static_cast<char>(std::tolower(text[0]));
  return text;
}

static std::string host_name(int number) {
  std::string name = strerrorname_np(number);
  for (char& c : name) c = static_cast<char>(std::tolower(c));
  return name;
}

Test(errno_text, is_the_hosts_in_lower_case_for_every_errno) {
#define CHECK(name, number, text)                                                            \
  cr_expect(eq(type(std::string), std::string(errno_text(Errno::name)), host_text(number))); \
  cr_expect(eq(type(std::string), std::string(#name), host_name(number)));
  RT_ERRNOS(CHECK)
}

Test(errno_text, covers_every_number_that_the_host_names) {
  for (int number = 1; number <= 200; number++) {
    const bool named = strerrorname_np(number) != nullptr;
    const bool ours = std::strcmp(errno_text(static_cast<Errno>(number)), "unknown error") != 0;
    cr_expect(named == ours, "errno %d", number);
  }
}

Test(errno_text, has_an_answer_for_numbers_without_a_name) {
  for (const u32 number : {41u, 58u, 134u, 255u, 256u, 257u, 4095u}) {
    cr_expect(eq(str, errno_text(static_cast<Errno>(number)), "unknown error"));
  }
  cr_assert(eq(str, errno_text(Errno::ok), "success"));
}
