// tests/unit/base/libc_string_test.cc - the string functions of base against the host's, over random data.
//
// The sources are compiled into this file under other names, so that the sanitisers see every access.
// The seed is fixed: a failure repeats.
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#define strlen rt_strlen
#define memchr rt_memchr
#define memrchr rt_memrchr
#define rawmemchr rt_rawmemchr
#define strnlen rt_strnlen
#define strcmp rt_strcmp
#define strncmp rt_strncmp
#define strcoll rt_strcoll
#define strxfrm rt_strxfrm
#define strcasecmp rt_strcasecmp
#define strncasecmp rt_strncasecmp
#define strchrnul rt_strchrnul
#define strchr rt_strchr
#define strrchr rt_strrchr
#define strspn rt_strspn
#define strcspn rt_strcspn
#define strpbrk rt_strpbrk
#define memmem rt_memmem
#define strstr rt_strstr
#define stpcpy rt_stpcpy
#define stpncpy rt_stpncpy
#define strcpy rt_strcpy
#define strncpy rt_strncpy
#define strcat rt_strcat
#define strncat rt_strncat
#define mempcpy rt_mempcpy
#define memccpy rt_memccpy
#define strndup rt_strndup
#define strdup rt_strdup
#define strtok_r rt_strtok_r
#define strtok rt_strtok
#define strsep rt_strsep
#include "base/libc_string.cc"
#include "base/libc_string_copy.cc"
#undef strlen
#undef memchr
#undef memrchr
#undef rawmemchr
#undef strnlen
#undef strcmp
#undef strncmp
#undef strcoll
#undef strxfrm
#undef strcasecmp
#undef strncasecmp
#undef strchrnul
#undef strchr
#undef strrchr
#undef strspn
#undef strcspn
#undef strpbrk
#undef memmem
#undef strstr
#undef stpcpy
#undef stpncpy
#undef strcpy
#undef strncpy
#undef strcat
#undef strncat
#undef mempcpy
#undef memccpy
#undef strndup
#undef strdup
#undef strtok_r
#undef strtok
#undef strsep

static std::mt19937 random_source(20240607);

static unsigned below(unsigned n) { return static_cast<unsigned>(random_source()) % n; }

// A string of few different bytes, high ones among them, so that matches are common.
static std::string random_text(unsigned max_size) {
  static const char kBytes[] = {'a', 'b', 'c', 'A', 'B', ' ', ',', '\x01', '\x80', '\xff', '['};
  std::string s;
  for (unsigned n = below(max_size + 1); n != 0; n--) s += kBytes[below(sizeof(kBytes))];
  return s;
}

static int sign(int v) { return (v > 0) - (v < 0); }

// Offsets, with a value of its own for null.
template <class P>
static long at(P* found, const void* base) {
  return found == nullptr ? -1 : reinterpret_cast<const char*>(found) - static_cast<const char*>(base);
}

Test(libc_string, lengths_and_searches_for_a_byte_agree_with_the_host) {
  for (int i = 0; i < 20000; i++) {
    // Exactly as long as the text: a read behind it is the sanitiser's find.
    const std::string text = random_text(60);
    std::vector<char> copy(text.c_str(), text.c_str() + text.size() + 1);
    const char* s = copy.data();
    const int c = text.empty() ? 'x'
                               : static_cast<unsigned char>(text[below(static_cast<unsigned>(text.size()))]) +
                                     (below(8) == 0);
    const std::size_t n = below(static_cast<unsigned>(copy.size()) + 1);
    cr_assert(eq(ulong, rt_strlen(s), strlen(s)));
    cr_assert(eq(ulong, rt_strnlen(s, n), strnlen(s, n)));
    cr_assert(eq(long, at(rt_memchr(s, c, n), s), at(memchr(s, c, n), s)));
    cr_assert(eq(long, at(rt_memrchr(s, c, n), s), at(memrchr(s, c, n), s)));
    cr_assert(eq(long, at(rt_strchr(s, c), s), at(strchr(s, c), s)));
    cr_assert(eq(long, at(rt_strchrnul(s, c), s), at(strchrnul(s, c), s)));
    cr_assert(eq(long, at(rt_strrchr(s, c), s), at(strrchr(s, c), s)));
    cr_assert(eq(long, at(rt_rawmemchr(s, 0), s), at(rawmemchr(s, 0), s)));
  }
}

Test(libc_string, comparisons_have_the_hosts_sign) {
  for (int i = 0; i < 20000; i++) {
    std::string a = random_text(12), b = below(2) ? a + random_text(3) : random_text(12);
    const std::size_t n = below(14);
    cr_assert(eq(int, sign(rt_strcmp(a.c_str(), b.c_str())), sign(strcmp(a.c_str(), b.c_str()))));
    cr_assert(eq(int, sign(rt_strncmp(a.c_str(), b.c_str(), n)), sign(strncmp(a.c_str(), b.c_str(), n))));
    cr_assert(eq(int, sign(rt_strcoll(a.c_str(), b.c_str())), sign(strcmp(a.c_str(), b.c_str()))));
    cr_assert(eq(int, sign(rt_strcasecmp(a.c_str(), b.c_str())), sign(strcasecmp(a.c_str(), b.c_str()))));
    cr_assert(
        eq(int, sign(rt_strncasecmp(a.c_str(), b.c_str(), n)), sign(strncasecmp(a.c_str(), b.c_str(), n))));
  }
}

Test(libc_string, sets_and_substrings_are_found_where_the_host_finds_them) {
  for (int i = 0; i < 20000; i++) {
    const std::string hay = random_text(40), set = random_text(4);
    const char* s = hay.c_str();
    cr_assert(eq(ulong, rt_strspn(s, set.c_str()), strspn(s, set.c_str())));
    cr_assert(eq(ulong, rt_strcspn(s, set.c_str()), strcspn(s, set.c_str())));
    cr_assert(eq(long, at(rt_strpbrk(s, set.c_str()), s), at(strpbrk(s, set.c_str()), s)));
    cr_assert(eq(long, at(rt_strstr(s, set.c_str()), s), at(strstr(s, set.c_str()), s)));
    cr_assert(eq(long, at(rt_memmem(s, hay.size(), set.data(), set.size()), s),
                 at(memmem(s, hay.size(), set.data(), set.size()), s)));
  }
}

Test(libc_string, copies_leave_the_bytes_that_the_host_leaves) {
  for (int i = 0; i < 10000; i++) {
    const std::string text = random_text(20), head = random_text(10);
    const std::size_t n = below(30);
    std::vector<char> ours(64, '#'), theirs(64, '#');
    memcpy(ours.data(), head.c_str(), head.size() + 1);
    memcpy(theirs.data(), head.c_str(), head.size() + 1);
    switch (below(7)) {
      case 0:
        rt_strcpy(ours.data(), text.c_str()), strcpy(theirs.data(), text.c_str());
        break;
      case 1:
        rt_strncpy(ours.data(), text.c_str(), n), strncpy(theirs.data(), text.c_str(), n);
        break;
      case 2:
        rt_strcat(ours.data(), text.c_str()), strcat(theirs.data(), text.c_str());
        break;
      case 3:
        rt_strncat(ours.data(), text.c_str(), n), strncat(theirs.data(), text.c_str(), n);
        break;
      case 4:
        cr_assert(eq(long, at(rt_stpncpy(ours.data(), text.c_str(), n), ours.data()),
                     at(stpncpy(theirs.data(), text.c_str(), n), theirs.data())));
        break;
      case 5:
        cr_assert(eq(long, at(rt_memccpy(ours.data(), text.c_str(), 'b', text.size()), ours.data()),
                     at(memccpy(theirs.data(), text.c_str(), 'b', text.size()), theirs.data())));
        break;
      default:
        cr_assert(eq(ulong, rt_strxfrm(ours.data(), text.c_str(), n), text.size()));
        if (n != 0)
          memcpy(theirs.data(), text.c_str(), std::min(n - 1, text.size())),
              theirs[std::min(n - 1, text.size())] = 0;
    }
    cr_assert(ours == theirs);
  }
}

Test(libc_string, cutting_gives_the_hosts_tokens) {
  for (int i = 0; i < 5000; i++) {
    std::string a = random_text(30), b = a, c = a, d = a;
    char *rest_a = nullptr, *rest_b = nullptr;
    char* from_a = a.data();
    char* from_b = b.data();
    for (;;) {
      const char* ours = rt_strtok_r(from_a, " ,", &rest_a);
      const char* theirs = strtok_r(from_b, " ,", &rest_b);
      cr_assert(eq(int, ours == nullptr, theirs == nullptr));
      if (ours == nullptr) break;
      cr_assert(eq(str, const_cast<char*>(ours), const_cast<char*>(theirs)));
      from_a = from_b = nullptr;
    }
    char *pc = c.data(), *pd = d.data();
    for (;;) {
      const char *ours = rt_strsep(&pc, ",b"), *theirs = strsep(&pd, ",b");
      cr_assert(eq(int, ours == nullptr, theirs == nullptr));
      if (ours == nullptr) break;
      cr_assert(eq(str, const_cast<char*>(ours), const_cast<char*>(theirs)));
    }
  }
}

Test(libc_string, duplicates_are_cut_at_the_limit) {
  char* whole = rt_strdup("text");
  char* part = rt_strndup("text", 2);
  cr_assert(eq(str, whole, const_cast<char*>("text")));
  cr_assert(eq(str, part, const_cast<char*>("te")));
  free(whole);
  free(part);
}
