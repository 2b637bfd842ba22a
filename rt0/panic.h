// rt0/panic.h - what a program does when something fails: error, result, RT0_TRY, panic, defer.
//
// What the world can get wrong comes back as a result; what the program gets wrong panics.
// Nothing here allocates. Layer: rt0.
#pragma once
#include <compare>
#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>

namespace rt0 {

// panic prints "panic: <what>", an empty line and the traceback, and ends the process with
// status 2. It runs no defers and destroys nothing; rt0::out is flushed first.
[[noreturn]] inline void panic(std::string_view what) { abi::panic(what); }

// Tracebacks to standard error: of the caller, or of every goroutine.
inline void print_stack() { abi::print_stack(); }
inline void print_all_stacks() { abi::print_all_stacks(); }

// error says why something did not work: one of the kernel's error numbers.
class error {
 public:
  static constexpr error from_errno(int number) { return error(number); }

  constexpr int code() const { return code_; }  // ENOENT, EACCES, ...
  // "no such file or directory"; valid for ever.
  std::string_view message() const { return abi::error_text(code_); }

  friend constexpr bool operator==(error, error) = default;

 private:
  constexpr explicit error(int code) : code_(code) {}

  int code_;
};

template <class T>
class result;

namespace detail {

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<result<T>> = true;

// The message of an error is the text of the panic: "panic: no such file or directory".
[[noreturn]] inline void panic_no_value(error e) { rt0::panic(e.message()); }

}  // namespace detail

// result<T> is a T or the error that says why there is none.
//   T       any movable type, or void
//   bool    true when there is a value
//   * ->    the value; only after a test, for they do not look
//   value() the value; panics with the error's message when there is none
//   error() the error; only when there is one
template <class T>
class result {
  static_assert(!std::is_reference_v<T> && !std::is_same_v<std::remove_cv_t<T>, rt0::error>,
                "a result holds an object, and an error is held beside it");

 public:
  using value_type = T;

  constexpr result(rt0::error e) : error_(e), ok_(false) {}
  template <class U = T>
    requires(std::is_constructible_v<T, U> && !std::is_same_v<std::remove_cvref_t<U>, rt0::error> &&
             !detail::is_result<std::remove_cvref_t<U>>)
  constexpr explicit(!std::is_convertible_v<U, T>) result(U&& v) : value_(std::forward<U>(v)), ok_(true) {}
  template <class... A>
    requires std::is_constructible_v<T, A...>
  constexpr explicit result(std::in_place_t, A&&... args) : value_(std::forward<A>(args)...), ok_(true) {}

  constexpr result(result&& from) noexcept(std::is_nothrow_move_constructible_v<T>) : ok_(from.ok_) {
    take(std::move(from));
  }
  constexpr result(const result& from)
    requires std::is_copy_constructible_v<T>
      : ok_(from.ok_) {
    take(from);
  }
  constexpr result& operator=(result&& from) noexcept {
    if (this != &from) {
      drop();
      ok_ = from.ok_;
      take(std::move(from));
    }
    return *this;
  }
  constexpr result& operator=(const result& from)
    requires std::is_copy_constructible_v<T>
  {
    if (this != &from) *this = result(from);
    return *this;
  }
  constexpr ~result() { drop(); }

  constexpr explicit operator bool() const { return ok_; }
  constexpr bool has_value() const { return ok_; }

  constexpr T& operator*() & { return value_; }
  constexpr const T& operator*() const& { return value_; }
  constexpr T operator*() && { return std::move(value_); }  // a T, for a loop over *f() to keep
  constexpr T* operator->() { return std::addressof(value_); }
  constexpr const T* operator->() const { return std::addressof(value_); }

  constexpr T& value() & {
    check();
    return value_;
  }
  constexpr const T& value() const& {
    check();
    return value_;
  }
  constexpr T value() && {
    check();
    return std::move(value_);
  }
  constexpr rt0::error error() const { return error_; }

  template <class U>
  constexpr T value_or(U&& other) const& {
    return ok_ ? value_ : static_cast<T>(std::forward<U>(other));
  }
  template <class U>
  constexpr T value_or(U&& other) && {
    return ok_ ? std::move(value_) : static_cast<T>(std::forward<U>(other));
  }

 private:
  constexpr void check() const {
    if (!ok_) [[unlikely]] detail::panic_no_value(error_);
  }
  template <class R>
  constexpr void take(R&& from) {
    if (ok_) std::construct_at(std::addressof(value_), std::forward<R>(from).value_);
    else std::construct_at(std::addressof(error_), from.error_);
  }
  constexpr void drop() {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      if (ok_) std::destroy_at(std::addressof(value_));
    }
  }

  union {
    T value_;
    rt0::error error_;
  };
  bool ok_;
};

// result<void> is "it worked", or the error.
template <>
class result<void> {
 public:
  using value_type = void;

  constexpr result() = default;
  constexpr result(rt0::error e) : error_(e), ok_(false) {}

  constexpr explicit operator bool() const { return ok_; }
  constexpr bool has_value() const { return ok_; }
  constexpr void operator*() const {}
  constexpr void value() const {
    if (!ok_) [[unlikely]] detail::panic_no_value(error_);
  }
  constexpr rt0::error error() const { return error_; }

 private:
  rt0::error error_ = rt0::error::from_errno(0);
  bool ok_ = true;
};

// RT0_TRY(x) is the value of x, a result; if x has none, it returns x's error from the function,
// whose own result may hold another type:
//     rt0::file f = RT0_TRY(rt0::open(path));
#define RT0_TRY(...)                                             \
  __extension__({                                                \
    auto rt0_try_result = (__VA_ARGS__);                         \
    if (!rt0_try_result) [[unlikely]] return rt0_try_result.error(); \
    *std::move(rt0_try_result);                                  \
  })

// defer runs a function when the scope is left, or when goexit ends the goroutine within it:
//     rt0::defer unlock{[&] { lock.unlock(); }};
// A stack object of one goroutine, left in the reverse order of entry; it allocates nothing.
template <class F>
class [[nodiscard]] defer : private abi::defer_node {
 public:
  explicit defer(F f) : abi::defer_node{nullptr, &call}, f_(std::move(f)) { abi::defer_push(this); }
  ~defer() {
    abi::defer_pop(this);
    f_();
  }
  defer(const defer&) = delete;
  defer& operator=(const defer&) = delete;

 private:
  static void call(abi::defer_node* node) { static_cast<defer*>(node)->f_(); }

  F f_;
};

}  // namespace rt0
