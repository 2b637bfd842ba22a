// tests/programs/std/cstring.cc - <cstring>: searching, comparing, copying and cutting, at every alignment.
//
// flags: -fno-builtin
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "../check.h"

static int sign(int v) { return (v > 0) - (v < 0); }

static void searching() {
  char buffer[200];
  for (std::size_t at = 0; at < 16; at++) {
    for (std::size_t n = 0; n < 100; n++) {
      std::memset(buffer, 0x80, sizeof(buffer));
      std::memset(buffer + at, 'a', n);
      buffer[at + n] = '\0';
      CHECK(std::strlen(buffer + at) == n);
      CHECK(std::memchr(buffer + at, 0, n + 1) == buffer + at + n &&
            std::memchr(buffer + at, 0, n) == nullptr);
      CHECK(std::memchr(buffer + at, 0x80, n + 5) == buffer + at + n + 1);
    }
  }
  const char* s = "hello, world";
  CHECK(std::strchr(s, 'o') == s + 4 && std::strrchr(s, 'o') == s + 8 && std::strchr(s, 'z') == nullptr);
  CHECK(std::strchr(s, '\0') == s + 12 && std::strrchr(s, '\0') == s + 12);
  CHECK(std::strstr(s, "wor") == s + 7 && std::strstr(s, "") == s && std::strstr(s, "worlds") == nullptr);
  CHECK(std::strspn(s, "hel") == 4 && std::strcspn(s, " ,") == 5 && std::strpbrk(s, "dw") == s + 7);
  std::string hay(5000, 'a');
  hay += "ab";
  CHECK(std::strstr(hay.c_str(), "aaab") == hay.c_str() + 4998);
}

static void comparing() {
  CHECK(sign(std::strcmp("a", "b")) == -1 && std::strcmp("same", "same") == 0 &&
        sign(std::strcmp("ab", "a")) == 1);
  CHECK(sign(std::strcmp("\x80", "a")) == 1 && sign(std::memcmp("\xff", "\x01", 1)) == 1);
  CHECK(std::strncmp("abcdef", "abcxyz", 3) == 0 && sign(std::strncmp("abcdef", "abcxyz", 4)) == -1);
  CHECK(std::strncmp("a", "a", 100) == 0 && sign(std::strcoll("a", "b")) == -1);
  char out[4];
  CHECK(std::strxfrm(out, "abc", sizeof(out)) == 3 && std::string_view(out) == "abc");
}

static void copying() {
  char to[32];
  CHECK(std::strcpy(to, "one") == to && std::strcat(to, " two") == to && std::string_view(to) == "one two");
  std::memset(to, '#', sizeof(to));
  std::strncpy(to, "abc", 6);
  CHECK(std::memcmp(to, "abc\0\0\0#", 7) == 0);
  std::strncat(to, "defgh", 2);
  CHECK(std::string_view(to) == "abcde");
  std::memmove(to + 1, to, 5);
  CHECK(std::memcmp(to, "aabcde", 6) == 0);
  std::memmove(to, to + 1, 5);
  CHECK(std::memcmp(to, "abcde", 5) == 0);
  char* copy = strdup("duplicate");
  CHECK(std::string_view(copy) == "duplicate");
  std::free(copy);
}

static void cutting() {
  char text[] = "  alpha,beta,,gamma ";
  std::string joined;
  for (char* t = std::strtok(text, " ,"); t != nullptr; t = std::strtok(nullptr, " ,"))
    joined = joined + t + "|";
  CHECK(joined == "alpha|beta|gamma|");
  char other[] = "a-b";
  char* rest = nullptr;
  CHECK(std::string_view(strtok_r(other, "-", &rest)) == "a" &&
        std::string_view(strtok_r(nullptr, "-", &rest)) == "b");
  CHECK(strtok_r(nullptr, "-", &rest) == nullptr);
}

int main() {
  searching();
  comparing();
  copying();
  cutting();
  return check_done("cstring");
}
