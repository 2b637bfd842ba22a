// tests/fake_kernel/fake_fs.cc - see fake_fs.h.
//
// Layer: tests.
#include "tests/fake_kernel/fake_fs.h"

#include <cerrno>

namespace rt {

static constexpr u32 kDirMode = kernel::kModeDir | 0755;
static constexpr int kMaxLinks = 40;  // as the kernel's MAXSYMLINKS

static bool is_dir(const FakeInode& i) { return (i.mode & kernel::kModeType) == kernel::kModeDir; }
static bool is_link(const FakeInode& i) { return (i.mode & kernel::kModeType) == kernel::kModeLink; }

static std::string parent_of(const std::string& path) {
  const usize slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

FakeFs::FakeFs() { make("/", kDirMode); }

std::shared_ptr<FakeInode> FakeFs::make(const std::string& path, u32 mode) {
  auto inode = std::make_shared<FakeInode>();
  inode->ino = next_ino_++;
  inode->mode = mode;
  inodes_[path] = inode;
  return inode;
}

std::string FakeFs::absolute(std::string_view base, std::string_view path) {
  std::string all(path.substr(0, 1) == "/" ? "" : base);
  all.append("/").append(path);
  std::vector<std::string_view> parts;
  for (usize at = 0; at < all.size();) {
    const usize end = std::min(all.find('/', at), all.size());
    const std::string_view part = std::string_view(all).substr(at, end - at);
    at = end + 1;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string out;
  for (const std::string_view part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}

std::string FakeFs::resolve(std::string path, bool follow_last) const {
  for (int links = 0; links < kMaxLinks; links++) {
    bool changed = false;
    for (usize end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const bool last = end == std::string::npos;
      const auto it = inodes_.find(path.substr(0, end));
      if (it != inodes_.end() && is_link(*it->second) && (!last || follow_last)) {
        const std::string rest = last ? "" : path.substr(end);
        path = absolute("/", absolute(parent_of(it->first), it->second->data) + rest);
        changed = true;
        break;
      }
      if (last) break;
    }
    if (!changed) return path;
  }
  return "";
}

std::shared_ptr<FakeInode> FakeFs::find(std::string_view path, bool follow) const {
  const auto it = inodes_.find(resolve(absolute(cwd, path), follow));
  return it != inodes_.end() ? it->second : nullptr;
}

std::string FakeFs::contents(std::string_view path) const {
  const auto inode = find(path);
  return inode != nullptr ? inode->data : "";
}

void FakeFs::put_dir(std::string_view path) {
  const std::string full = absolute(cwd, path);
  if (inodes_.count(full) != 0) return;
  put_dir(parent_of(full));
  make(full, kDirMode);
}

std::shared_ptr<FakeInode> FakeFs::put(std::string_view path, std::string_view data, u32 permissions) {
  const std::string full = absolute(cwd, path);
  put_dir(parent_of(full));
  auto inode = make(full, kernel::kModeRegular | permissions);
  inode->data = data;
  return inode;
}

void FakeFs::put_link(std::string_view path, std::string_view target) {
  put(path, target)->mode = kernel::kModeLink | 0777;
}

std::vector<std::string> FakeFs::list(std::string_view dir) const {
  const std::string prefix = dir == "/" ? "/" : std::string(dir) + "/";
  std::vector<std::string> names;
  for (auto it = inodes_.lower_bound(prefix); it != inodes_.end() && it->first.starts_with(prefix); ++it) {
    const std::string_view name = std::string_view(it->first).substr(prefix.size());
    if (!name.empty() && name.find('/') == std::string_view::npos) names.emplace_back(name);
  }
  return names;
}

bool FakeFs::parent_is_dir(const std::string& path) const {
  const auto it = inodes_.find(parent_of(path));
  return it != inodes_.end() && is_dir(*it->second);
}

long FakeFs::mkdir(const std::string& path, u32 mode) {
  if (inodes_.count(path) != 0) return -EEXIST;
  if (!parent_is_dir(path)) return -ENOENT;
  make(path, kernel::kModeDir | (mode & 07777));
  return 0;
}

long FakeFs::unlink(const std::string& path, bool remove_dir) {
  const auto it = inodes_.find(path);
  if (it == inodes_.end()) return -ENOENT;
  if (remove_dir && !is_dir(*it->second)) return -ENOTDIR;
  if (!remove_dir && is_dir(*it->second)) return -EISDIR;
  if (remove_dir && !list(path).empty()) return -ENOTEMPTY;
  inodes_.erase(it);
  return 0;
}

long FakeFs::rename(const std::string& from, const std::string& to, bool replace) {
  if (inodes_.count(from) == 0 || !parent_is_dir(to)) return -ENOENT;
  if (to.starts_with(from + "/")) return -EINVAL;
  if (inodes_.count(to) != 0) {
    if (!replace) return -EEXIST;
    if (from == to) return 0;
    if (is_dir(*inodes_[to]) && !list(to).empty()) return -ENOTEMPTY;
    if (is_dir(*inodes_[to]) != is_dir(*inodes_[from])) return is_dir(*inodes_[to]) ? -EISDIR : -ENOTDIR;
  }
  auto moved = inodes_;
  for (const auto& [path, inode] : inodes_) {
    if (path != from && !path.starts_with(from + "/")) continue;
    moved.erase(path);
    moved[to + path.substr(from.size())] = inode;
  }
  inodes_ = std::move(moved);
  return 0;
}

}  // namespace rt
