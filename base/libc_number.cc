// base/libc_number.cc - text to integers (strtol and its family) and integer arithmetic.
//
// Base 0 takes 0x and 0 prefixes. Out of range: the nearest limit and ERANGE. No digits: 0, the
// end where the text began; a base that does not exist also sets EINVAL.
// Layer: base.
#ifndef __NO_INLINE__
#define __NO_INLINE__ 1  // else the C headers define atoi inline, under the same name
#endif
#include <cerrno>
#include <cinttypes>
#include <climits>
#include <cstdlib>

#include "base/types.h"

using rt::u64;

namespace {

// The value of a digit in base up to 36; 36 for what is none.
int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = (c | 0x20) - 'a';
  return letter >= 0 && letter < 26 ? letter + 10 : 36;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Parsed {
  u64 magnitude = 0;
  bool negative = false;
  bool overflow = false;
  const char* end = nullptr;  // null: there was no number
};

Parsed parse(const char* s, int base) {
  Parsed r;
  if (base < 0 || base == 1 || base > 36) {
    errno = EINVAL;
    return r;
  }
  while (is_space(*s)) s++;
  if (*s == '+' || *s == '-') r.negative = *s++ == '-';
  const bool hex_prefix = s[0] == '0' && (s[1] | 0x20) == 'x' && digit_of(s[2]) < 16;
  if (hex_prefix && (base == 0 || base == 16)) {
    s += 2;
    base = 16;
  } else if (base == 0) {
    base = *s == '0' ? 8 : 10;
  }
  for (int d; (d = digit_of(*s)) < base; s++) {
    u64 scaled;
    if (__builtin_mul_overflow(r.magnitude, static_cast<u64>(base), &scaled) ||
        __builtin_add_overflow(scaled, static_cast<u64>(d), &r.magnitude)) {
      r.overflow = true;
    }
    r.end = s + 1;
  }
  return r;
}

void report_end(const Parsed& r, const char* s, char** end) {
  if (end != nullptr) *end = const_cast<char*>(r.end != nullptr ? r.end : s);
}

long to_signed(const char* s, char** end, int base) {
  const Parsed r = parse(s, base);
  report_end(r, s, end);
  const u64 limit = static_cast<u64>(LONG_MAX) + r.negative;
  if (r.overflow || r.magnitude > limit) {
    errno = ERANGE;
    return r.negative ? LONG_MIN : LONG_MAX;
  }
  return static_cast<long>(r.negative ? 0 - r.magnitude : r.magnitude);
}

// A minus sign negates in the unsigned type, as the standard has it.
unsigned long to_unsigned(const char* s, char** end, int base) {
  const Parsed r = parse(s, base);
  report_end(r, s, end);
  if (r.overflow) {
    errno = ERANGE;
    return ULONG_MAX;
  }
  return r.negative ? 0 - r.magnitude : r.magnitude;
}

}  // namespace

extern "C" {

long strtol(const char* s, char** end, int base) noexcept { return to_signed(s, end, base); }
long long strtoll(const char* s, char** end, int base) noexcept { return to_signed(s, end, base); }
unsigned long strtoul(const char* s, char** end, int base) noexcept { return to_unsigned(s, end, base); }
unsigned long long strtoull(const char* s, char** end, int base) noexcept {
  return to_unsigned(s, end, base);
}
intmax_t strtoimax(const char* s, char** end, int base) noexcept { return to_signed(s, end, base); }
uintmax_t strtoumax(const char* s, char** end, int base) noexcept { return to_unsigned(s, end, base); }

int atoi(const char* s) noexcept { return static_cast<int>(to_signed(s, nullptr, 10)); }
long atol(const char* s) noexcept { return to_signed(s, nullptr, 10); }
long long atoll(const char* s) noexcept { return to_signed(s, nullptr, 10); }

int abs(int n) noexcept { return n < 0 ? -n : n; }
long labs(long n) noexcept { return n < 0 ? -n : n; }
long long llabs(long long n) noexcept { return n < 0 ? -n : n; }
intmax_t imaxabs(intmax_t n) noexcept { return n < 0 ? -n : n; }

div_t div(int a, int b) noexcept { return {a / b, a % b}; }
ldiv_t ldiv(long a, long b) noexcept { return {a / b, a % b}; }
lldiv_t lldiv(long long a, long long b) noexcept { return {a / b, a % b}; }
imaxdiv_t imaxdiv(intmax_t a, intmax_t b) noexcept { return {a / b, a % b}; }
}
