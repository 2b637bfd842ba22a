// tests/programs/net_emfile.cc - too many open files: accept says so, the connection waits and is taken later.
//
// limit: n 40
// stdout: ok net_emfile
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <cerrno>
#include <vector>

#include "check.h"

static void with_all_numbers_taken() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  std::vector<rt0::file> files;
  for (;;) {
    auto f = rt0::open("/dev/null");
    if (!f) {
      CHECK(f.error().code() == EMFILE);
      break;
    }
    files.push_back(std::move(*f));
  }
  CHECK(l.accept().error().code() == EMFILE);
  CHECK(l.accept().error().code() == EMFILE);
  CHECK(rt0::dial_tcp(l.addr()).error().code() == EMFILE);
  CHECK(rt0::listen_udp("127.0.0.1:0").error().code() == EMFILE);
  CHECK(rt0::pipe().error().code() == EMFILE);
  files.pop_back();
  auto s = l.accept().value();
  CHECK(bool(c.write("x")));
  std::byte b[1];
  CHECK(s.read(b).value() == 1);
}

// The poller needs two descriptors of its own: without them the first socket fails, and a later one does not.
static void before_the_poller_is_up() {
  std::vector<rt0::file> files;
  while (auto f = rt0::open("/dev/null")) files.push_back(std::move(*f));
  for (int free = 0; free < 3; free++) {
    CHECK(rt0::listen_tcp("127.0.0.1:0").error().code() == EMFILE);
    files.pop_back();
  }
  CHECK(bool(rt0::listen_tcp("127.0.0.1:0")));
}

int main() {
  before_the_poller_is_up();
  with_all_numbers_taken();
  return check_done("net_emfile");
}
