// base/libc_assert.cc - assert and abort: fatal errors with their text.
//
// Layer: base.
#include <cstdlib>
#include <cstring>

#include "base/assert.h"
#include "base/types.h"

namespace {

// A line of text on the stack; what does not fit is cut off.
struct Line {
  char bytes[512];
  rt::usize size = 0;

  Line& operator<<(const char* s) {
    while (*s != '\0' && size < sizeof(bytes) - 1) bytes[size++] = *s++;
    bytes[size] = '\0';
    return *this;
  }
  Line& operator<<(unsigned n) {
    char digits[11];
    char* p = digits + sizeof(digits) - 1;
    *p = '\0';
    do *--p = static_cast<char>('0' + n % 10);
    while ((n /= 10) != 0);
    return *this << p;
  }
};

}  // namespace

extern "C" {

void abort() { rt::rt_throw("abort"); }

// "file:line: function: Assertion `expression' failed.", as users know it.
[[noreturn]] void __assert_fail(const char* expression, const char* file, unsigned line,
                                const char* function) noexcept {
  Line text;
  text << file << ":" << line << ": ";
  if (function != nullptr) text << function << ": ";
  text << "Assertion `" << expression << "' failed.";
  rt::rt_throw(text.bytes);
}

[[noreturn]] void __assert_perror_fail(int code, const char* file, unsigned line,
                                       const char* function) noexcept {
  Line text;
  text << file << ":" << line << ": ";
  if (function != nullptr) text << function << ": ";
  text << "Unexpected error: " << strerror(code) << ".";
  rt::rt_throw(text.bytes);
}
}
