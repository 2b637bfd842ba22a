// tests/fake_kernel/fake_fs.h - a tree of files in memory: names, directories, links.
//
// Permissions are kept and not checked. Layer: tests.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/types.h"
#include "kernel_iface/file.h"

namespace rt {

struct FakeInode {
  u64 ino = 0;
  u32 mode = 0;      // type and permissions
  std::string data;  // of a regular file; the target of a link
};

class FakeFs {
 public:
  FakeFs();

  std::string cwd = "/";

  // put makes or replaces a file, and the directories above it. put_dir and put_link likewise.
  std::shared_ptr<FakeInode> put(std::string_view path, std::string_view data, u32 permissions = 0644);
  void put_dir(std::string_view path);
  void put_link(std::string_view path, std::string_view target);

  // find returns null when the path is not there; the last link of it is followed if asked for.
  std::shared_ptr<FakeInode> find(std::string_view path, bool follow = true) const;
  bool has(std::string_view path) const { return find(path, false) != nullptr; }
  std::string contents(std::string_view path) const;

  // absolute is path seen from base, without "." and "..".
  static std::string absolute(std::string_view base, std::string_view path);
  // resolve is absolute with links followed, or empty when they run in circles.
  std::string resolve(std::string path, bool follow_last) const;
  // Names in a directory, sorted.
  std::vector<std::string> list(std::string_view dir) const;

  // Calls by absolute path; 0 or -errno.
  long mkdir(const std::string& path, u32 mode);
  long unlink(const std::string& path, bool is_dir);
  long rename(const std::string& from, const std::string& to, bool replace);

  std::shared_ptr<FakeInode> make(const std::string& path, u32 mode);
  bool parent_is_dir(const std::string& path) const;

 private:
  std::map<std::string, std::shared_ptr<FakeInode>, std::less<>> inodes_;  // by absolute path
  u64 next_ino_ = 2;
};

}  // namespace rt
