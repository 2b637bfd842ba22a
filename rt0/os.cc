// rt0/os.cc - the environment, names in the file system, pipes and random bytes.
//
// Layer: rt0.
#include "rt0/os.h"

#include <bit>

#include "kernel_iface/process.h"
#include "kernel_iface/random.h"
#include "rt0/sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::in_kernel;
using detail::error_of;
using detail::result_of;
using detail::with_path;
using rt::Errno;

std::string_view abi::error_text(int code) { return rt::errno_text(static_cast<Errno>(code)); }

std::optional<std::string_view> getenv(std::string_view name) {
  for (std::string_view entry : environ()) {
    if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name)) {
      return entry.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

int getpid() { return kernel::getpid(); }
int getppid() { return kernel::getppid(); }

result<struct ::stat> stat(std::string_view path) {
  kernel::Stat s;
  const Errno e =
      with_path(path, [&](const char* p) { return kernel::newfstatat(kernel::kAtFdcwd, p, &s, 0); });
  if (e != Errno::ok) return error_of(e);
  return std::bit_cast<struct ::stat>(s);
}

result<void> mkdir(std::string_view path, mode_t mode) {
  return result_of(
      with_path(path, [&](const char* p) { return kernel::mkdirat(kernel::kAtFdcwd, p, mode); }));
}

result<void> remove(std::string_view path) {
  const auto unlink = [&](rt::u32 flags) {
    return with_path(path, [&](const char* p) { return kernel::unlinkat(kernel::kAtFdcwd, p, flags); });
  };
  const Errno e = unlink(0);
  if (e != Errno::eisdir) return result_of(e);
  return result_of(unlink(kernel::kAtRemovedir));
}

result<void> rename(std::string_view from, std::string_view to) {
  const detail::c_path target(to);
  if (target.error() != Errno::ok) return error_of(target.error());
  return result_of(with_path(from, [&](const char* p) {
    return kernel::renameat2(kernel::kAtFdcwd, p, kernel::kAtFdcwd, target.get(), 0);
  }));
}

result<void> chdir(std::string_view path) {
  return result_of(with_path(path, [](const char* p) { return kernel::chdir(p); }));
}

result<std::string> getcwd() {
  std::string text(256, '\0');
  for (;;) {
    const auto n = kernel::getcwd(text.data(), text.size());
    if (n.ok()) {
      text.resize(n.value() - 1);  // without the NUL
      return text;
    }
    if (n.error() != Errno::erange) return error_of(n.error());
    text.resize(text.size() * 2);
  }
}

result<std::string> readlink(std::string_view path) {
  std::string text(256, '\0');
  for (;;) {
    const auto n = with_path(path, [&](const char* p) {
      return kernel::readlinkat(kernel::kAtFdcwd, p, text.data(), text.size());
    });
    if (!n.ok()) return error_of(n.error());
    if (n.value() < text.size()) {
      text.resize(n.value());
      return text;
    }
    text.resize(text.size() * 2);  // it was cut, or fits exactly: no telling which
  }
}

result<std::pair<file, file>> pipe() {
  rt::i32 fds[2];
  const Errno e = kernel::pipe2(fds, kernel::kOpenCloexec | kernel::kOpenNonblock);
  if (e != Errno::ok) return error_of(e);
  return std::pair(detail::polled_file(fds[0]), detail::polled_file(fds[1]));
}

void random_bytes(std::span<std::byte> into) {
  while (!into.empty()) {
    const auto n = in_kernel([&] { return kernel::getrandom(into.data(), into.size(), 0); });
    // Refused only by a filter that forbids the call: there is no other source to trust.
    into = into.subspan(rt::must(n, "random_bytes: getrandom"));
  }
}

namespace {

constexpr std::size_t kDirBytes = 8 << 10;  // about 250 entries a call

file_type type_of(rt::u8 kernel_type) {
  switch (kernel_type) {
    case kernel::kDtRegular: return file_type::regular;
    case kernel::kDtDir: return file_type::directory;
    case kernel::kDtLink: return file_type::symlink;
    case kernel::kDtFifo: return file_type::fifo;
    case kernel::kDtSocket: return file_type::socket;
    case kernel::kDtChar: return file_type::character;
    case kernel::kDtBlock: return file_type::block;
    default: return file_type::unknown;
  }
}

}  // namespace

dir::dir(dir&& from) noexcept
    : file_(std::move(from.file_)),
      buffer_(std::exchange(from.buffer_, nullptr)),
      at_(from.at_),
      filled_(std::exchange(from.filled_, from.at_)),
      last_error_(from.last_error_) {}

dir& dir::operator=(dir&& from) noexcept {
  file_ = std::move(from.file_);
  std::swap(buffer_, from.buffer_);
  std::swap(at_, from.at_);
  std::swap(filled_, from.filled_);
  last_error_ = from.last_error_;
  return *this;
}

dir::~dir() { rt::free_bytes(buffer_); }

bool dir::refill() {
  if (buffer_ == nullptr) buffer_ = static_cast<std::byte*>(rt::malloc_bytes(kDirBytes));
  if (buffer_ == nullptr) {
    last_error_ = error_of(Errno::enomem);
    return false;
  }
  const auto n = in_kernel([&] { return kernel::getdents64(file_.fd(), buffer_, kDirBytes); });
  if (!n.ok()) last_error_ = error_of(n.error());
  at_ = 0;
  filled_ = n.value_or(0);
  return filled_ != 0;
}

std::optional<dir_entry> dir::next() {
  while (at_ != filled_ || refill()) {
    const auto* entry = reinterpret_cast<const kernel::Dirent*>(buffer_ + at_);
    at_ += entry->reclen;
    const std::string_view name = entry->name();
    if (name != "." && name != "..") return dir_entry{name, type_of(entry->type)};
  }
  return std::nullopt;
}

result<dir> open_dir(std::string_view path) {
  return dir(RT0_TRY(open(path, O_RDONLY | O_DIRECTORY)));
}

}  // namespace rt0
