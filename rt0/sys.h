// rt0/sys.h - how the library makes a system call that may block or be interrupted.
//
// Not a public header: the library's own sources include it. Layer: rt0.
#pragma once
#include <cstring>
#include <string_view>

#include "base/atomic.h"
#include "kernel_iface/file.h"
#include "kernel_iface/futex.h"
#include "kernel_iface/result.h"
#include "mem/malloc.h"
#include "rt0/abi.h"
#include "rt0/panic.h"

namespace rt0::detail {

inline error error_of(rt::Errno e) { return error::from_errno(static_cast<int>(e)); }

inline result<void> result_of(rt::Errno e) {
  if (e != rt::Errno::ok) return error_of(e);
  return {};
}

template <class T>
result<T> result_of(rt::Result<T> r) {
  if (!r.ok()) return error_of(r.error());
  return r.value();
}

inline rt::Errno errno_in(rt::Errno e) { return e; }
template <class T>
rt::Errno errno_in(const rt::Result<T>& r) {
  return r.error();
}

// in_kernel runs a call with the P free to be taken, again when a signal interrupted it.
template <class Call>
auto in_kernel(Call call) {
  for (;;) {
    abi::entersyscall();
    const auto r = call();
    abi::exitsyscall();
    if (errno_in(r) != rt::Errno::eintr) return r;
  }
}

// polled_io does what the name says with a file of which file_state::polled_ is not 0. Set by the first of them, so that a
// program without pipes is not linked with the poller.
enum class polled_op { read, write, close, release };
extern constinit rt::Atomic<rt::Result<std::size_t> (*)(polled_op op, int fd, std::uint32_t polled, std::byte* data,
                                                         std::size_t bytes)>
    polled_io;

// end_by_sigpipe ends the process as SIGPIPE does by default, unless the program changed that. Set with the first handler of
// SIGPIPE: without one the kernel does it.
extern constinit rt::Atomic<void (*)()> end_by_sigpipe;

// Waits until fd is ready, for the descriptors that are non-blocking because whoever shares them with
// this process made them so.
inline void wait_ready(int fd, rt::i16 events) {
  rt::kernel::PollFd poll{fd, events, 0};
  abi::entersyscall_block();
  // Any outcome is answered by trying the call again.
  static_cast<void>(rt::kernel::ppoll(&poll, 1, rt::kernel::kForever));
  abi::exitsyscall();
}

// A path with its NUL, off the heap when it is short. ok() is false when there was no memory.
class c_path {
 public:
  explicit c_path(std::string_view path) : text_(small_) {
    if (path.size() >= sizeof small_) text_ = static_cast<char*>(rt::malloc_bytes(path.size() + 1));
    if (text_ == nullptr) return;
    std::memcpy(text_, path.data(), path.size());
    text_[path.size()] = '\0';
    if (std::memchr(path.data(), 0, path.size()) != nullptr) error_ = rt::Errno::einval;
  }
  ~c_path() {
    if (text_ != small_) rt::free_bytes(text_);
  }
  c_path(const c_path&) = delete;
  c_path& operator=(const c_path&) = delete;

  // ok, or why the text is no path.
  rt::Errno error() const { return text_ == nullptr ? rt::Errno::enomem : error_; }
  const char* get() const { return text_; }

 private:
  char* text_;
  rt::Errno error_ = rt::Errno::ok;
  char small_[240];
};

// Runs call with a path's C text; what refuses the text is the result.
template <class Call>
auto with_path(std::string_view path, Call call) -> decltype(call("")) {
  const c_path text(path);
  if (text.error() != rt::Errno::ok) return text.error();
  return in_kernel([&] { return call(text.get()); });
}

}  // namespace rt0::detail
