// tests/programs/files.cc - files, names, directories, pipes and random bytes with the real kernel.
//
// procs: 1 4
#include <rt0/rt0.h>

#include <set>

#include "check.h"

namespace {

std::span<std::byte> bytes_of(std::string& s) { return std::as_writable_bytes(std::span(s)); }

void check_file(const std::string& path) {
  CHECK(rt0::write_file(path, "0123456789"));
  CHECK(rt0::read_file(path).value() == "0123456789");
  rt0::file f = rt0::open(path, O_RDWR).value();
  std::string four(4, ' ');
  CHECK(f.pread(bytes_of(four), 3).value() == 4 && four == "3456");
  CHECK(f.pwrite(bytes_of(four), 0));
  CHECK(f.seek(0, SEEK_END).value() == 10);
  CHECK(f.write("!"));
  CHECK(f.stat()->st_size == 11 && rt0::stat(path)->st_size == 11);
  CHECK(f.map()->text() == "3456456789!");
  CHECK(f.truncate(2) && f.sync() && f.close());
  CHECK(rt0::read_file(path).value() == "34");
  CHECK(f.read(bytes_of(four)).error().code() == EBADF);
}

void check_names(const std::string& dir) {
  CHECK(rt0::mkdir(dir + "/sub"));
  CHECK(rt0::mkdir(dir + "/sub").error() == rt0::error::from_errno(EEXIST));
  for (int i = 0; i < 1000; i++) CHECK(rt0::write_file(rt0::format("{}/sub/{}", dir, i), ""));
  std::set<std::string> names;
  auto entries = rt0::open_dir(dir + "/sub");
  CHECK(entries);
  for (rt0::dir_entry e : *entries) names.emplace(e.name);
  CHECK(names.size() == 1000 && names.count("999") == 1);
  for (rt0::dir_entry e : *rt0::open_dir(dir + "/sub")) CHECK(names.erase(std::string(e.name)) == 1);  // as os.h says
  CHECK(names.empty());
  for (rt0::dir_entry e : rt0::open_dir(dir + "/sub").value()) names.emplace(e.name);
  CHECK(rt0::remove(dir + "/sub").error() == rt0::error::from_errno(ENOTEMPTY));
  for (const std::string& name : names) CHECK(rt0::remove(dir + "/sub/" + name));
  CHECK(rt0::rename(dir + "/sub", dir + "/moved"));
  const std::string before = rt0::getcwd().value();
  CHECK(rt0::chdir(dir + "/moved"));
  CHECK(rt0::getcwd().value() == dir + "/moved");
  CHECK(rt0::chdir(before) && rt0::remove(dir + "/moved"));
  CHECK(rt0::readlink("/proc/self/cwd").value() == before);
}

void check_random() {
  std::byte a[32] = {}, b[32] = {};
  rt0::random_bytes(a);
  rt0::random_bytes(b);
  CHECK(!std::equal(a, a + 32, b));
}

}  // namespace

int main() {
  const std::string dir = rt0::format("/tmp/rt0-files-{}", rt0::getpid());
  CHECK(rt0::mkdir(dir));
  check_file(dir + "/file");
  check_names(dir);
  check_random();
  CHECK(rt0::remove(dir + "/file") && rt0::remove(dir));
  CHECK(rt0::open(dir).error().message() == "no such file or directory");
  return check_done("files");
}
