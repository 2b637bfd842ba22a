// rt0/io.cc - buffered reading and writing, and the standard streams.
//
// The last flush of out is a hook of the exit path, which out registers when it is first written: a
// program that prints nothing carries nothing of it.
// Layer: rt0.
#include "rt0/io.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "kernel_iface/print.h"
#include "mem/persistentalloc.h"
#include "rt0/sys.h"

namespace rt0 {

namespace kernel = rt::kernel;
using detail::error_of;
using rt::Errno;

namespace {

constexpr std::size_t kBufferBytes = 32 << 10;

}  // namespace

// The exit path's hook. A failure may strike anywhere, also within a write to out: then what it holds is
// written only if nobody is at it, without parking, and the lock is kept, for the process ends here.
void flush_out(bool failing) {
  writer& w = out;
  if (!failing) {
    w.flush();
    return;
  }
  if (!w.lock_.try_lock()) return;
  kernel::write_last(1, w.buffer_, std::exchange(w.used_, 0));
}

writer::~writer() {
  flush();
  if (!borrowed_) rt::free_bytes(buffer_);
}

result<void> writer::state() const {
  if (error_ != 0) return error::from_errno(error_);
  return {};
}

char* writer::make_buffer(std::size_t bytes) { return static_cast<char*>(rt::malloc_bytes(bytes)); }

// Its file and its buffer, off the heap: behind what the boot has touched.
void writer::prepare_out() {
  alignas(file) static constinit std::byte standard_output[sizeof(file)];
  file_ = new (standard_output) file(1);
  make_ = [](std::size_t bytes) { return static_cast<char*>(rt::persistentalloc_try(bytes, 1)); };
  abi::at_exit_flush(&flush_out);
}

// The first write: finds out how to buffer, and makes the buffer. Without memory there is none.
void writer::prepare() {
  prepared_ = true;
  if (this == &out) prepare_out();
  if (mode_ == buffering::automatic) {
    mode_ = kernel::isatty(target().fd()) ? buffering::line : buffering::full;
  }
  if (mode_ == buffering::none) capacity_ = 0;
  if (mode_ == buffering::none || buffer_ != nullptr) return;
  if (make_ != nullptr) buffer_ = make_(kBufferBytes);
  if (buffer_ != nullptr) capacity_ = kBufferBytes;
  else mode_ = buffering::none;
}

// After an error what could not be written is dropped, for where it would go is unknown.
void writer::put_through(std::string_view text) {
  if (text.empty() || error_ != 0) return;
  if (const auto done = target().write(text); !done) error_ = done.error().code();
}

void writer::drain() { put_through({buffer_, std::exchange(used_, 0)}); }

void writer::append(std::string_view text) {
  if (text.size() > capacity_ - used_) drain();
  if (text.size() >= capacity_) return put_through(text);
  std::memcpy(buffer_ + used_, text.data(), text.size());
  used_ += text.size();
}

// A terminal's lines are short, and memchr is not in every program.
static bool has_new_line(std::string_view text) {
  for (const char c : text) {
    if (c == '\n') return true;
  }
  return false;
}

result<void> writer::write_line(std::string_view text, bool new_line) {
  const std::lock_guard hold(lock_);
  if (!prepared_) [[unlikely]] prepare();
  if (error_ != 0) return state();
  append(text);
  if (new_line) append("\n");
  if (mode_ == buffering::line && (new_line || has_new_line(text))) drain();
  return state();
}

result<void> writer::flush() {
  const std::lock_guard hold(lock_);
  drain();
  return state();
}

reader::~reader() { rt::free_bytes(buffer_); }

std::optional<error> reader::last_error() const {
  if (error_ != 0) return error::from_errno(error_);
  return std::nullopt;
}

bool reader::grow() {
  const std::size_t capacity = capacity_ == 0 ? kBufferBytes : capacity_ * 2;
  auto* bigger = static_cast<char*>(rt::realloc_bytes(buffer_, capacity));
  if (bigger == nullptr) return false;
  buffer_ = bigger;
  capacity_ = capacity;
  return true;
}

// Reads more behind end_; makes room for it first. 0: the end.
result<std::size_t> reader::refill() {
  if (begin_ != 0) {
    std::memmove(buffer_, buffer_ + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == capacity_ && !grow()) return error_of(Errno::enomem);
  auto got = source().read(std::as_writable_bytes(std::span(buffer_ + end_, capacity_ - end_)));
  if (got) end_ += *got;
  else error_ = got.error().code();
  return got;
}

result<std::size_t> reader::read(std::span<std::byte> into) {
  const std::lock_guard hold(lock_);
  if (begin_ == end_) {
    if (into.size() >= kBufferBytes) return source().read(into);
    RT0_TRY(refill());
  }
  const std::size_t n = std::min(into.size(), end_ - begin_);
  std::memcpy(into.data(), buffer_ + begin_, n);
  begin_ += n;
  return n;
}

result<std::optional<std::string_view>> reader::read_line() {
  const std::lock_guard hold(lock_);
  std::size_t seen = 0;  // of [begin_, end_), without a new line
  for (;;) {
    const std::string_view text(buffer_ + begin_, end_ - begin_);
    const std::size_t at = text.find('\n', seen);
    if (at != std::string_view::npos) {
      begin_ += at + 1;
      return std::optional(text.substr(0, at));
    }
    seen = text.size();
    if (RT0_TRY(refill()) != 0) continue;
    if (seen == 0) return std::optional<std::string_view>();
    begin_ = end_;
    return std::optional(std::string_view(buffer_ + begin_ - seen, seen));
  }
}

result<std::string> reader::read_all() {
  const std::lock_guard hold(lock_);
  std::string text(buffer_ + begin_, end_ - begin_);
  begin_ = end_ = 0;
  std::size_t used = text.size();
  for (;;) {
    if (used == text.size()) text.resize(std::max(kBufferBytes, used * 2));
    const std::size_t n = RT0_TRY(source().read(std::as_writable_bytes(std::span(text)).subspan(used)));
    if (n == 0) break;
    used += n;
  }
  text.resize(used);
  return text;
}

}  // namespace rt0
