// tests/unit/rt0/file_test.cc - file, whole files, names in the file system, directories and pipes.
//
// Layer: tests.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "rt0/io.h"
#include "rt0/os.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/unit/rt0/abi_stub.h"

using rt::Errno;
using rt::fake_kernel;

namespace {

std::span<std::byte> bytes_of(char* p, std::size_t n) { return {reinterpret_cast<std::byte*>(p), n}; }

}  // namespace

TestSuite(file, .fini = rt0_stub::calls_are_paired);

Test(file, opens_reads_and_closes) {
  fake_kernel.fd.fs.put("/f", "hello");
  {
    auto f = rt0::open("/f");
    cr_assert(f.has_value() && *f && f->fd() == 3);
    char text[8];
    cr_assert(eq(sz, f->read(bytes_of(text, 8)).value(), 5));
    cr_assert(eq(sz, f->read(bytes_of(text, 8)).value(), 0));
    cr_assert(std::memcmp(text, "hello", 5) == 0);
  }
  cr_assert(not(fake_kernel.fd.is_open(3)));
}

Test(file, open_says_why_not) {
  cr_assert(rt0::open("/none").error().code() == ENOENT);
  cr_assert(rt0::open(std::string_view("a\0b", 3)).error().code() == EINVAL);
  rt0_stub::no_memory = true;
  cr_assert(rt0::open(std::string(5000, 'x')).error().code() == ENOMEM);
}

Test(file, open_again_after_an_interruption) {
  fake_kernel.fd.fs.put("/f", "x");
  fake_kernel.fail_nth(rt::kSysOpenat, 1, Errno::eintr);
  cr_assert(rt0::open("/f").has_value());
}

Test(file, takes_paths_of_any_length) {
  const std::string path = "/" + std::string(250, 'd') + "/" + std::string(250, 'f');
  fake_kernel.fd.fs.put(path, "deep");
  cr_assert(rt0::read_file(path).value() == "deep");
}

Test(file, moves_its_descriptor) {
  fake_kernel.fd.fs.put("/f", "x");
  rt0::file a = rt0::open("/f").value();
  rt0::file b = std::move(a);
  cr_assert(b && !a);
  cr_assert(a.close().error().code() == EBADF);
  rt0::file c = rt0::open("/f").value();
  c = std::move(b);
  cr_assert(eq(sz, fake_kernel.fd.open_count(), 4));  // 0, 1, 2 and c
  const int fd = c.release();
  cr_assert(fake_kernel.fd.is_open(fd) && !c);
}

Test(file, closes_once_and_reports_late_errors) {
  fake_kernel.fd.fs.put("/f", "x");
  rt0::file f = rt0::open("/f").value();
  fake_kernel.fail_nth(rt::kSysClose, 1, Errno::eio);
  cr_assert(f.close().error().code() == EIO);
  cr_assert(f.close().error().code() == EBADF);
  cr_assert(eq(u32, fake_kernel.count(rt::kSysClose), 1));
}

Test(file, writes_all_in_pieces) {
  rt0::file f = rt0::open("/f", O_CREAT | O_WRONLY).value();
  fake_kernel.fd.max_io_bytes = 3;
  fake_kernel.fail_nth(rt::kSysWrite, 2, Errno::eintr);
  fake_kernel.fail_nth(rt::kSysWrite, 4, Errno::eagain);
  cr_assert(f.write("0123456789").has_value());
  cr_assert(fake_kernel.fd.fs.contents("/f") == "0123456789");
}

Test(file, pread_and_pwrite_leave_the_place) {
  fake_kernel.fd.fs.put("/f", "0123456789");
  rt0::file f = rt0::open("/f", O_RDWR).value();
  fake_kernel.fd.max_io_bytes = 2;
  char text[6];
  cr_assert(eq(sz, f.pread(bytes_of(text, 5), 3).value(), 5));
  cr_assert(std::memcmp(text, "34567", 5) == 0);
  cr_assert(eq(sz, f.pread(bytes_of(text, 5), 8).value(), 2));
  cr_assert(f.pwrite(bytes_of(text, 2), 0).has_value());
  cr_assert(fake_kernel.fd.fs.contents("/f") == "8923456789");
  cr_assert(f.seek(0, SEEK_CUR).value() == 0);
}

Test(file, knows_its_size_and_changes_it) {
  fake_kernel.fd.fs.put("/f", "0123456789", 0640);
  rt0::file f = rt0::open("/f", O_RDWR).value();
  const struct stat s = f.stat().value();
  cr_assert(s.st_size == 10 && (s.st_mode & 0777) == 0640 && S_ISREG(s.st_mode));
  cr_assert(f.truncate(4).has_value() && f.sync().has_value());
  cr_assert(fake_kernel.fd.fs.contents("/f") == "0123");
  cr_assert(f.seek(-1, SEEK_END).value() == 3);
  cr_assert(f.seek(-9).error().code() == EINVAL);
}

Test(file, maps_its_contents) {
  fake_kernel.fd.fs.put("/f", "mapped");
  fake_kernel.fd.fs.put("/empty", "");
  {
    const rt0::mapping m = rt0::open("/f")->map().value();
    cr_assert(m.text() == "mapped");
    cr_assert(rt0::open("/empty")->map()->bytes().empty());
  }
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 0));
  fake_kernel.fd.fs.put("/big", std::string(10'000, 'a') + "middle" + std::string(10'000, 'z'));
  {
    const rt0::file f = rt0::open("/big").value();
    cr_assert(f.map(10'000, 6)->text() == "middle");
    cr_assert(f.map(20'000, 100)->text() == "zzzzzz");
    cr_assert(f.map(30'000, 1)->bytes().empty());
    cr_assert(f.map(-1, 1).error().code() == EINVAL);
  }
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 0));
  fake_kernel.fail_nth(rt::kSysMmap, 1, Errno::enomem);
  cr_assert(rt0::open("/f")->map().error().code() == ENOMEM);
}

Test(file, whole_files_are_read_and_written) {
  cr_assert(rt0::write_file("/f", "text").has_value());
  cr_assert(rt0::read_file("/f").value() == "text");
  cr_assert(rt0::write_file("/f", "").has_value());
  cr_assert(rt0::read_file("/f").value().empty());
  const std::string big(70'000, 'x');
  fake_kernel.fd.set_in(big);
  fake_kernel.fd.fs.put("/big", big);
  fake_kernel.fail_nth(rt::kSysFstat, 1, Errno::eio);  // a size is a help, no more
  cr_assert(rt0::read_file("/big").value() == big);
  fake_kernel.fail_nth(rt::kSysRead, 1, Errno::eisdir);
  cr_assert(rt0::read_file("/f").error().code() == EISDIR);
  fake_kernel.fail_nth(rt::kSysWrite, 1, Errno::enospc);
  cr_assert(rt0::write_file("/f", "x").error().code() == ENOSPC);
  fake_kernel.fail_nth(rt::kSysClose, 1, Errno::edquot);
  cr_assert(rt0::write_file("/f", "x").error().code() == EDQUOT);
}

Test(file, names_are_made_moved_and_removed) {
  cr_assert(rt0::mkdir("/d").has_value());
  cr_assert(rt0::mkdir("/d").error().code() == EEXIST);
  cr_assert(rt0::write_file("/d/a", "x").has_value());
  cr_assert(rt0::rename("/d/a", "/d/b").has_value());
  cr_assert(rt0::stat("/d/b")->st_size == 1 && rt0::stat("/d/a").error().code() == ENOENT);
  cr_assert(rt0::remove("/d").error().code() == ENOTEMPTY);
  cr_assert(rt0::remove("/d/b").has_value() && rt0::remove("/d").has_value());
  cr_assert(not(fake_kernel.fd.fs.has("/d")));
}

Test(file, the_working_directory_and_links_have_names_of_any_length) {
  const std::string deep = "/" + std::string(200, 'a') + "/" + std::string(200, 'b');
  fake_kernel.fd.fs.put_dir(deep);
  fake_kernel.fd.fs.put_link("/link", deep);
  cr_assert(rt0::readlink("/link").value() == deep);
  cr_assert(rt0::readlink("/none").error().code() == ENOENT);
  cr_assert(rt0::chdir(deep).has_value());
  cr_assert(rt0::getcwd().value() == deep);
  fake_kernel.fail_nth(rt::kSysGetcwd, 1, Errno::enoent);
  cr_assert(rt0::getcwd().error().code() == ENOENT);
}

Test(file, a_directory_is_a_range_without_dots) {
  for (int i = 0; i < 600; i++) fake_kernel.fd.fs.put("/d/file" + std::to_string(i), "");
  fake_kernel.fd.fs.put_dir("/d/sub");
  auto d = rt0::open_dir("/d");
  cr_assert(d.has_value());
  std::set<std::string> names;
  for (rt0::dir_entry e : *d) {
    names.emplace(e.name);
    cr_assert(e.type == (e.name == "sub" ? rt0::file_type::directory : rt0::file_type::regular));
  }
  cr_assert(names.size() == 601 && names.count("file599") == 1 && !d->last_error());
  fake_kernel.fail_nth(rt::kSysGetdents64, 1, Errno::eio);
  auto broken = rt0::open_dir("/d");
  cr_assert(broken->next().has_value() == false && broken->last_error() == rt0::error::from_errno(EIO));
}

Test(file, a_refused_pipe_is_an_error) {
  fake_kernel.fail_nth(rt::kSysPipe2, 1, Errno::emfile);
  cr_assert(rt0::pipe().error().code() == EMFILE);
}

Test(file, random_bytes_fill_the_whole_span) {
  fake_kernel.fail_nth(rt::kSysGetrandom, 1, Errno::eintr);
  std::byte some[64] = {};
  rt0::random_bytes(some);
  std::size_t zeros = 0;
  for (std::byte b : some) zeros += b == std::byte{0};
  cr_assert(lt(sz, zeros, 32));
}

Test(file, getenv_finds_whole_names_only) {
  rt0_stub::environment = {"PATHS=x", "PATH=/bin", "EMPTY=", "NOVALUE"};
  cr_assert(rt0::getenv("PATH") == "/bin");
  cr_assert(rt0::getenv("EMPTY") == "");
  cr_assert(rt0::getenv("PAT") == std::nullopt && rt0::getenv("NOVALUE") == std::nullopt);
}
