// base/libc_string.cc - strlen, memchr, strcmp: looking at strings.
//
// memcpy, memmove, memset and memcmp are base/memops.cc's. strlen and memchr look at a
// word at a time: an aligned word never crosses into a page that may be missing.
// The trick for "has a zero byte" is Mycroft's (1987). <cstring> is not included: it gives
// some of these two C++ overloads each in place of the C function.
// Layer: base.
#include "base/types.h"

extern "C" void* memcpy(void* to, const void* from, rt::usize size);
extern "C" int memcmp(const void* a, const void* b, rt::usize size);

using rt::u64;
using rt::uptr;
using rt::usize;

namespace {

// Words are read across the types of what they hold, and beyond its end.
using Word __attribute__((may_alias)) = u64;
constexpr u64 kOnes = 0x0101010101010101;
constexpr u64 kHighs = 0x8080808080808080;

// Nonzero if w has a zero byte; the lowest set bit is in the first such byte.
constexpr u64 zero_bytes(u64 w) { return (w - kOnes) & ~w & kHighs; }

usize first_byte(u64 marks) { return static_cast<usize>(__builtin_ctzll(marks)) / 8; }

const unsigned char* bytes_of(const void* p) { return static_cast<const unsigned char*>(p); }

}  // namespace

extern "C" {

__attribute__((no_sanitize("address"))) usize strlen(const char* s) {
  const char* p = s;
  for (; reinterpret_cast<uptr>(p) % sizeof(Word) != 0; p++) {
    if (*p == '\0') return static_cast<usize>(p - s);
  }
  for (;; p += sizeof(Word)) {
    const u64 marks = zero_bytes(*reinterpret_cast<const Word*>(p));
    if (marks != 0) return static_cast<usize>(p - s) + first_byte(marks);
  }
}

void* memchr(const void* data, int c, usize size) {
  const unsigned char* p = bytes_of(data);
  const auto wanted = static_cast<unsigned char>(c);
  const u64 pattern = kOnes * wanted;
  for (; size >= sizeof(u64); size -= sizeof(u64), p += sizeof(u64)) {
    u64 w;
    memcpy(&w, p, sizeof(w));
    if (const u64 marks = zero_bytes(w ^ pattern)) return const_cast<unsigned char*>(p) + first_byte(marks);
  }
  for (; size != 0; size--, p++) {
    if (*p == wanted) return const_cast<unsigned char*>(p);
  }
  return nullptr;
}

void* memrchr(const void* data, int c, usize size) {
  const unsigned char* p = bytes_of(data);
  while (size-- != 0) {
    if (p[size] == static_cast<unsigned char>(c)) return const_cast<unsigned char*>(p + size);
  }
  return nullptr;
}

void* rawmemchr(const void* data, int c) {
  const unsigned char* p = bytes_of(data);
  while (*p != static_cast<unsigned char>(c)) p++;
  return const_cast<unsigned char*>(p);
}

usize strnlen(const char* s, usize limit) {
  const void* end = memchr(s, 0, limit);
  return end != nullptr ? static_cast<usize>(static_cast<const char*>(end) - s) : limit;
}

int strcmp(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) a++, b++;
  return *bytes_of(a) - *bytes_of(b);
}

int strncmp(const char* a, const char* b, usize limit) {
  for (; limit != 0; limit--, a++, b++) {
    if (*a != *b || *a == '\0') return *bytes_of(a) - *bytes_of(b);
  }
  return 0;
}

// In the C locale, which is the only one, text sorts by its bytes.
int strcoll(const char* a, const char* b) { return strcmp(a, b); }

usize strxfrm(char* to, const char* from, usize size) {
  const usize length = strlen(from);
  if (size != 0) {
    const usize kept = length < size ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = '\0';
  }
  return length;
}

static int lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; }

int strcasecmp(const char* a, const char* b) {
  while (*a != '\0' && lower(*bytes_of(a)) == lower(*bytes_of(b))) a++, b++;
  return lower(*bytes_of(a)) - lower(*bytes_of(b));
}

int strncasecmp(const char* a, const char* b, usize limit) {
  for (; limit != 0; limit--, a++, b++) {
    const int difference = lower(*bytes_of(a)) - lower(*bytes_of(b));
    if (difference != 0 || *a == '\0') return difference;
  }
  return 0;
}

char* strchrnul(const char* s, int c) {
  while (*s != '\0' && *s != static_cast<char>(c)) s++;
  return const_cast<char*>(s);
}

char* strchr(const char* s, int c) {
  const char* p = strchrnul(s, c);
  return *p == static_cast<char>(c) ? const_cast<char*>(p) : nullptr;
}

char* strrchr(const char* s, int c) { return static_cast<char*>(memrchr(s, c, strlen(s) + 1)); }

// The set of a string's bytes.
struct ByteSet {
  u64 bits[4] = {};
  explicit ByteSet(const char* members) {
    for (; *members != '\0'; members++) bits[*bytes_of(members) / 64] |= u64{1} << *bytes_of(members) % 64;
  }
  bool has(char c) const {
    const auto u = static_cast<unsigned char>(c);
    return bits[u / 64] >> u % 64 & 1;
  }
};

usize strspn(const char* s, const char* accepted) {
  const ByteSet set(accepted);
  usize n = 0;
  while (s[n] != '\0' && set.has(s[n])) n++;
  return n;
}

usize strcspn(const char* s, const char* rejected) {
  const ByteSet set(rejected);
  usize n = 0;
  while (s[n] != '\0' && !set.has(s[n])) n++;
  return n;
}

char* strpbrk(const char* s, const char* wanted) {
  s += strcspn(s, wanted);
  return *s != '\0' ? const_cast<char*>(s) : nullptr;
}

// Looks at each place where the needle's first byte is: fast in text, and without state.
void* memmem(const void* hay, usize hay_size, const void* needle, usize needle_size) {
  if (needle_size == 0) return const_cast<void*>(hay);
  const unsigned char* p = bytes_of(hay);
  const unsigned char* const first = bytes_of(needle);
  while (hay_size >= needle_size) {
    const auto* hit = static_cast<const unsigned char*>(memchr(p, *first, hay_size - needle_size + 1));
    if (hit == nullptr) return nullptr;
    if (memcmp(hit, first, needle_size) == 0) return const_cast<unsigned char*>(hit);
    hay_size -= static_cast<usize>(hit + 1 - p);
    p = hit + 1;
  }
  return nullptr;
}

char* strstr(const char* hay, const char* needle) {
  return static_cast<char*>(memmem(hay, strlen(hay), needle, strlen(needle)));
}
}
