// tests/programs/net_addr.cc - addresses, good and bad: parsed, written, listened on, dialed.
//
// stdout: ok net_addr
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <cerrno>
#include <string>

#include "check.h"

static std::string again(std::string_view text) {
  const auto a = rt0::net_addr::parse(text);
  return a ? a->text() : "";
}

static void good() {
  for (const char* text : {"127.0.0.1:0", "0.0.0.0:65535", "255.255.255.255:1", "[::]:80", "[::1]:80", "[1::]:80",
                           "[2001:db8::1]:443", "[1:2:3:4:5:6:7:8]:9", "[fe80::1%2]:80", "[1:0:2:3:4:5:6:7]:1",
                           "[1:2:3:4:5:6:7::]:1"}) {
    if (again(text) == text || text == std::string("[1:2:3:4:5:6:7::]:1")) continue;
    rt0::println("{} became {}", text, again(text));
    CHECK(false);
  }
  CHECK(again("[1:2:3:4:5:6:7::]:1") == "[1:2:3:4:5:6:7:0]:1");
  CHECK(again("[2001:DB8:0:0:0:0:0:1]:1") == "[2001:db8::1]:1");
  CHECK(again("[1:0:0:2:0:0:0:3]:1") == "[1:0:0:2::3]:1");  // the longest run
  CHECK(again("[1:0:0:2:3:0:0:4]:1") == "[1::2:3:0:0:4]:1");  // the first of equals
  CHECK(again("[::ffff:10.0.0.1]:1") == "10.0.0.1:1");
  CHECK(again("[64:ff9b::192.0.2.33]:1") == "[64:ff9b::c000:221]:1");
  const auto a = rt0::net_addr::parse("[fe80::1%7]:8080").value();
  CHECK(a.v6 && a.scope == 7 && a.port == 8080 && a.ip[0] == 0xfe && a.ip[15] == 1);
  CHECK(a == rt0::net_addr::parse("[fe80:0::1%7]:8080").value());
}

static void bad() {
  for (const char* text :
       {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "127.0.0.1:+80",
        "127.0.0:80", "127.0.0.1.1:80", "127.0.0.256:80", "127.0.0.01:80", "1..2.3:80", "[127.0.0.1]:80", "::1:80",
        "[::1]", "[::1:80", "::1]:80", "[:::1]:80", "[1::2::3]:80", "[1:2:3:4:5:6:7]:80", "[1:2:3:4:5:6:7:8:9]:80",
        "[1:2:3:4:5:6:7:8::]:80", "[12345::]:80", "[g::]:80", "[::1%]:80", "[::1%eth0]:80", "[1:]:80", "[:1]:80",
        "[1.2.3.4::]:80", "[]:80", "localhost:80", "[::1]x:80", "[[::1]]:80", " 127.0.0.1:80"}) {
    if (!rt0::net_addr::parse(text)) {
      CHECK(rt0::net_addr::parse(text).error().code() == EINVAL);
      continue;
    }
    rt0::println("{} was taken for {}", text, again(text));
    CHECK(false);
  }
}

static void listened_on_and_dialed() {
  CHECK(rt0::listen_tcp("localhost").error().code() == EINVAL);
  CHECK(rt0::listen_tcp("127.0.0.1").error().code() == EINVAL);
  CHECK(rt0::listen_tcp("192.0.2.1:0").error().code() == EADDRNOTAVAIL);
  CHECK(rt0::dial_tcp("127.0.0.1").error().code() == EINVAL);
  CHECK(rt0::dial_tcp("::1:80").error().code() == EINVAL);

  auto l = rt0::listen_tcp(":0").value();  // both families
  const std::string port = l.addr().substr(l.addr().rfind(':'));
  CHECK(rt0::listen_tcp("127.0.0.1" + port).error().code() == EADDRINUSE);
  auto v4 = rt0::dial_tcp("127.0.0.1" + port).value();
  CHECK(l.accept().value().remote_addr() == v4.local_addr());
  auto v6 = rt0::dial_tcp("[::1]" + port).value();
  CHECK(l.accept().value().remote_addr() == v6.local_addr());
  CHECK(bool(rt0::dial_tcp(port)));              // this machine
  CHECK(bool(rt0::dial_tcp("localhost" + port)));  // a name
  CHECK(bool(rt0::dial_tcp("a.localhost" + port)));
  CHECK(bool(l.close()));
  CHECK(rt0::dial_tcp("127.0.0.1" + port).error().code() == ECONNREFUSED);
  CHECK(rt0::dial_tcp("localhost" + port).error().code() == ECONNREFUSED);
}

int main() {
  good();
  bad();
  listened_on_and_dialed();
  return check_done("net_addr");
}
