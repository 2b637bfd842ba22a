// rt0/io.h - files, and buffered text in and out: file, reader, writer, in, out, err.
//
// A call that blocks parks the goroutine in the kernel with its P given away. Interrupted calls are
// repeated, short writes go on, and a descriptor that somebody made non-blocking is waited for. Calls
// on one object from several goroutines are safe: reads exclude reads, writes exclude writes.
// Layer: rt0.
#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <rt0/io_state.h>
#include <rt0/panic.h>

namespace rt0 {

class file;

namespace detail {
// What a broken pipe does: see file's constructor.
void broken_pipes_are_errors();
// A file whose descriptor, a non-blocking one, parks; if it cannot be polled, one that waits in the kernel.
file polled_file(int fd);
}  // namespace detail

// mapping is a file's contents in memory, read only. Move-only; unmapped when destroyed. A file that
// another process cuts short meanwhile makes an access beyond its new end fatal (SIGBUS).
class mapping {
 public:
  mapping() = default;
  mapping(const std::byte* data, std::size_t size) : data_(data), size_(size) {}
  mapping(mapping&& from) noexcept : data_(from.data_), size_(std::exchange(from.size_, 0)) {}
  mapping& operator=(mapping&& from) noexcept;
  ~mapping();

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// file owns a descriptor: move-only, closed when destroyed. One that was moved from or closed is
// empty; every call on it fails with EBADF. It may be moved only while nobody uses it.
class file : public detail::file_state {
 public:
  constexpr file() : file_state(-1) {}
  // Takes the descriptor over. Its flags stay as they are. From the first one above 2 on, a write to a pipe that nobody
  // reads any more fails with EPIPE; on 1 and 2 it ends the process by SIGPIPE always.
  constexpr explicit file(int fd) : file_state(fd) {
    if (!std::is_constant_evaluated() && fd > 2) detail::broken_pipes_are_errors();
  }
  file(file&& from) noexcept : file_state(std::exchange(from.fd_, -1)) { polled_ = from.polled_; }
  file& operator=(file&& from) noexcept;
  ~file();

  // What is there, at most into.size() bytes; 0 at the end.
  [[nodiscard]] result<std::size_t> read(std::span<std::byte> into);
  // All of data.
  result<void> write(std::span<const std::byte> data);
  result<void> write(std::string_view data) { return write(std::as_bytes(std::span(data))); }
  // The same at a place; the file's own place stays. pread reads less than asked only at the end.
  [[nodiscard]] result<std::size_t> pread(std::span<std::byte> into, off_t at);
  result<void> pwrite(std::span<const std::byte> data, off_t at);
  result<off_t> seek(off_t by, int whence = SEEK_SET);  // the new place, from the start

  [[nodiscard]] result<struct ::stat> stat() const;
  result<void> truncate(off_t size);
  result<void> sync();
  // The file is empty afterwards, whatever comes back: an error is one of earlier writes.
  result<void> close();
  // All of it, or what it has of the size bytes from a place on; at need not be on a page.
  [[nodiscard]] result<mapping> map() const;
  [[nodiscard]] result<mapping> map(off_t at, std::size_t size) const;

  int fd() const { return fd_; }
  int release();  // gives the descriptor away
  explicit operator bool() const { return fd_ >= 0; }

 private:
  friend result<file> open(std::string_view path, int flags, mode_t mode);
  friend file detail::polled_file(int fd);
  constexpr file(int fd, std::uint32_t polled) : file_state(fd) { polled_ = polled; }
};

// open opens path; flags and mode are open(2)'s. The descriptor is closed in programs that this one starts.
[[nodiscard]] result<file> open(std::string_view path, int flags = O_RDONLY, mode_t mode = 0644);

// All of a file, and a file made or replaced by data.
[[nodiscard]] result<std::string> read_file(std::string_view path);
result<void> write_file(std::string_view path, std::span<const std::byte> data);
inline result<void> write_file(std::string_view path, std::string_view data) {
  return write_file(path, std::as_bytes(std::span(data)));
}

// reader reads a file through a buffer, which it makes when it is first used. The file must outlive it,
// and stay where it is.
class reader : public detail::reader_state {
 public:
  explicit reader(file& from) : reader_state(from) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;
  ~reader();

  // What is there, at most into.size() bytes; 0 at the end.
  [[nodiscard]] result<std::size_t> read(std::span<std::byte> into);
  // A line without its new line, of any length; nullopt at the end. A last line may lack the new line.
  // The view is good until the next call on this reader.
  [[nodiscard]] result<std::optional<std::string_view>> read_line();
  // Everything that is left.
  [[nodiscard]] result<std::string> read_all();

  class line_range;
  // for (std::string_view line : in.lines()); ends at the end or at an error, which last_error keeps.
  line_range lines();
  std::optional<rt0::error> last_error() const;

 private:
  file& source() { return static_cast<file&>(*file_); }
  bool grow();  // false: no memory
  result<std::size_t> refill();
};

class reader::line_range {
 public:
  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;

    iterator() = default;
    explicit iterator(reader* from) : from_(from) { ++*this; }
    std::string_view operator*() const { return *line_; }
    const std::string_view* operator->() const { return &*line_; }
    iterator& operator++() {
      auto next = from_->read_line();
      line_ = next ? *next : std::nullopt;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return !it.line_; }

   private:
    reader* from_ = nullptr;
    std::optional<std::string_view> line_;
  };

  explicit line_range(reader& from) : from_(&from) {}
  iterator begin() { return iterator(from_); }
  std::default_sentinel_t end() { return {}; }

 private:
  reader* from_;
};
inline reader::line_range reader::lines() { return line_range(*this); }

// writer writes to a file through a buffer, which it makes when it is first used. What one call writes
// stays together. The file must outlive it, and stay where it is; destroying the writer flushes it.
// After an error nothing more is written, and every call returns that error.
class writer : public detail::writer_state {
 public:
  explicit writer(file& to, buffering mode = buffering::full, std::span<char> buffer = {})
      : writer_state(to, mode, buffer) {
    make_ = &make_buffer;
  }
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;
  ~writer();

  result<void> write(std::string_view text) { return write_line(text, false); }
  result<void> write(std::span<const std::byte> data) {
    return write({reinterpret_cast<const char*>(data.data()), data.size()});
  }
  result<void> put(char c) { return write({&c, 1}); }
  result<void> flush();

  // text, and a new line if asked, in one piece.
  result<void> write_line(std::string_view text, bool new_line = true);

 private:
  friend void flush_out(bool failing);

  file& target() { return static_cast<file&>(*file_); }
  static char* make_buffer(std::size_t bytes);
  void prepare();
  void prepare_out();
  void append(std::string_view text);
  void put_through(std::string_view text);
  void drain();
  result<void> state() const;
};

// Standard output, error and input. out is line-buffered on a terminal and buffered elsewhere; err is
// not buffered. They serve constructors and destructors of globals too.
extern writer out, err;
extern reader in;

}  // namespace rt0
