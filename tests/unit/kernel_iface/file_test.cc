// tests/unit/kernel_iface/file_test.cc - descriptors over the fake kernel's files.
//
// Each wrapper once with success and once with an error; also shows how the fake behaves where tests of
// higher rooms rely on it. Layer: tests.
#include "kernel_iface/file.h"

#include <criterion/criterion.h>

#include <cstring>
#include <string>

#include "kernel_iface/clock.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/fixture.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

TestSuite(file, .init = fixture_begin, .fini = fixture_end);

static FakeFs& fs() { return fake_kernel.fd.fs; }

static std::string read_all(i32 fd) {
  std::string all;
  char buffer[8];
  for (;;) {
    const usize n = must(kernel::read(fd, buffer, sizeof(buffer)), "test");
    if (n == 0) return all;
    all.append(buffer, n);
  }
}

Test(file, open_read_close) {
  fs().put("/etc/motd", "hello, world");
  const i32 fd = kernel::open("/etc/motd", kOpenRdonly | kOpenCloexec).value();
  cr_assert(eq(i32, fd, 3));
  cr_assert(eq(type(std::string), read_all(fd), "hello, world"));
  cr_assert(eq(type(Errno), kernel::close(fd), Errno::ok));
  cr_assert(eq(type(Errno), kernel::close(fd), Errno::ebadf));
  cr_assert(eq(type(Errno), kernel::read(fd, nullptr, 0).error(), Errno::ebadf));
}

Test(file, open_says_why_not) {
  fs().put_dir("/dir");
  fs().put("/plain", "");
  fs().put_link("/loop", "loop");
  const auto why = [](const char* path, u32 flags) { return kernel::open(path, flags).error(); };
  cr_assert(eq(type(Errno), why("/nothing", 0), Errno::enoent));
  cr_assert(eq(type(Errno), why("", 0), Errno::enoent));
  cr_assert(eq(type(Errno), why(nullptr, 0), Errno::efault));
  cr_assert(eq(type(Errno), why("/dir", kOpenWronly), Errno::eisdir));
  cr_assert(eq(type(Errno), why("/plain", kOpenDirectory), Errno::enotdir));
  cr_assert(eq(type(Errno), why("/plain", kOpenCreat | kOpenExcl | kOpenRdwr), Errno::eexist));
  cr_assert(eq(type(Errno), why("/loop", 0), Errno::eloop));
  cr_assert(eq(type(Errno), why("/no/such/dir", kOpenCreat | kOpenRdwr), Errno::enoent));
  fake_kernel.fail_nth(kSysOpenat, 1, Errno::emfile);
  cr_assert(eq(type(Errno), why("/plain", 0), Errno::emfile));
}

Test(file, write_append_truncate) {
  const i32 fd = kernel::open("/new", kOpenWronly | kOpenCreat, 0600).value();
  cr_assert(eq(sz, kernel::write(fd, "abcdef", 6).value(), 6));
  cr_assert(eq(i64, kernel::lseek(fd, 1, kSeekSet).value(), 1));
  cr_assert(eq(sz, kernel::write(fd, "X", 1).value(), 1));
  cr_assert(eq(sz, kernel::pwrite(fd, "Y", 1, 8).value(), 1));
  cr_assert(eq(type(std::string), fs().contents("/new"), std::string("aXcdef\0\0Y", 9)));
  cr_assert(eq(type(Errno), kernel::ftruncate(fd, 3), Errno::ok));
  cr_assert(eq(type(Errno), kernel::fsync(fd), Errno::ok));
  must(kernel::close(fd), "test");
  const i32 more = kernel::open("/new", kOpenWronly | kOpenAppend).value();
  cr_assert(eq(sz, kernel::write(more, "!", 1).value(), 1));
  cr_assert(eq(type(std::string), fs().contents("/new"), "aXc!"));
  cr_assert(eq(type(Errno), kernel::read(more, nullptr, 1).error(), Errno::ebadf));
  must(kernel::close(more), "test");
  must(kernel::close(kernel::open("/new", kOpenRdwr | kOpenTrunc).value()), "test");
  cr_assert(eq(type(std::string), fs().contents("/new"), ""));
}

Test(file, positioned_and_vector_reads) {
  fs().put("/f", "0123456789");
  const i32 fd = kernel::open("/f", kOpenRdwr).value();
  char a[4] = {}, b[3] = {};
  cr_assert(eq(sz, kernel::pread(fd, a, 3, 7).value(), 3));
  cr_assert(eq(str, a, "789"));
  cr_assert(eq(type(Errno), kernel::pread(fd, a, 3, -1).error(), Errno::einval));
  const Iovec ranges[] = {{reinterpret_cast<uptr>(a), 3}, {reinterpret_cast<uptr>(b), 2}};
  cr_assert(eq(sz, kernel::readv(fd, ranges, 2).value(), 5));
  cr_assert(eq(str, a, "012"));
  cr_assert(eq(str, b, "34"));
  cr_assert(eq(sz, kernel::writev(fd, ranges, 2).value(), 5));
  cr_assert(eq(type(std::string), fs().contents("/f"), "0123401234"));
  cr_assert(eq(i64, kernel::lseek(fd, -2, kSeekEnd).value(), 8));
  cr_assert(eq(type(Errno), kernel::lseek(fd, -9, kSeekCur).error(), Errno::einval));
  must(kernel::close(fd), "test");
}

Test(file, standard_streams_are_captured) {
  fake_kernel.fd.set_in("typed");
  cr_assert(eq(type(std::string), read_all(0), "typed"));
  cr_assert(eq(sz, kernel::write(1, "out", 3).value(), 3));
  cr_assert(eq(type(std::string), fake_kernel.fd.out(), "out"));
  cr_assert(eq(type(Errno), kernel::lseek(1, 0, kSeekCur).error(), Errno::espipe));
}

Test(file, a_disk_that_is_full_writes_less) {
  fake_kernel.fd.max_io_bytes = 2;
  cr_assert(eq(sz, kernel::write(1, "abc", 3).value(), 2));
  fake_kernel.fail_nth(kSysWrite, 1, Errno::enospc);
  cr_assert(eq(type(Errno), kernel::write(1, "c", 1).error(), Errno::enospc));
}

Test(file, isatty_is_no_for_anything_else) {
  fake_kernel.fd.set_tty(1, true);
  cr_assert(kernel::isatty(1));
  cr_assert(not(kernel::isatty(0)));
  cr_assert(not(kernel::isatty(99)));
}

Test(file, stat_describes) {
  fs().put("/d/f", "12345", 0640);
  fs().put_link("/d/l", "f");
  Stat s{};
  cr_assert(eq(type(Errno), kernel::newfstatat(kAtFdcwd, "/d/l", &s, 0), Errno::ok));
  cr_assert(eq(u32, s.mode, kModeRegular | 0640));
  cr_assert(eq(i64, s.size, 5));
  cr_assert(eq(type(Errno), kernel::newfstatat(kAtFdcwd, "/d/l", &s, kAtSymlinkNofollow), Errno::ok));
  cr_assert(eq(u32, s.mode & kModeType, kModeLink));
  cr_assert(eq(type(Errno), kernel::newfstatat(kAtFdcwd, "/x", &s, 0), Errno::enoent));
  cr_assert(eq(type(Errno), kernel::fstat(1, &s), Errno::ok));
  cr_assert(eq(u32, s.mode & kModeType, kModeChar));
  cr_assert(eq(type(Errno), kernel::newfstatat(1, "", &s, kAtEmptyPath), Errno::ok));
  cr_assert(eq(type(Errno), kernel::fstat(99, &s), Errno::ebadf));
}

Test(file, getdents_lists_a_directory_in_parts) {
  for (const char* name : {"/d/a", "/d/bb", "/d/ccc"}) fs().put(name, "");
  fs().put_dir("/d/sub");
  const i32 fd = kernel::open("/d", kOpenRdonly | kOpenDirectory).value();
  alignas(8) char buffer[64];
  std::string seen;
  for (;;) {
    const usize n = must(kernel::getdents64(fd, buffer, sizeof(buffer)), "test");
    if (n == 0) break;
    for (usize at = 0; at < n;) {
      const auto* entry = reinterpret_cast<const Dirent*>(buffer + at);
      seen.append(entry->name()).append(entry->type == kDtDir ? "/ " : " ");
      at += entry->reclen;
    }
  }
  cr_assert(eq(type(std::string), seen, "./ ../ a bb ccc sub/ "));
  cr_assert(eq(type(Errno), kernel::getdents64(1, buffer, sizeof(buffer)).error(), Errno::enotdir));
  must(kernel::close(fd), "test");
}

Test(file, a_pipe_carries_bytes_and_ends) {
  i32 fds[2];
  cr_assert(eq(type(Errno), kernel::pipe2(fds, kOpenCloexec | kOpenNonblock), Errno::ok));
  char buffer[8] = {};
  cr_assert(eq(type(Errno), kernel::read(fds[0], buffer, 8).error(), Errno::eagain));
  cr_assert(eq(sz, kernel::write(fds[1], "abc", 3).value(), 3));
  cr_assert(eq(sz, kernel::read(fds[0], buffer, 8).value(), 3));
  must(kernel::close(fds[1]), "test");
  cr_assert(eq(sz, kernel::read(fds[0], buffer, 8).value(), 0));
  must(kernel::close(fds[0]), "test");
  cr_assert(eq(type(Errno), kernel::write(fds[1], "x", 1).error(), Errno::ebadf));
}

Test(file, a_pipe_without_a_reader_is_epipe_and_a_full_one_eagain) {
  i32 fds[2];
  must(kernel::pipe2(fds, kOpenNonblock), "test");
  fake_kernel.fd.pipe_bytes = 4;
  cr_assert(eq(sz, kernel::write(fds[1], "123456", 6).value(), 4));
  cr_assert(eq(type(Errno), kernel::write(fds[1], "5", 1).error(), Errno::eagain));
  must(kernel::close(fds[0]), "test");
  cr_assert(eq(type(Errno), kernel::write(fds[1], "5", 1).error(), Errno::epipe));
  must(kernel::close(fds[1]), "test");
}

Test(file, poll_looks_and_waits) {
  i32 fds[2];
  must(kernel::pipe2(fds, 0), "test");
  PollFd polls[] = {{fds[0], kPollIn, 0}, {99, kPollIn, 0}, {-1, kPollIn, 0}};
  const i64 before = fake_kernel.now_ns;
  cr_assert(eq(u32, kernel::ppoll(polls, 1, 5000).value(), 0));
  cr_assert(eq(i64, fake_kernel.now_ns - before, 5000));
  must(kernel::write(fds[1], "x", 1), "test");
  cr_assert(eq(u32, kernel::ppoll(polls, 3, kernel::kForever).value(), 2));
  cr_assert(eq(int, polls[0].revents, kPollIn));
  cr_assert(eq(int, polls[1].revents, kPollNval));
  cr_assert(eq(int, polls[2].revents, 0));
  fake_kernel.fail_nth(kSysPpoll, 1, Errno::eintr);
  cr_assert(eq(type(Errno), kernel::ppoll(polls, 1, 0).error(), Errno::eintr));
  for (const i32 fd : fds) must(kernel::close(fd), "test");
}

Test(file, names_are_made_moved_and_removed) {
  cr_assert(eq(type(Errno), kernel::mkdirat(kAtFdcwd, "/d", 0755), Errno::ok));
  cr_assert(eq(type(Errno), kernel::mkdirat(kAtFdcwd, "/d", 0755), Errno::eexist));
  fs().put("/d/a", "data");
  fs().put("/d/b", "");
  cr_assert(eq(type(Errno), kernel::renameat2(kAtFdcwd, "/d/a", kAtFdcwd, "/d/b", kRenameNoreplace),
               Errno::eexist));
  cr_assert(eq(type(Errno), kernel::renameat2(kAtFdcwd, "/d/a", kAtFdcwd, "/d/b", 0), Errno::ok));
  cr_assert(eq(type(std::string), fs().contents("/d/b"), "data"));
  cr_assert(eq(type(Errno), kernel::unlinkat(kAtFdcwd, "/d", kAtRemovedir), Errno::enotempty));
  cr_assert(eq(type(Errno), kernel::unlinkat(kAtFdcwd, "/d", 0), Errno::eisdir));
  cr_assert(eq(type(Errno), kernel::unlinkat(kAtFdcwd, "/d/b", 0), Errno::ok));
  cr_assert(eq(type(Errno), kernel::unlinkat(kAtFdcwd, "/d", kAtRemovedir), Errno::ok));
  cr_assert(not(fs().has("/d")));
}

Test(file, links_and_the_working_directory) {
  fs().put("/home/me/file", "mine");
  fs().put_link("/me", "home/me");
  char buffer[32] = {};
  cr_assert(eq(sz, kernel::readlinkat(kAtFdcwd, "/me", buffer, sizeof(buffer)).value(), 7));
  cr_assert(eq(type(Errno), kernel::readlinkat(kAtFdcwd, "/home", buffer, 32).error(), Errno::einval));
  cr_assert(eq(type(Errno), kernel::chdir("/me"), Errno::ok));
  cr_assert(eq(sz, kernel::getcwd(buffer, sizeof(buffer)).value(), 9));
  cr_assert(eq(str, buffer, "/home/me"));
  cr_assert(eq(type(Errno), kernel::getcwd(buffer, 4).error(), Errno::erange));
  const i32 fd = kernel::open("file", kOpenRdonly).value();
  cr_assert(eq(type(std::string), read_all(fd), "mine"));
  must(kernel::close(fd), "test");
  cr_assert(eq(type(Errno), kernel::chdir("file"), Errno::enotdir));
  cr_assert(eq(type(Errno), kernel::chdir("/none"), Errno::enoent));
}

Test(file, descriptors_are_duplicated_with_their_flags) {
  const i32 fd = kernel::dup3(1, 7, kOpenCloexec).value();
  cr_assert(eq(i32, fd, 7));
  cr_assert(eq(i32, kernel::fcntl(7, kFcntlGetfd, 0).value(), i32(kFdCloexec)));
  cr_assert(eq(type(Errno), kernel::dup3(1, 1, 0).error(), Errno::einval));
  cr_assert(eq(i32, kernel::fcntl(1, kFcntlDupfdCloexec, 5).value(), 5));
  cr_assert(eq(i32, kernel::fcntl(5, kFcntlSetfl, kOpenNonblock).value(), 0));
  cr_assert(ne(i32, kernel::fcntl(1, kFcntlGetfl, 0).value() & i32(kOpenNonblock), 0));  // one open file
  cr_assert(eq(type(Errno), kernel::fcntl(9, kFcntlGetfl, 0).error(), Errno::ebadf));
  for (const i32 each : {5, 7}) must(kernel::close(each), "test");
}
