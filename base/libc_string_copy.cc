// base/libc_string_copy.cc - strcpy, strcat, strtok, strdup: making and cutting strings.
//
// Layer: base.
#include <cstdlib>
#include <cstring>

#include "base/types.h"

using rt::usize;

extern "C" {

char* stpcpy(char* to, const char* from) {
  const usize length = strlen(from);
  return static_cast<char*>(memcpy(to, from, length + 1)) + length;
}

char* stpncpy(char* to, const char* from, usize size) {
  const usize length = strnlen(from, size);
  memcpy(to, from, length);
  memset(to + length, 0, size - length);
  return to + length;
}

char* strcpy(char* to, const char* from) {
  stpcpy(to, from);
  return to;
}

char* strncpy(char* to, const char* from, usize size) {
  stpncpy(to, from, size);
  return to;
}

char* strcat(char* to, const char* from) {
  stpcpy(to + strlen(to), from);
  return to;
}

char* strncat(char* to, const char* from, usize limit) {
  char* end = to + strlen(to);
  const usize length = strnlen(from, limit);
  memcpy(end, from, length);
  end[length] = '\0';
  return to;
}

void* mempcpy(void* to, const void* from, usize size) {
  return static_cast<char*>(memcpy(to, from, size)) + size;
}

void* memccpy(void* to, const void* from, int c, usize size) {
  const void* hit = memchr(from, c, size);
  if (hit == nullptr) {
    memcpy(to, from, size);
    return nullptr;
  }
  return mempcpy(to, from,
                 static_cast<usize>(static_cast<const char*>(hit) - static_cast<const char*>(from)) + 1);
}

char* strndup(const char* s, usize limit) {
  const usize length = strnlen(s, limit);
  char* copy = static_cast<char*>(malloc(length + 1));
  if (copy == nullptr) return nullptr;
  memcpy(copy, s, length);
  copy[length] = '\0';
  return copy;
}

char* strdup(const char* s) { return strndup(s, strlen(s)); }

char* strtok_r(char* s, const char* separators, char** rest) {
  if (s == nullptr) s = *rest;
  if (s == nullptr) return nullptr;
  s += strspn(s, separators);
  if (*s == '\0') {
    *rest = nullptr;
    return nullptr;
  }
  char* end = s + strcspn(s, separators);
  *rest = *end != '\0' ? end + 1 : nullptr;
  *end = '\0';
  return s;
}

// One hidden state for the whole program, as the standard has it: one goroutine at a time.
char* strtok(char* s, const char* separators) {
  static char* rest;
  return strtok_r(s, separators, &rest);
}

char* strsep(char** s, const char* separators) {
  char* token = *s;
  if (token == nullptr) return nullptr;
  char* end = token + strcspn(token, separators);
  *s = *end != '\0' ? end + 1 : nullptr;
  *end = '\0';
  return token;
}
}
