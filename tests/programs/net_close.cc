// tests/programs/net_close.cc - closing wakes who is parked, makes later calls fail, and gives the number back.
//
// stdout: ok net_close
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "check.h"

using namespace std::chrono_literals;

static std::pair<rt0::tcp_conn, rt0::tcp_conn> connected() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  return {std::move(c), l.accept().value()};
}

static void wakes_readers_writers_and_those_in_line() {
  for (int round = 0; round < 20; round++) {
    auto [c, s] = connected();
    rt0::wait_group group;
    std::atomic<int> closed{0};
    const std::string much(32 << 20, 'x');
    for (int i = 0; i < 4; i++) {
      group.go([&, &conn = c] {
        std::byte b[1];
        const auto n = conn.read(b);
        if (!n && n.error().code() == EBADF) closed++;
      });
    }
    for (int i = 0; i < 2; i++) {
      group.go([&, &conn = c] {
        const auto r = conn.write(much);
        if (!r && r.error().code() == EBADF) closed++;
      });
    }
    if (round % 2 == 0) rt0::sleep(2ms);
    if (round % 4 == 1) rt0::gosched();
    CHECK(bool(c.close()));
    group.wait();
    CHECK(closed == 6);
    CHECK(c.fd() == -1 && !c);
    CHECK(c.close().error().code() == EBADF);
    CHECK(c.local_addr().empty());
    CHECK(c.set_deadline({}).error().code() == EBADF);
    CHECK(c.close_write().error().code() == EBADF);
  }
}

static void wakes_accept() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  rt0::wait_group group;
  for (int i = 0; i < 3; i++) group.go([&] { CHECK(l.accept().error().code() == EBADF); });
  rt0::sleep(2ms);
  CHECK(bool(l.close()));
  group.wait();
}

// The number is free when close is back, and an old handle does not reach the new owner.
static void number_is_given_back() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto a = rt0::dial_tcp(l.addr()).value();
  const int number = a.fd();
  CHECK(bool(a.close()));
  auto b = rt0::dial_tcp(l.addr()).value();
  CHECK(b.fd() == number);
  std::byte buffer[1];
  CHECK(a.read(buffer).error().code() == EBADF);
  CHECK(a.write("x").error().code() == EBADF);
  CHECK(bool(b.write("x")));
  CHECK(bool(l.close()));
  // And the port.
  CHECK(bool(rt0::listen_tcp(l.addr().empty() ? "127.0.0.1:0" : l.addr())));
}

// Several close at once: one does it.
static void one_closes() {
  for (int round = 0; round < 50; round++) {
    auto [c, s] = connected();
    std::atomic<int> done{0};
    rt0::wait_group group;
    for (int i = 0; i < 4; i++) {
      group.go([&, &conn = c] {
        if (conn.close()) done++;
      });
    }
    group.wait();
    CHECK(done == 1);
  }
}

// Openings and closings of the same few numbers from all sides, with readers parked on them.
static void churn() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  rt0::wait_group accepting;
  accepting.go([&] {
    for (;;) {
      auto c = l.accept();
      if (!c) return;
      rt0::go([conn = std::move(*c)]() mutable {
        std::byte b[16];
        while (conn.read(b).value_or(0) != 0) {
        }
      });
    }
  });
  const std::string addr = l.addr();
  rt0::wait_group group;
  std::atomic<int> wrong{0};
  for (int k = 0; k < 8; k++) {
    group.go([&, k] {
      for (int i = 0; i < 60; i++) {
        auto c = rt0::dial_tcp(addr).value();
        rt0::wait_group reading;
        reading.go([&] {
          std::byte b[1];
          const auto n = c.read(b);
          if (n || n.error().code() != EBADF) wrong++;
        });
        if ((i + k) % 3 == 0) rt0::gosched();
        if (!c.close()) wrong++;
        reading.wait();
      }
    });
  }
  group.wait();
  CHECK(wrong == 0);
  CHECK(bool(l.close()));
  accepting.wait();
}

// Writers to one connection take turns: what one call writes stays together.
static void writes_exclude_writes() {
  auto [c, s] = connected();
  static constexpr std::size_t kPiece = 300'000;
  rt0::wait_group group;
  for (char letter = 'a'; letter < 'e'; letter++) {
    group.go([&, letter, &conn = c] { CHECK(bool(conn.write(std::string(kPiece, letter)))); });
  }
  std::string all;
  std::byte buffer[65536];
  while (all.size() < 4 * kPiece) {
    const auto n = s.read(buffer);
    if (!n || *n == 0) break;
    all.append(reinterpret_cast<const char*>(buffer), *n);
  }
  group.wait();
  CHECK(all.size() == 4 * kPiece);
  for (std::size_t i = 0; i < all.size(); i++) {
    if (all[i] != all[i / kPiece * kPiece]) return CHECK(false);
  }
}

static void moved_from_and_default() {
  rt0::tcp_conn none;
  std::byte b[1];
  CHECK(none.read(b).error().code() == EBADF && none.close().error().code() == EBADF && !none);
  auto [c, s] = connected();
  rt0::tcp_conn other = std::move(c);
  CHECK(!c && other);
  CHECK(c.write("x").error().code() == EBADF);
  other = std::move(s);  // closes what it had
  CHECK(other.read(b).value() == 0);
}

int main() {
  wakes_readers_writers_and_those_in_line();
  wakes_accept();
  number_is_given_back();
  one_closes();
  churn();
  writes_exclude_writes();
  moved_from_and_default();
  return check_done("net_close");
}
