// tests/unit/kernel_iface/print_test.cc - what a message looks like, and how it leaves.
//
// Layer: tests.
#include "kernel_iface/print.h"

#include <criterion/criterion.h>

#include <string>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

static const std::string& err() { return fake_kernel.fd.err(); }

Test(print, a_message_is_one_write) {
  Print().str("runtime: cpu ").dec(1).str(" of ").udec(64).ch('\n');
  cr_assert(eq(type(std::string), err(), "runtime: cpu 1 of 64\n"));
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
}

Test(print, an_empty_message_is_none) {
  { Print p; }
  cr_assert(eq(sz, fake_kernel.log().size(), 0));
}

Test(print, a_format_takes_a_word_for_each_letter) {
  const std::string_view part("abcdef", 3);
  const char* none = nullptr;
  print("%d %d %x %m|%v|%s|%s\n", i8{-1}, UINT32_MAX, 255, 1234567, &part, "text", none);
  cr_assert(eq(type(std::string), err(), "-1 4294967295 0xff 1.234|abc|text|(null)\n"));
  cr_assert(eq(sz, fake_kernel.log().size(), 1));
}

Test(print, numbers_at_their_limits) {
  Print()
      .dec(INT64_MIN)
      .ch(' ')
      .dec(INT64_MAX)
      .ch(' ')
      .udec(UINT64_MAX)
      .ch(' ')
      .dec(0)
      .ch(' ')
      .hex(UINT64_MAX);
  cr_assert(eq(type(std::string), err(),
               "-9223372036854775808 9223372036854775807 18446744073709551615 0 0xffffffffffffffff"));
}

Test(print, numbers_are_filled_on_the_left) {
  Print()
      .dec(-5, 4)
      .ch('|')
      .dec(123456, 3)
      .ch('|')
      .udec(7, 3, '0')
      .ch('|')
      .udec(7, 3)
      .ch('|')
      .hex(0xab, 4)
      .ch('|')
      .hex(0);
  cr_assert(eq(type(std::string), err(), "  -5|123456|007|  7|0x00ab|0x0"));
}

Test(print, pointers_and_null_strings) {
  Print()
      .ptr(reinterpret_cast<void*>(0xdead))
      .ch(' ')
      .ptr(nullptr)
      .ch(' ')
      .str(static_cast<const char*>(nullptr));
  cr_assert(eq(type(std::string), err(), "0xdead 0x0 (null)"));
}

Test(print, durations_in_microseconds) {
  Print()
      .micros(12345)
      .ch('|')
      .micros(99)
      .ch('|')
      .micros(100)
      .ch('|')
      .micros(1'000'000, 8)
      .ch('|')
      .micros(-2500);
  cr_assert(eq(type(std::string), err(), "12.3|0.0|0.1|  1000.0|0.0"));
}

Test(print, a_long_message_arrives_whole) {
  const std::string text(2000, 'x');
  Print().str(text);
  cr_assert(eq(type(std::string), err(), text));
  cr_assert(eq(sz, fake_kernel.log().size(), 4));
}

Test(print, short_and_interrupted_writes_go_on) {
  fake_kernel.fd.max_io_bytes = 3;
  fake_kernel.fail_nth(kSysWrite, 2, Errno::eintr);
  Print().str("0123456789");
  cr_assert(eq(type(std::string), err(), "0123456789"));
  cr_assert(eq(u32, fake_kernel.count(kSysWrite), 5));
}

Test(print, an_error_drops_the_message_and_nothing_else) {
  fake_kernel.fail_nth(kSysWrite, 1, Errno::eio);
  Print().str("lost");
  Print().str("kept");
  cr_assert(eq(type(std::string), err(), "kept"));
}

Test(print, a_closed_standard_error_is_survived) {
  fake_kernel.enter(kSysClose, {2, 0, 0, 0, 0, 0});
  Print().str("nobody reads this");
  cr_assert(eq(u32, fake_kernel.count(kSysWrite), 1));
}

Test(print, goes_to_another_descriptor_if_asked) {
  Print(1).str("out");
  cr_assert(eq(type(std::string), fake_kernel.fd.out(), "out"));
  cr_assert(eq(type(std::string), err(), ""));
}

Test(print, last_words_come_whole_through_interruptions_and_full_buffers) {
  fake_kernel.fail_nth(kSysPpoll, 1, Errno::eintr);
  fake_kernel.fail_nth(kSysWrite, 1, Errno::eagain);
  fake_kernel.fail_nth(kSysWrite, 2, Errno::eintr);
  expect_no_reader();
  Print().str("last words");
  cr_assert(eq(type(std::string), err(), "last words"));
  cr_assert(eq(u32, fake_kernel.count(kSysPpoll), 4));
}

Test(print, last_words_are_given_up_when_nobody_makes_room) {
  i32 fds[2];
  must(kernel::pipe2(fds, kOpenNonblock), "test");
  const std::string much(4096, 'x');
  while (kernel::write(fds[1], much.data(), much.size()).ok()) continue;
  const i64 before = fake_kernel.now_ns;
  write_last(fds[1], "lost", 4);
  cr_assert(eq(i64, fake_kernel.now_ns - before, kLastWordsNs));
  write_last(fds[1], "lost too", 8);  // without another wait
  cr_assert(eq(i64, fake_kernel.now_ns - before, kLastWordsNs));
  write_last(2, "kept", 4);
  cr_assert(eq(type(std::string), err(), "kept"));
}

Test(print, last_words_without_poll_or_descriptor_end) {
  fake_kernel.fail_nth(kSysPpoll, 1, Errno::enosys);
  write_last(2, "kept", 4);
  cr_assert(eq(type(std::string), err(), "kept"));
  write_last(77, "lost", 4);
}
