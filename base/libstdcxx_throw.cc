// base/libstdcxx_throw.cc - where the standard library would throw: a panic with the text.
//
// libstdc++'s headers call std::__throw_* for each exception they throw. Here the text is what
// what() of that exception would return, so that a program dies with the words its
// author knows. The exception classes' own out-of-line members follow, because a
// program may still make and pass such objects.
// Layer: base.
#include <bits/functexcept.h>

#include <cstdarg>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <system_error>

#include "base/assert.h"
#include "base/panic.h"
#include "base/types.h"

// What the expansion of _GLIBCXX_THROW_OR_ABORT in rt0/std/prelude.h calls.
extern "C" [[noreturn]] void rt_panic_text(const char* what) { rt::rt_panic(what); }

namespace rt {
namespace {

// Text is a bounded buffer; what does not fit is cut off.
struct Text {
  char bytes[256];
  usize size = 0;

  void put(char c) {
    if (size < sizeof(bytes)) bytes[size++] = c;
  }
  void put(const char* s) {
    while (*s != '\0') put(*s++);
  }
  void put(usize n) {
    char digits[20];
    usize count = 0;
    do digits[count++] = static_cast<char>('0' + n % 10);
    while ((n /= 10) != 0);
    while (count != 0) put(digits[--count]);
  }
  std::string_view view() const { return {bytes, size}; }
};

// format knows what libstdc++'s messages use: %s, %zu and %%.
void format(Text* out, const char* f, va_list args) {
  for (; *f != '\0'; f++) {
    if (*f != '%') {
      out->put(*f);
    } else if (f[1] == 's') {
      out->put(va_arg(args, const char*));
      f++;
    } else if (f[1] == 'z' && f[2] == 'u') {
      out->put(va_arg(args, usize));
      f += 2;
    } else if (f[1] == '%') {
      out->put('%');
      f++;
    } else {
      out->put('%');
    }
  }
}

}  // namespace
}  // namespace rt

namespace std {

void __throw_bad_exception() { rt::rt_panic("std::bad_exception"); }
void __throw_bad_alloc() { rt::rt_throw("out of memory"); }
void __throw_bad_array_new_length() { rt::rt_panic("std::bad_array_new_length"); }
void __throw_bad_cast() { rt::rt_panic("std::bad_cast"); }
void __throw_bad_typeid() { rt::rt_panic("std::bad_typeid"); }
void __throw_logic_error(const char* what) { rt::rt_panic(what); }
void __throw_domain_error(const char* what) { rt::rt_panic(what); }
void __throw_invalid_argument(const char* what) { rt::rt_panic(what); }
void __throw_length_error(const char* what) { rt::rt_panic(what); }
void __throw_out_of_range(const char* what) { rt::rt_panic(what); }
void __throw_runtime_error(const char* what) { rt::rt_panic(what); }
void __throw_range_error(const char* what) { rt::rt_panic(what); }
void __throw_overflow_error(const char* what) { rt::rt_panic(what); }
void __throw_underflow_error(const char* what) { rt::rt_panic(what); }
void __throw_bad_function_call() { rt::rt_panic("bad_function_call"); }
void __throw_system_error(int code) { rt::rt_panic(strerror(code)); }

void __throw_out_of_range_fmt(const char* f, ...) {
  rt::Text text;
  va_list args;
  va_start(args, f);
  rt::format(&text, f, args);
  va_end(args);
  rt::rt_panic(text.view());
}

// Called by the headers' assertions when a program defines _GLIBCXX_ASSERTIONS.
void __glibcxx_assert_fail(const char* file, int line, const char* function, const char* condition) noexcept {
  rt::Text text;
  if (file != nullptr) {
    text.put(file);
    text.put(':');
    text.put(static_cast<rt::usize>(line));
    text.put(": ");
  }
  if (function != nullptr) {
    text.put(function);
    text.put(": ");
  }
  text.put("Assertion '");
  text.put(condition != nullptr ? condition : "unreachable");
  text.put("' failed.");
  text.bytes[text.size < sizeof(text.bytes) ? text.size : sizeof(text.bytes) - 1] = '\0';
  rt::rt_throw(text.bytes);
}

// The exception classes whose members libstdc++ compiles.

exception::~exception() noexcept {}
const char* exception::what() const noexcept { return "std::exception"; }
bad_exception::~bad_exception() noexcept {}
const char* bad_exception::what() const noexcept { return "std::bad_exception"; }
bad_alloc::~bad_alloc() noexcept {}
const char* bad_alloc::what() const noexcept { return "std::bad_alloc"; }
bad_array_new_length::~bad_array_new_length() noexcept {}
const char* bad_array_new_length::what() const noexcept { return "std::bad_array_new_length"; }
bad_function_call::~bad_function_call() noexcept {}
const char* bad_function_call::what() const noexcept { return "bad_function_call"; }
bad_weak_ptr::~bad_weak_ptr() noexcept {}
const char* bad_weak_ptr::what() const noexcept { return "bad_weak_ptr"; }

}  // namespace std
