// base/libc_wchar.cc - the wide string functions that std::char_traits<wchar_t> calls.
//
// <cwchar> is not included: it gives some of these two C++ overloads each.
// Layer: base.
#include "base/types.h"

extern "C" void* memcpy(void* to, const void* from, rt::usize size);
extern "C" void* memmove(void* to, const void* from, rt::usize size);

using rt::usize;

extern "C" {

usize wcslen(const wchar_t* s) {
  usize n = 0;
  while (s[n] != L'\0') n++;
  return n;
}

wchar_t* wmemcpy(wchar_t* to, const wchar_t* from, usize n) {
  return static_cast<wchar_t*>(memcpy(to, from, n * sizeof(wchar_t)));
}

wchar_t* wmemmove(wchar_t* to, const wchar_t* from, usize n) {
  return static_cast<wchar_t*>(memmove(to, from, n * sizeof(wchar_t)));
}

wchar_t* wmemset(wchar_t* to, wchar_t c, usize n) {
  for (usize i = 0; i < n; i++) to[i] = c;
  return to;
}

int wmemcmp(const wchar_t* a, const wchar_t* b, usize n) {
  for (; n != 0; n--, a++, b++) {
    if (*a != *b) return *a < *b ? -1 : 1;
  }
  return 0;
}

wchar_t* wmemchr(const wchar_t* s, wchar_t c, usize n) {
  for (; n != 0; n--, s++) {
    if (*s == c) return const_cast<wchar_t*>(s);
  }
  return nullptr;
}

int wcscmp(const wchar_t* a, const wchar_t* b) {
  while (*a != L'\0' && *a == *b) a++, b++;
  return *a == *b ? 0 : *a < *b ? -1 : 1;
}

int wcsncmp(const wchar_t* a, const wchar_t* b, usize n) {
  for (; n != 0; n--, a++, b++) {
    if (*a != *b) return *a < *b ? -1 : 1;
    if (*a == L'\0') return 0;
  }
  return 0;
}

wchar_t* wcscpy(wchar_t* to, const wchar_t* from) { return wmemcpy(to, from, wcslen(from) + 1); }

wchar_t* wcschr(const wchar_t* s, wchar_t c) { return wmemchr(s, c, wcslen(s) + 1); }
}
