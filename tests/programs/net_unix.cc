// tests/programs/net_unix.cc - Unix sockets: in the file system and abstract, and their names.
//
// stdout: ok net_unix
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "check.h"

static std::string text_of(std::span<const std::byte> b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}

static void talk(const std::string& path) {
  auto l = rt0::listen_unix(path).value();
  CHECK(l.addr() == path);
  rt0::wait_group group;
  group.go([&] {
    auto s = l.accept().value();
    std::byte b[64];
    std::string all;
    for (;;) {
      const std::size_t n = s.read(b).value();
      if (n == 0) break;
      all += text_of(std::span(b, n));
    }
    CHECK(bool(s.write("got " + all)));
  });
  auto c = rt0::dial_unix(path).value();
  CHECK(c.remote_addr() == path && c.local_addr().empty());
  CHECK(bool(c.write("one ")));
  rt0::gosched();
  CHECK(bool(c.write("two")));
  CHECK(bool(c.close_write()));
  std::byte b[64];
  std::string all;
  for (std::size_t n; (n = c.read(b).value()) != 0;) all += text_of(std::span(b, n));
  CHECK(all == "got one two");
  group.wait();
}

static void names() {
  CHECK(rt0::listen_unix("").error().code() == EINVAL);
  CHECK(rt0::listen_unix(std::string(108, 'x')).error().code() == ENAMETOOLONG);
  CHECK(rt0::dial_unix(std::string_view("a\0b", 3)).error().code() == EINVAL);
  CHECK(rt0::dial_unix("/no/such/socket").error().code() == ENOENT);
}

static void name_goes_with_the_listener(const std::string& path) {
  {
    auto l = rt0::listen_unix(path).value();
    CHECK(rt0::listen_unix(path).error().code() == EADDRINUSE);
    CHECK(bool(rt0::stat(path)));
    rt0::unix_listener other = std::move(l);
    CHECK(bool(rt0::stat(path)));
  }
  CHECK(rt0::stat(path).error().code() == ENOENT);
  CHECK(rt0::dial_unix(path).error().code() == ENOENT);
}

static void several_wait(const std::string& path) {
  auto l = rt0::listen_unix(path).value();
  std::vector<rt0::unix_conn> waiting;
  for (int i = 0; i < 20; i++) waiting.push_back(rt0::dial_unix(path).value());
  for (int i = 0; i < 20; i++) CHECK(bool(l.accept()));
}

int main() {
  const std::string name = "rt0_net_unix_" + std::to_string(rt0::getpid()) + "_" + std::to_string(rt0::gomaxprocs());
  const std::string path = "/tmp/" + name;
  talk(path);
  talk('@' + name);
  names();
  name_goes_with_the_listener(path);
  several_wait(path);
  return check_done("net_unix");
}
