// kernel_iface/result.h - Result<T>, a value or the kernel's Errno, and must.
//
// Both halves are plain words, so a Result of a word comes back in two registers. Who cannot
// act on an error says so with must, which ends the process with the reason.
// Layer: kernel_iface.
#pragma once
#include <type_traits>

#include "base/assert.h"
#include "kernel_iface/errno.h"

namespace rt {

template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  constexpr Result(T value) : value_(value), error_(Errno::ok) {}
  constexpr Result(Errno error) : value_{}, error_(error) {}  // error is not Errno::ok

  constexpr bool ok() const { return error_ == Errno::ok; }
  constexpr Errno error() const { return error_; }
  // value is meaningful only when ok().
  constexpr T value() const {
    RT_DEBUG_ASSERT(ok());
    return value_;
  }
  constexpr T value_or(T otherwise) const { return ok() ? value_ : otherwise; }

 private:
  T value_;
  Errno error_;
};

// result_of turns the raw result of a system call into a Result<T>.
template <class T>
constexpr Result<T> result_of(long raw) {
  if (const Errno e = errno_of(raw); e != Errno::ok) return e;
  return static_cast<T>(raw);
}

// must_failed prints "runtime: <what>: errno <number>" and throws what.
[[noreturn]] RT_COLD void must_failed(Errno error, const char* what);

// must is for calls that are refused only if the runtime passed nonsense.
//   what  "<function>: <call>", as in "stack_map: munmap"
inline void must(Errno error, const char* what) {
  if (RT_UNLIKELY(error != Errno::ok)) must_failed(error, what);
}

template <class T>
inline T must(Result<T> result, const char* what) {
  must(result.error(), what);
  return result.value();
}

}  // namespace rt
