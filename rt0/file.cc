// rt0/file.cc - class file, and whole files at once.
//
// Layer: rt0.
#include <algorithm>
#include <bit>
#include <mutex>

#include "base/bits.h"
#include "kernel_iface/mman.h"
#include "rt0/io.h"
#include "rt0/sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::in_kernel;
using detail::error_of;
using detail::result_of;
using rt::Errno;

constinit decltype(detail::polled_io) detail::polled_io{};
constinit decltype(detail::end_by_sigpipe) detail::end_by_sigpipe{};

namespace {

using detail::polled_op;

// Relaxed: polled_ was set by a file that was made after the function was.
rt::Result<std::size_t> polled(polled_op op, int fd, std::uint32_t handle, const std::byte* data, std::size_t bytes) {
  return detail::polled_io.load_relaxed()(op, fd, handle, const_cast<std::byte*>(data), bytes);
}

// A broken pipe on a standard stream ends the process, whoever handles SIGPIPE.
Errno checked(int fd, Errno e) {
  if (e != Errno::epipe || fd < 1 || fd > 2) return e;
  if (const auto end = detail::end_by_sigpipe.load_relaxed()) end();
  return e;
}

// A mapping begins at a multiple of the page, in the file and in memory.
constexpr std::size_t kMapAlign = rt::kPageSize;

// One transfer: repeated until it is not interrupted and the descriptor was ready.
template <class Call>
rt::Result<std::size_t> transfer(int fd, rt::i16 events, Call call) {
  for (;;) {
    const rt::Result<std::size_t> r = in_kernel(call);
    if (r.error() != Errno::eagain) return r;
    detail::wait_ready(fd, events);
  }
}

// Writes all of data by calls of write_some(rest, done).
template <class Write>
result<void> write_all(int fd, std::span<const std::byte> data, Write write_some) {
  std::size_t done = 0;
  while (done < data.size()) {
    const auto rest = data.subspan(done);
    const auto n = transfer(fd, kernel::kPollOut, [&] { return write_some(rest, done); });
    if (!n.ok()) return error_of(checked(fd, n.error()));
    done += n.value();
  }
  return {};
}

}  // namespace

mapping& mapping::operator=(mapping&& from) noexcept {
  std::swap(data_, from.data_);
  std::swap(size_, from.size_);
  return *this;
}

mapping::~mapping() {
  if (size_ == 0) return;
  const auto data = reinterpret_cast<rt::uptr>(data_);
  const rt::uptr base = rt::align_down(data, kMapAlign);
  // A mapping of our own, taken out once: munmap cannot refuse.
  rt::must(kernel::munmap(base, data - base + size_), "mapping: munmap");
}

file& file::operator=(file&& from) noexcept {
  if (this != &from) {
    close();
    fd_ = std::exchange(from.fd_, -1);
    polled_ = from.polled_;
  }
  return *this;
}

file::~file() {
  if (fd_ >= 0) close();
}

result<void> file::close() {
  if (fd_ < 0) return error_of(Errno::ebadf);
  if (polled_ != 0) {
    // Others may be reading: the number goes when they are out.
    const Errno e = polled(polled_op::close, fd_, polled_, nullptr, 0).error();
    fd_ = -1;
    return result_of(e);
  }
  const int fd = std::exchange(fd_, -1);
  abi::entersyscall();
  const Errno e = kernel::close(fd);  // once: the descriptor is gone whatever it says
  abi::exitsyscall();
  if (e == Errno::eintr) return {};
  return result_of(e);
}

int file::release() {
  if (polled_ != 0) static_cast<void>(polled(polled_op::release, fd_, polled_, nullptr, 0));
  polled_ = 0;
  return std::exchange(fd_, -1);
}

result<std::size_t> file::read(std::span<std::byte> into) {
  if (polled_ != 0) return result_of(polled(polled_op::read, fd_, polled_, into.data(), into.size()));
  const std::lock_guard hold(reading_);
  return result_of(
      transfer(fd_, kernel::kPollIn, [&] { return kernel::read(fd_, into.data(), into.size()); }));
}

result<void> file::write(std::span<const std::byte> data) {
  if (polled_ != 0) return result_of(polled(polled_op::write, fd_, polled_, data.data(), data.size()).error());
  const std::lock_guard hold(writing_);
  return write_all(fd_, data, [&](std::span<const std::byte> rest, std::size_t) {
    return kernel::write(fd_, rest.data(), rest.size());
  });
}

result<std::size_t> file::pread(std::span<std::byte> into, off_t at) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto rest = into.subspan(done);
    const auto n = transfer(fd_, kernel::kPollIn, [&] {
      return kernel::pread(fd_, rest.data(), rest.size(), at + static_cast<off_t>(done));
    });
    if (!n.ok()) {
      if (done != 0) break;  // what came is good; the next call meets the error again
      return error_of(n.error());
    }
    if (n.value() == 0) break;
    done += n.value();
  }
  return done;
}

result<void> file::pwrite(std::span<const std::byte> data, off_t at) {
  return write_all(fd_, data, [&](std::span<const std::byte> rest, std::size_t done) {
    return kernel::pwrite(fd_, rest.data(), rest.size(), at + static_cast<off_t>(done));
  });
}

result<off_t> file::seek(off_t by, int whence) {
  return result_of(kernel::lseek(fd_, by, static_cast<rt::u32>(whence)));
}

result<struct ::stat> file::stat() const {
  kernel::Stat s;
  const Errno e = in_kernel([&] { return kernel::fstat(fd_, &s); });
  if (e != Errno::ok) return error_of(e);
  return std::bit_cast<struct ::stat>(s);  // the C library's structure is the kernel's on 64-bit isas
}

result<void> file::truncate(off_t size) {
  return result_of(in_kernel([&] { return kernel::ftruncate(fd_, size); }));
}

result<void> file::sync() {
  return result_of(in_kernel([&] { return kernel::fsync(fd_); }));
}

result<mapping> file::map() const { return map(0, ~std::size_t{0}); }

result<mapping> file::map(off_t at, std::size_t size) const {
  const auto s = stat();
  if (!s) return s.error();
  if (at < 0) return error_of(Errno::einval);
  if (at >= s->st_size) return mapping();
  size = std::min(size, static_cast<std::size_t>(s->st_size - at));
  const std::size_t before = static_cast<std::size_t>(at) % kMapAlign;
  const auto base = blocking([&] {
    return kernel::mmap(0, before + size, kernel::kProtRead, kernel::kMapPrivate, fd_,
                        at - static_cast<off_t>(before));
  });
  if (!base.ok()) return error_of(base.error());
  return mapping(reinterpret_cast<const std::byte*>(base.value() + before), size);
}

result<file> open(std::string_view path, int flags, mode_t mode) {
  const auto fd = detail::with_path(path, [&](const char* text) {
    return kernel::open(text, static_cast<rt::u32>(flags) | kernel::kOpenCloexec, mode);
  });
  if (!fd.ok()) return error_of(fd.error());
  if ((flags & O_ACCMODE) != O_RDONLY) return file(fd.value());
  return file(fd.value(), 0);
}

result<std::string> read_file(std::string_view path) {
  file f = RT0_TRY(open(path));
  const auto s = f.stat();
  std::string text;
  std::size_t used = 0;
  // One byte more than the size said, so that the last read finds the end without growing.
  std::size_t room = s && s->st_size > 0 ? static_cast<std::size_t>(s->st_size) + 1 : 4096;
  for (;;) {
    if (used == text.size()) text.resize(used + room);
    const auto into = std::as_writable_bytes(std::span(text)).subspan(used);
    const std::size_t n = RT0_TRY(f.read(into));
    if (n == 0) break;
    used += n;
    room = used;
  }
  text.resize(used);
  return text;
}

result<void> write_file(std::string_view path, std::span<const std::byte> data) {
  file f = RT0_TRY(open(path, O_WRONLY | O_CREAT | O_TRUNC));
  RT0_TRY(f.write(data));
  return f.close();
}

}  // namespace rt0
