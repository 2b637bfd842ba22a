// tests/unit/rt0/io_test.cc - reader and writer, and print over them, on the fake kernel's descriptors.
//
// Layer: tests.
#include "rt0/io.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "rt0/fmt.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/unit/rt0/abi_stub.h"

using rt::Errno;
using rt::fake_kernel;

namespace {

std::string line_of(rt0::reader& r) {
  const auto line = r.read_line();
  return !line ? "<error>" : *line ? std::string(**line) : "<end>";
}

}  // namespace

TestSuite(io, .fini = rt0_stub::calls_are_paired);

Test(io, out_to_a_file_is_written_when_the_process_ends) {
  rt0::println("hello {}", 1);
  rt0::print("more");
  cr_assert(fake_kernel.fd.out().empty());
  cr_assert(rt0_stub::exit_flush != nullptr);
  rt0_stub::exit_flush(false);
  cr_assert(fake_kernel.fd.out() == "hello 1\nmore");
  cr_assert(eq(u32, fake_kernel.count(rt::kSysWrite), 1));
}

Test(io, out_to_a_terminal_is_written_after_each_line) {
  fake_kernel.fd.set_tty(1, true);
  rt0::print("a ");
  rt0::print("b ");
  cr_assert(fake_kernel.fd.out().empty());
  rt0::println("c");
  cr_assert(fake_kernel.fd.out() == "a b c\n");
  rt0::print("d\ne");
  cr_assert(fake_kernel.fd.out() == "a b c\nd\ne");
}

Test(io, err_is_written_by_each_call_at_once) {
  rt0::eprintln("plain");
  rt0::eprintln("{} {}", 1, 2);
  rt0::eprint("x");
  cr_assert(fake_kernel.fd.err() == "plain\n1 2\nx");
  cr_assert(eq(u32, fake_kernel.count(rt::kSysWrite), 3));
}

Test(io, a_failure_writes_what_out_holds_unless_somebody_is_at_it) {
  rt0::print("held");
  rt0_stub::exit_flush(true);
  cr_assert(fake_kernel.fd.out() == "held");
  rt0_stub::exit_flush(true);  // the lock was kept
  cr_assert(fake_kernel.fd.out() == "held");
}

Test(io, printing_to_a_closed_descriptor_does_nothing) {
  fake_kernel.fail_always(rt::kSysWrite, Errno::ebadf);
  fake_kernel.fail_always(rt::kSysIoctl, Errno::ebadf);
  rt0::println("lost");
  rt0::eprintln("lost");
  cr_assert(rt0::out.flush().error().code() == EBADF);
  cr_assert(rt0::out.write("x").error().code() == EBADF);
  rt0_stub::exit_flush(false);
}

Test(io, long_text_goes_past_the_buffer_in_order) {
  const std::string big(100'000, 'b');
  rt0::print("a");
  rt0::print("{}", big);
  rt0::print("c");
  cr_assert(rt0::out.flush().has_value());
  cr_assert(fake_kernel.fd.out() == "a" + big + "c");
}

Test(io, short_and_interrupted_writes_go_on) {
  fake_kernel.fd.max_io_bytes = 7;
  fake_kernel.fail_nth(rt::kSysWrite, 2, Errno::eintr);
  rt0::println("{}", "a text longer than seven bytes");
  cr_assert(rt0::out.flush().has_value());
  cr_assert(fake_kernel.fd.out() == "a text longer than seven bytes\n");
}

Test(io, a_non_blocking_descriptor_is_waited_for) {
  fake_kernel.fail_nth(rt::kSysWrite, 1, Errno::eagain);
  rt0::eprint("text");
  cr_assert(fake_kernel.fd.err() == "text");
  cr_assert(eq(u32, fake_kernel.count(rt::kSysPpoll), 1));
}

Test(io, a_writer_flushes_when_destroyed_and_keeps_its_error) {
  auto file = rt0::open("/f", O_CREAT | O_RDWR);
  cr_assert(file.has_value());
  {
    rt0::writer w(*file);
    w.write("abc");
    w.put('d');
    cr_assert(fake_kernel.fd.fs.contents("/f").empty());
  }
  cr_assert(fake_kernel.fd.fs.contents("/f") == "abcd");
  fake_kernel.fail_nth(rt::kSysWrite, 1, Errno::enospc);
  rt0::writer w(*file);
  cr_assert(w.write("lost").has_value());
  cr_assert(w.flush().error().code() == ENOSPC);
  cr_assert(w.write("more").error().code() == ENOSPC);
}

Test(io, a_writer_without_memory_writes_at_once) {
  auto file = rt0::open("/f", O_CREAT | O_RDWR);
  rt0_stub::no_memory = true;
  rt0::writer w(*file);
  cr_assert(w.write("abc").has_value());
  cr_assert(fake_kernel.fd.fs.contents("/f") == "abc");
}

Test(io, text_without_memory_is_fatal, .signal = SIGABRT) {
  rt0_stub::no_memory = true;
  rt0::println("{:1000}", 1);
}

Test(io, read_line_gives_each_line_and_a_last_one_without_a_new_line) {
  fake_kernel.fd.set_in("one\n\nthree\r\nfour");
  for (const char* want : {"one", "", "three\r", "four", "<end>", "<end>"}) {
    const std::string got = line_of(rt0::in);
    cr_assert(got == want, "got '%s', want '%s'", got.c_str(), want);
  }
}

Test(io, read_line_takes_lines_longer_than_the_buffer) {
  const std::string a(200'000, 'a'), b(50'000, 'b');
  fake_kernel.fd.set_in(a + "\n" + b + "\nc\n");
  fake_kernel.fd.max_io_bytes = 10'000;
  cr_assert(line_of(rt0::in) == a);
  cr_assert(line_of(rt0::in) == b);
  cr_assert(line_of(rt0::in) == "c");
}

Test(io, lines_is_a_range_that_keeps_an_error) {
  fake_kernel.fd.set_in("a\nb\n");
  std::vector<std::string> got;
  for (std::string_view line : rt0::in.lines()) got.emplace_back(line);
  cr_assert(got == std::vector<std::string>({"a", "b"}));
  cr_assert(rt0::in.last_error() == std::nullopt);
  fake_kernel.fail_always(rt::kSysRead, Errno::eio);
  for (std::string_view line : rt0::in.lines()) got.emplace_back(line);
  cr_assert(got.size() == 2 && rt0::in.last_error() == rt0::error::from_errno(EIO));
}

Test(io, read_and_read_all_take_what_lines_left) {
  fake_kernel.fd.set_in("first\nsecond and the rest");
  cr_assert(line_of(rt0::in) == "first");
  std::byte six[6];
  cr_assert(eq(sz, rt0::in.read(six).value(), 6));
  cr_assert(rt0::in.read_all().value() == " and the rest");
  cr_assert(eq(sz, rt0::in.read(six).value(), 0));
}

Test(io, read_without_memory_is_an_error) {
  rt0_stub::no_memory = true;
  fake_kernel.fd.set_in("text");
  cr_assert(rt0::in.read_line().error().code() == ENOMEM);
}
