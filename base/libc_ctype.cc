// base/libc_ctype.cc - isalpha, tolower and the tables behind glibc's inline forms of them.
//
// The C locale: bytes above 127 belong to no class. The tables run from -128, because glibc
// accepts a signed char, to 255.
// Layer: base.
#ifndef __NO_INLINE__
#define __NO_INLINE__ 1  // else the C headers define tolower inline, under the same name
#endif
#include <cctype>

#include "base/types.h"

#undef isalnum
#undef isalpha
#undef isblank
#undef iscntrl
#undef isdigit
#undef isgraph
#undef islower
#undef isprint
#undef ispunct
#undef isspace
#undef isupper
#undef isxdigit
#undef tolower
#undef toupper

using rt::i32;
using rt::u16;

namespace {

constexpr bool within(int c, int lo, int hi) { return c >= lo && c <= hi; }
constexpr bool upper(int c) { return within(c, 'A', 'Z'); }
constexpr bool lower(int c) { return within(c, 'a', 'z'); }
constexpr bool digit(int c) { return within(c, '0', '9'); }
constexpr bool alpha(int c) { return upper(c) || lower(c); }
constexpr bool alnum(int c) { return alpha(c) || digit(c); }
constexpr bool xdigit(int c) { return digit(c) || within(c | 0x20, 'a', 'f'); }
constexpr bool space(int c) { return c == ' ' || within(c, '\t', '\r'); }
constexpr bool blank(int c) { return c == ' ' || c == '\t'; }
constexpr bool graph(int c) { return within(c, '!', '~'); }
constexpr bool print(int c) { return within(c, ' ', '~'); }
constexpr bool cntrl(int c) { return within(c, 0, 31) || c == 127; }
constexpr bool punct(int c) { return graph(c) && !alnum(c); }
constexpr int to_lower(int c) { return upper(c) ? c + ('a' - 'A') : c; }
constexpr int to_upper(int c) { return lower(c) ? c - ('a' - 'A') : c; }

constexpr int kLowest = -128;
constexpr int kCount = 384;

template <class T>
struct Table {
  T entries[kCount];
};

constexpr u16 classes(int c) {
  return static_cast<u16>((upper(c) ? _ISupper : 0) | (lower(c) ? _ISlower : 0) | (alpha(c) ? _ISalpha : 0) |
                          (digit(c) ? _ISdigit : 0) | (xdigit(c) ? _ISxdigit : 0) |
                          (space(c) ? _ISspace : 0) | (print(c) ? _ISprint : 0) | (graph(c) ? _ISgraph : 0) |
                          (blank(c) ? _ISblank : 0) | (cntrl(c) ? _IScntrl : 0) | (punct(c) ? _ISpunct : 0) |
                          (alnum(c) ? _ISalnum : 0));
}

template <class T, class F>
constexpr Table<T> make_table(F f) {
  Table<T> table{};
  for (int i = 0; i < kCount; i++) table.entries[i] = static_cast<T>(f(i + kLowest));
  return table;
}

constexpr Table<u16> kClasses = make_table<u16>(classes);
constexpr Table<i32> kLower = make_table<i32>(to_lower);
constexpr Table<i32> kUpper = make_table<i32>(to_upper);

// glibc's interface wants the address of a pointer to the entry of 0. It is stored on each call, always
// the same, so that no relocation is needed at start.
template <class T>
const T** publish(const T** pointer, const Table<T>& table) {
  __atomic_store_n(pointer, table.entries - kLowest, __ATOMIC_RELAXED);
  return pointer;
}

}  // namespace

extern "C" {

int isalnum(int c) { return alnum(c); }
int isalpha(int c) { return alpha(c); }
int isblank(int c) { return blank(c); }
int iscntrl(int c) { return cntrl(c); }
int isdigit(int c) { return digit(c); }
int isgraph(int c) { return graph(c); }
int islower(int c) { return lower(c); }
int isprint(int c) { return print(c); }
int ispunct(int c) { return punct(c); }
int isspace(int c) { return space(c); }
int isupper(int c) { return upper(c); }
int isxdigit(int c) { return xdigit(c); }
int isascii(int c) { return within(c, 0, 127); }
int toascii(int c) { return c & 127; }
int tolower(int c) noexcept { return to_lower(c); }
int toupper(int c) noexcept { return to_upper(c); }

const u16** __ctype_b_loc() noexcept {
  static const u16* pointer;
  return publish(&pointer, kClasses);
}
const i32** __ctype_tolower_loc() noexcept {
  static const i32* pointer;
  return publish(&pointer, kLower);
}
const i32** __ctype_toupper_loc() noexcept {
  static const i32* pointer;
  return publish(&pointer, kUpper);
}
}
