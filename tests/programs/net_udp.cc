// tests/programs/net_udp.cc - datagrams: their borders, their senders, both kinds of addresses, deadlines and close.
//
// stdout: ok net_udp
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

#include "check.h"

using namespace std::chrono_literals;

static void there_and_back(const char* any) {
  auto a = rt0::listen_udp(any).value();
  auto b = rt0::listen_udp(any).value();
  std::byte buffer[100];
  CHECK(bool(a.send_to("first", b.addr())));
  CHECK(bool(a.send_to("", b.addr())));
  CHECK(bool(a.send_to(std::string(2000, 'x'), b.addr())));
  auto got = b.recv_from(buffer).value();
  CHECK(got.size == 5 && got.from == a.addr() && std::memcmp(buffer, "first", 5) == 0);
  CHECK(b.recv_from(buffer).value().size == 0);  // an empty datagram is one
  CHECK(b.recv_from(buffer).value().size == 100);  // a long one is cut
  CHECK(bool(b.send_to("back", got.from)));
  rt0::net_addr from;
  CHECK(a.recv_from(buffer, from).value() == 4);
  CHECK(from.text() == b.addr());
  CHECK(bool(a.send_to(std::span(buffer, 4), from)));
  CHECK(b.recv_from(buffer).value().size == 4);
  CHECK(a.send_to(std::string(70000, 'x'), b.addr()).error().code() == EMSGSIZE);
  CHECK(a.send_to("x", "no address").error().code() == EINVAL);
}

static void parks_and_wakes() {
  auto a = rt0::listen_udp("127.0.0.1:0").value();
  auto b = rt0::listen_udp("127.0.0.1:0").value();
  rt0::wait_group group;
  std::atomic<int> sum{0};
  group.go([&] {
    std::byte buffer[10];
    for (int i = 0; i < 100; i++) {
      sum += static_cast<int>(b.recv_from(buffer).value().size);
      CHECK(bool(b.send_to("", a.addr())));
    }
    CHECK(b.recv_from(buffer).error().code() == EBADF);
  });
  std::byte buffer[10];
  for (int i = 0; i < 100; i++) {
    CHECK(bool(a.send_to(std::span(buffer, 3), b.addr())));
    CHECK(a.recv_from(buffer).value().size == 0);
  }
  CHECK(sum == 300);
  CHECK(bool(a.set_read_deadline(rt0::steady_clock::now() + 10ms)));
  CHECK(a.recv_from(buffer).error().code() == ETIMEDOUT);
  CHECK(bool(b.close()));
  group.wait();
}

int main() {
  there_and_back("127.0.0.1:0");
  there_and_back("[::1]:0");
  parks_and_wakes();
  // Without a host: all addresses, and IPv4 comes as IPv4.
  auto all = rt0::listen_udp(":0").value();
  auto one = rt0::listen_udp("127.0.0.1:0").value();
  const std::string port = all.addr().substr(all.addr().rfind(':'));
  std::byte buffer[10];
  CHECK(bool(one.send_to("x", "127.0.0.1" + port)));
  CHECK(all.recv_from(buffer).value().from == one.addr());
  return check_done("net_udp");
}
