// tests/fake_kernel/fake_fd.cc - see fake_fd.h. What moves bytes; names are in fake_fd_names.cc.
//
// Layer: tests.
#include "tests/fake_kernel/fake_fd.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "kernel_iface/clock.h"
#include "sysnum_arch.h"

namespace rt {

using Kind = FakeOpen::Kind;

static constexpr i64 kAtOffset = -1;  // the `at` of read and write that means: where the descriptor is

FakeFd::FakeFd(i64* now_ns) : now_ns_(now_ns) {
  for (auto* inode : {&in_, &out_, &err_}) {
    *inode = std::make_shared<FakeInode>();
    (*inode)->mode = kernel::kModeChar | 0620;
    auto open = std::make_shared<FakeOpen>();
    open->kind = Kind::stream;
    open->flags = kernel::kOpenRdwr;
    open->inode = *inode;
    install(std::move(open), false);
  }
}

void FakeFd::dump() const {
  for (const auto& [fd, inode] : {std::pair{1, out_}, std::pair{2, err_}}) {
    if (::write(fd, inode->data.data(), inode->data.size()) < 0) return;
  }
}

FakeFd::Open FakeFd::get(i32 fd) const {
  const auto it = table_.find(fd);
  return it != table_.end() ? it->second.open : nullptr;
}

long FakeFd::install(Open open, bool cloexec, i32 from) {
  i32 fd = from;
  while (table_.count(fd) != 0) fd++;
  table_[fd] = {std::move(open), cloexec};
  return fd;
}

i32 FakeFd::open_other(bool cloexec) {
  auto open = std::make_shared<FakeOpen>();
  open->kind = Kind::other;
  open->flags = kernel::kOpenRdwr;
  open->inode = std::make_shared<FakeInode>();
  return static_cast<i32>(install(std::move(open), cloexec));
}

long FakeFd::close(i32 fd) { return table_.erase(fd) != 0 ? 0 : -EBADF; }

[[noreturn]] static void would_block(const char* what) {
  std::fprintf(stderr, "fake kernel: %s would block for ever\n", what);
  std::abort();
}

long FakeFd::read(i32 fd, char* buffer, usize bytes, i64 at) {
  const Open open = get(fd);
  if (open == nullptr || (open->flags & kernel::kOpenAccmode) == kernel::kOpenWronly) return -EBADF;
  if (open->kind == Kind::pipe_write) return -EBADF;
  if (at != kAtOffset && open->kind != Kind::file) return -ESPIPE;
  bytes = std::min(bytes, max_io_bytes);
  if (open->kind == Kind::pipe_read) {
    std::string& data = open->pipe->data;
    if (data.empty() && open->pipe->writers == 0) return 0;
    if (data.empty() && (open->flags & kernel::kOpenNonblock) != 0) return -EAGAIN;
    if (data.empty()) would_block("read of a pipe");
    bytes = data.copy(buffer, bytes);
    data.erase(0, bytes);
    return static_cast<long>(bytes);
  }
  if ((open->inode->mode & kernel::kModeType) == kernel::kModeDir) return -EISDIR;
  const std::string& data = open->inode->data;
  const usize from = static_cast<usize>(at == kAtOffset ? open->offset : at);
  const usize n = from < data.size() ? data.copy(buffer, bytes, from) : 0;
  if (at == kAtOffset) open->offset += static_cast<i64>(n);
  return static_cast<long>(n);
}

long FakeFd::write(i32 fd, const char* buffer, usize bytes, i64 at) {
  const Open open = get(fd);
  if (open == nullptr || open->kind == Kind::pipe_read) return -EBADF;
  if (open->kind == Kind::file && (open->flags & kernel::kOpenAccmode) == kernel::kOpenRdonly) return -EBADF;
  if (at != kAtOffset && open->kind != Kind::file) return -ESPIPE;
  bytes = std::min(bytes, max_io_bytes);
  if (open->kind == Kind::pipe_write) {
    std::string& data = open->pipe->data;
    if (open->pipe->readers == 0) return -EPIPE;
    if (data.size() == pipe_bytes && (open->flags & kernel::kOpenNonblock) != 0) return -EAGAIN;
    if (data.size() == pipe_bytes) would_block("write to a pipe");
    bytes = std::min(bytes, pipe_bytes - data.size());
    data.append(buffer, bytes);
    return static_cast<long>(bytes);
  }
  std::string& data = open->inode->data;
  const bool append = open->kind == Kind::stream || (open->flags & kernel::kOpenAppend) != 0;
  const usize to = append ? data.size() : static_cast<usize>(at == kAtOffset ? open->offset : at);
  if (data.size() < to + bytes) data.resize(to + bytes);
  std::copy_n(buffer, bytes, data.begin() + static_cast<i64>(to));
  if (at == kAtOffset && open->kind == Kind::file) open->offset = static_cast<i64>(to + bytes);
  return static_cast<long>(bytes);
}

long FakeFd::vector_io(bool is_write, i32 fd, const kernel::Iovec* ranges, usize count) {
  if (count > 1024) return -EINVAL;
  long done = 0;
  for (usize i = 0; i < count; i++) {
    if (ranges[i].bytes == 0) continue;
    char* base = reinterpret_cast<char*>(ranges[i].base);
    const long n =
        is_write ? write(fd, base, ranges[i].bytes, kAtOffset) : read(fd, base, ranges[i].bytes, kAtOffset);
    if (n < 0) return done != 0 ? done : n;
    done += n;
    if (static_cast<usize>(n) < ranges[i].bytes) break;
  }
  return done;
}

long FakeFd::lseek(i32 fd, i64 offset, u32 whence) {
  const Open open = get(fd);
  if (open == nullptr) return -EBADF;
  if (open->kind != Kind::file) return -ESPIPE;
  if (whence > kernel::kSeekEnd) return -EINVAL;
  const i64 bases[] = {0, open->offset, static_cast<i64>(open->inode->data.size())};
  if (bases[whence] + offset < 0) return -EINVAL;
  return open->offset = bases[whence] + offset;
}

long FakeFd::ftruncate(i32 fd, i64 bytes) {
  const Open open = get(fd);
  if (open == nullptr) return -EBADF;
  if (open->kind != Kind::file || bytes < 0 || (open->flags & kernel::kOpenAccmode) == kernel::kOpenRdonly)
    return -EINVAL;
  open->inode->data.resize(static_cast<usize>(bytes));
  return 0;
}

long FakeFd::pipe2(i32* fds, u32 flags) {
  auto pipe = std::make_shared<FakeOpen::Pipe>();
  for (int end = 0; end < 2; end++) {
    auto open = std::make_shared<FakeOpen>();
    open->kind = end == 0 ? Kind::pipe_read : Kind::pipe_write;
    open->flags = (end == 0 ? kernel::kOpenRdonly : kernel::kOpenWronly) | (flags & kernel::kOpenNonblock);
    open->pipe = pipe;
    (end == 0 ? pipe->readers : pipe->writers)++;
    fds[end] = static_cast<i32>(install(std::move(open), (flags & kernel::kOpenCloexec) != 0));
  }
  return 0;
}

long FakeFd::dup3(i32 old_fd, i32 new_fd, u32 flags) {
  const Open open = get(old_fd);
  if (open == nullptr || new_fd < 0) return -EBADF;
  if (old_fd == new_fd) return -EINVAL;
  table_[new_fd] = {open, (flags & kernel::kOpenCloexec) != 0};
  return new_fd;
}

long FakeFd::fcntl(i32 fd, u32 command, u64 arg) {
  const auto it = table_.find(fd);
  if (it == table_.end()) return -EBADF;
  Slot& slot = it->second;
  switch (command) {
    case kernel::kFcntlGetfd:
      return slot.cloexec ? kernel::kFdCloexec : 0;
    case kernel::kFcntlSetfd:
      slot.cloexec = (arg & kernel::kFdCloexec) != 0;
      return 0;
    case kernel::kFcntlGetfl:
      return slot.open->flags;
    case kernel::kFcntlSetfl:
      slot.open->flags =
          (slot.open->flags & kernel::kOpenAccmode) | (static_cast<u32>(arg) & ~kernel::kOpenAccmode);
      return 0;
    case kernel::kFcntlDupfdCloexec:
      return install(slot.open, true, static_cast<i32>(arg));
    default:
      return -EINVAL;
  }
}

i16 FakeFd::ready(const FakeOpen& open) const {
  if (open.kind == Kind::pipe_read) {
    const int in = open.pipe->data.empty() ? 0 : kernel::kPollIn;
    return static_cast<i16>(in | (open.pipe->writers == 0 ? kernel::kPollHup : 0));
  }
  if (open.kind == Kind::pipe_write) {
    if (open.pipe->readers == 0) return kernel::kPollErr;
    return open.pipe->data.size() < pipe_bytes ? kernel::kPollOut : i16{0};
  }
  return kernel::kPollIn | kernel::kPollOut;
}

long FakeFd::poll(kernel::PollFd* fds, usize count, const void* timeout) {
  long found = 0;
  for (usize i = 0; i < count; i++) {
    const Open open = get(fds[i].fd);
    const int always = kernel::kPollErr | kernel::kPollHup;
    const int events = open == nullptr ? kernel::kPollNval : ready(*open) & (fds[i].events | always);
    fds[i].revents = static_cast<i16>(fds[i].fd < 0 ? 0 : events);
    found += fds[i].revents != 0;
  }
  if (found == 0 && timeout == nullptr) would_block("poll");
  if (found == 0) *now_ns_ += kernel::timespec_to_ns(*static_cast<const kernel::Timespec*>(timeout));
  return found;
}

long FakeFd::contents_for_mmap(i32 fd, i64 offset, std::string_view* contents) const {
  const Open open = get(fd);
  if (open == nullptr) return -EBADF;
  if (open->kind != Kind::file) return -ENODEV;
  if (offset % static_cast<i64>(kPageSize) != 0) return -EINVAL;
  const std::string_view data = open->inode->data;
  *contents = data.substr(std::min(static_cast<usize>(offset), data.size()));
  return 0;
}

bool FakeFd::call_io(u32 number, const long* w, long* result) {
  const i32 fd = static_cast<i32>(w[0]);
  char* buffer = reinterpret_cast<char*>(w[1]);
  const usize bytes = static_cast<usize>(w[2]);
  const bool positioned = number == kSysPread64 || number == kSysPwrite64;
  if (positioned && w[3] < 0) {
    *result = -EINVAL;
    return true;
  }
  switch (number) {
    case kSysRead:
      *result = read(fd, buffer, bytes, kAtOffset);
      return true;
    case kSysWrite:
      *result = write(fd, buffer, bytes, kAtOffset);
      return true;
    case kSysPread64:
      *result = read(fd, buffer, bytes, w[3]);
      return true;
    case kSysPwrite64:
      *result = write(fd, buffer, bytes, w[3]);
      return true;
    case kSysReadv:
    case kSysWritev:
      *result = vector_io(number == kSysWritev, fd, reinterpret_cast<const kernel::Iovec*>(w[1]), bytes);
      return true;
    case kSysLseek:
      *result = lseek(fd, w[1], static_cast<u32>(w[2]));
      return true;
    case kSysFtruncate:
      *result = ftruncate(fd, w[1]);
      return true;
    case kSysFsync:
      *result = get(fd) != nullptr ? 0 : -EBADF;
      return true;
    case kSysPpoll:
      *result = poll(reinterpret_cast<kernel::PollFd*>(w[0]), static_cast<usize>(w[1]),
                     reinterpret_cast<void*>(w[2]));
      return true;
    default:
      return false;
  }
}

bool FakeFd::call(u32 number, const long* w, long* result) {
  if (call_io(number, w, result) || call_names(number, w, result)) return true;
  const i32 fd = static_cast<i32>(w[0]);
  switch (number) {
    case kSysClose:
      *result = close(fd);
      return true;
    case kSysPipe2:
      *result = pipe2(reinterpret_cast<i32*>(w[0]), static_cast<u32>(w[1]));
      return true;
    case kSysDup3:
      *result = dup3(fd, static_cast<i32>(w[1]), static_cast<u32>(w[2]));
      return true;
    case kSysFcntl:
      *result = fcntl(fd, static_cast<u32>(w[1]), static_cast<u64>(w[2]));
      return true;
    case kSysIoctl: {
      const auto tty = ttys_.find(fd);
      const bool is_tty = tty != ttys_.end() && tty->second && w[1] == kernel::kIoctlTcgets;
      *result = get(fd) == nullptr ? -EBADF : is_tty ? 0 : -ENOTTY;
      return true;
    }
    default:
      return false;
  }
}

}  // namespace rt
