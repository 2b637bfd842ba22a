// tests/programs/std/cerrno.cc - <cerrno>: errno is there, can be written, and is set by strtol; texts of
// values.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "../check.h"

int main() {
  errno = 0;
  CHECK(errno == 0);
  std::strtol("99999999999999999999", nullptr, 10);
  CHECK(errno == ERANGE);
  errno = ENOENT;
  int* where = &errno;
  CHECK(*where == ENOENT && where == &errno);
  errno = EDOM;
  CHECK(errno == EDOM && EDOM == 33 && EILSEQ == 84);
  CHECK(std::string_view(std::strerror(ENOENT)) == "No such file or directory");
  CHECK(std::string_view(std::strerror(0)) == "Success");
  CHECK(std::string_view(std::strerror(EAGAIN)) == "Resource temporarily unavailable");
  CHECK(std::string_view(std::strerror(12345)) == "Unknown error 12345");
  CHECK(std::string_view(std::strerror(-7)) == "Unknown error -7");
  return check_done("cerrno");
}
