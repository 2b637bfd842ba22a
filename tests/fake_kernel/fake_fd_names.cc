// tests/fake_kernel/fake_fd_names.cc - FakeFd's calls that take a path or read a directory.
//
// Layer: tests.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/bits.h"
#include "sysnum_arch.h"
#include "tests/fake_kernel/fake_fd.h"

namespace rt {

using Kind = FakeOpen::Kind;

static u32 type_of(const FakeInode& inode) { return inode.mode & kernel::kModeType; }

// path_at makes a path of the *at calls absolute; links are not followed yet.
long FakeFd::path_at(i32 dirfd, const char* path, std::string* out) const {
  if (reinterpret_cast<uptr>(path) < kPageSize) return -EFAULT;
  if (*path == '\0') return -ENOENT;
  if (std::strlen(path) >= 4096) return -ENAMETOOLONG;
  std::string base = fs.cwd;
  if (*path != '/' && dirfd != kernel::kAtFdcwd) {
    const Open open = get(dirfd);
    if (open == nullptr) return -EBADF;
    if (open->kind != Kind::file || type_of(*open->inode) != kernel::kModeDir) return -ENOTDIR;
    base = open->path;
  }
  *out = FakeFs::absolute(base, path);
  return 0;
}

long FakeFd::openat(i32 dirfd, const char* path, u32 flags, u32 mode) {
  std::string name;
  if (long error = path_at(dirfd, path, &name); error != 0) return error;
  const bool nofollow = (flags & kernel::kOpenNofollow) != 0;
  name = fs.resolve(name, !nofollow);
  if (name.empty()) return -ELOOP;
  auto inode = fs.find(name, false);
  const bool writes = (flags & kernel::kOpenAccmode) != kernel::kOpenRdonly;
  if (inode == nullptr) {
    if ((flags & kernel::kOpenCreat) == 0 || !fs.parent_is_dir(name)) return -ENOENT;
    inode = fs.make(name, kernel::kModeRegular | (mode & 07777));
  } else if ((flags & (kernel::kOpenCreat | kernel::kOpenExcl)) == (kernel::kOpenCreat | kernel::kOpenExcl)) {
    return -EEXIST;
  } else if (type_of(*inode) == kernel::kModeLink) {
    return -ELOOP;
  } else if (type_of(*inode) == kernel::kModeDir && writes) {
    return -EISDIR;
  } else if (type_of(*inode) != kernel::kModeDir && (flags & kernel::kOpenDirectory) != 0) {
    return -ENOTDIR;
  }
  if ((flags & kernel::kOpenTrunc) != 0 && writes) inode->data.clear();
  auto open = std::make_shared<FakeOpen>();
  open->flags = flags & ~(kernel::kOpenCreat | kernel::kOpenExcl | kernel::kOpenTrunc | kernel::kOpenCloexec);
  open->inode = inode;
  open->path = name;
  return install(std::move(open), (flags & kernel::kOpenCloexec) != 0);
}

long FakeFd::stat(const FakeOpen* open, const FakeInode* inode, kernel::Stat* out) const {
  if (reinterpret_cast<uptr>(out) < kPageSize) return -EFAULT;
  *out = kernel::Stat{};
  out->nlink = 1;
  out->blksize = kPageSize;
  out->mode = kernel::kModeFifo | 0600;
  if (open != nullptr && open->pipe != nullptr) return 0;
  out->ino = inode->ino;
  out->mode = inode->mode;
  out->size = type_of(*inode) == kernel::kModeChar ? 0 : static_cast<i64>(inode->data.size());
  out->blocks = (out->size + 511) / 512;
  return 0;
}

long FakeFd::statat(i32 dirfd, const char* path, kernel::Stat* out, u32 flags) const {
  if (path != nullptr && *path == '\0' && (flags & kernel::kAtEmptyPath) != 0) {
    const Open open = get(dirfd);
    return open != nullptr ? stat(open.get(), open->inode.get(), out) : -EBADF;
  }
  std::string name;
  if (long error = path_at(dirfd, path, &name); error != 0) return error;
  const auto inode = fs.find(name, (flags & kernel::kAtSymlinkNofollow) == 0);
  return inode != nullptr ? stat(nullptr, inode.get(), out) : -ENOENT;
}

static u8 dirent_type(const FakeInode& inode) {
  switch (type_of(inode)) {
    case kernel::kModeDir:
      return kernel::kDtDir;
    case kernel::kModeLink:
      return kernel::kDtLink;
    case kernel::kModeRegular:
      return kernel::kDtRegular;
    default:
      return kernel::kDtUnknown;
  }
}

long FakeFd::getdents(i32 fd, char* buffer, usize bytes) {
  const Open open = get(fd);
  if (open == nullptr) return -EBADF;
  if (open->kind != Kind::file || type_of(*open->inode) != kernel::kModeDir) return -ENOTDIR;
  std::vector<std::string> names = fs.list(open->path);
  names.insert(names.begin(), {".", ".."});
  usize used = 0;
  while (open->offset < static_cast<i64>(names.size())) {
    const std::string& name = names[static_cast<usize>(open->offset)];
    const usize header = offsetof(kernel::Dirent, type) + 1;
    const usize reclen = align_up(header + name.size() + 1, 8);
    if (used + reclen > bytes) return used != 0 ? static_cast<long>(used) : -EINVAL;
    auto* entry = reinterpret_cast<kernel::Dirent*>(buffer + used);
    const auto inode = fs.find(FakeFs::absolute(open->path, name), false);
    entry->ino = inode->ino;
    entry->off = ++open->offset;
    entry->reclen = static_cast<u16>(reclen);
    entry->type = dirent_type(*inode);
    std::memcpy(buffer + used + header, name.c_str(), name.size() + 1);
    used += reclen;
  }
  return static_cast<long>(used);
}

long FakeFd::readlinkat(i32 dirfd, const char* path, char* buffer, usize bytes) const {
  std::string name;
  if (long error = path_at(dirfd, path, &name); error != 0) return error;
  const auto inode = fs.find(name, false);
  if (inode == nullptr) return -ENOENT;
  if (type_of(*inode) != kernel::kModeLink || bytes == 0) return -EINVAL;
  return static_cast<long>(inode->data.copy(buffer, bytes));
}

long FakeFd::getcwd(char* buffer, usize bytes) const {
  if (bytes < fs.cwd.size() + 1) return -ERANGE;
  std::memcpy(buffer, fs.cwd.c_str(), fs.cwd.size() + 1);
  return static_cast<long>(fs.cwd.size() + 1);
}

long FakeFd::chdir(const char* path) {
  std::string name;
  if (long error = path_at(kernel::kAtFdcwd, path, &name); error != 0) return error;
  const auto inode = fs.find(name);
  if (inode == nullptr) return -ENOENT;
  if (type_of(*inode) != kernel::kModeDir) return -ENOTDIR;
  fs.cwd = fs.resolve(name, true);
  return 0;
}

bool FakeFd::call_names(u32 number, const long* w, long* result) {
  const i32 fd = static_cast<i32>(w[0]);
  const char* path = reinterpret_cast<const char*>(w[1]);
  std::string name, to;
  switch (number) {
    case kSysOpenat:
      *result = openat(fd, path, static_cast<u32>(w[2]), static_cast<u32>(w[3]));
      return true;
    case kSysFstat: {
      const Open open = get(fd);
      *result = open == nullptr ? -EBADF
                                : stat(open.get(), open->inode.get(), reinterpret_cast<kernel::Stat*>(w[1]));
      return true;
    }
    case kSysNewfstatat:
      *result = statat(fd, path, reinterpret_cast<kernel::Stat*>(w[2]), static_cast<u32>(w[3]));
      return true;
    case kSysGetdents64:
      *result = getdents(fd, reinterpret_cast<char*>(w[1]), static_cast<usize>(w[2]));
      return true;
    case kSysReadlinkat:
      *result = readlinkat(fd, path, reinterpret_cast<char*>(w[2]), static_cast<usize>(w[3]));
      return true;
    case kSysMkdirat:
      *result = path_at(fd, path, &name);
      if (*result == 0) *result = fs.mkdir(fs.resolve(name, false), static_cast<u32>(w[2]));
      return true;
    case kSysUnlinkat:
      *result = path_at(fd, path, &name);
      if (*result == 0) *result = fs.unlink(fs.resolve(name, false), (w[2] & kernel::kAtRemovedir) != 0);
      return true;
    case kSysRenameat2:
      *result = path_at(fd, path, &name);
      if (*result == 0) *result = path_at(static_cast<i32>(w[2]), reinterpret_cast<const char*>(w[3]), &to);
      if (*result == 0) {
        *result =
            fs.rename(fs.resolve(name, false), fs.resolve(to, false), (w[4] & kernel::kRenameNoreplace) == 0);
      }
      return true;
    case kSysGetcwd:
      *result = getcwd(reinterpret_cast<char*>(w[0]), static_cast<usize>(w[1]));
      return true;
    case kSysChdir:
      *result = chdir(reinterpret_cast<const char*>(w[0]));
      return true;
    default:
      return false;
  }
}

}  // namespace rt
