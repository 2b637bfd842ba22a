// tests/programs/net_deadline.cc - deadlines: for each direction, while parked and before, moved and taken away.
//
// stdout: ok net_deadline
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "check.h"

using namespace std::chrono_literals;
using rt0::steady_clock;
using time_point = steady_clock::time_point;

static std::pair<rt0::tcp_conn, rt0::tcp_conn> connected() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  return {std::move(c), l.accept().value()};
}

static int read_error(rt0::tcp_conn& c) {
  std::byte b[10];
  const auto n = c.read(b);
  return n ? 0 : n.error().code();
}

static void ends_a_parked_read() {
  auto [c, s] = connected();
  const auto begin = steady_clock::now();
  CHECK(bool(c.set_read_deadline(begin + 20ms)));
  CHECK(read_error(c) == ETIMEDOUT);
  CHECK(steady_clock::now() - begin >= 20ms);
  CHECK(steady_clock::now() - begin < 5s);
  CHECK(read_error(c) == ETIMEDOUT);  // and all that follow
  // The other direction has no limit; the other end neither.
  CHECK(bool(c.write("x")));
  CHECK(read_error(s) == 0);
  CHECK(bool(s.write("y")));
  CHECK(read_error(c) == ETIMEDOUT);  // although something is there
  CHECK(bool(c.set_read_deadline({})));
  CHECK(read_error(c) == 0);
}

static void in_the_past_fails_at_once() {
  auto [c, s] = connected();
  CHECK(bool(c.set_deadline(steady_clock::now() - 1s)));
  CHECK(read_error(c) == ETIMEDOUT);
  CHECK(c.write("x").error().code() == ETIMEDOUT);
  CHECK(bool(c.set_deadline(time_point(1ns))));
  CHECK(read_error(c) == ETIMEDOUT);
  CHECK(bool(c.set_deadline(time_point::max())));  // never
  CHECK(bool(c.write("x")));
}

static void ends_a_parked_write() {
  auto [c, s] = connected();
  CHECK(bool(c.set_write_deadline(steady_clock::now() + 20ms)));
  const std::string data(64 << 20, 'x');
  CHECK(c.write(data).error().code() == ETIMEDOUT);
  CHECK(c.write("y").error().code() == ETIMEDOUT);
}

// Somebody else sets it while the reader is parked.
static void set_from_outside() {
  for (int i = 0; i < 20; i++) {
    auto [c, s] = connected();
    rt0::wait_group group;
    group.go([&, &conn = c] { CHECK(read_error(conn) == ETIMEDOUT); });
    if (i % 2 == 0) rt0::sleep(1ms);
    CHECK(bool(c.set_deadline(steady_clock::now() - 1ns)));
    group.wait();
  }
}

// A deadline that is put off again and again while it fires: no read may end before the last one.
static void moved_while_it_fires() {
  auto [c, s] = connected();
  time_point last;
  rt0::wait_group group;
  group.go([&, &conn = c] {
    for (int i = 0; i < 200; i++) {
      last = steady_clock::now() + 100us;
      CHECK(bool(conn.set_read_deadline(last)));
      rt0::sleep(std::chrono::microseconds(i % 2 == 0 ? 50 : 90));
    }
    last = steady_clock::now() + 30ms;
    CHECK(bool(conn.set_read_deadline(last)));
  });
  int timeouts = 0;
  for (;;) {
    if (read_error(c) != ETIMEDOUT) CHECK(false);
    timeouts++;
    const bool done = steady_clock::now() >= last && last != time_point();
    rt0::sleep(1ms);
    if (done && steady_clock::now() >= last) break;
  }
  group.wait();
  CHECK(timeouts >= 1);
}

static void accept_and_dial() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  CHECK(bool(l.set_deadline(steady_clock::now() + 10ms)));
  CHECK(l.accept().error().code() == ETIMEDOUT);
  CHECK(bool(l.set_deadline({})));
  auto c = rt0::dial_tcp(l.addr(), 5s).value();
  auto s = l.accept().value();
  // The limit of dial is not one of the connection.
  CHECK(bool(c.set_read_deadline(steady_clock::now() + 1ms)));
  CHECK(read_error(c) == ETIMEDOUT);
}

// Many connections, each with its own short limit, at once.
static void many() {
  std::vector<std::pair<rt0::tcp_conn, rt0::tcp_conn>> pairs;
  for (int i = 0; i < 100; i++) pairs.push_back(connected());
  rt0::wait_group group;
  std::atomic<int> early{0};
  for (std::size_t i = 0; i < pairs.size(); i++) {
    group.go([&, i] {
      const auto at = steady_clock::now() + std::chrono::microseconds(500 * (i % 20 + 1));
      static_cast<void>(pairs[i].first.set_read_deadline(at));
      if (read_error(pairs[i].first) != ETIMEDOUT || steady_clock::now() < at) early++;
    });
  }
  group.wait();
  CHECK(early == 0);
}

int main() {
  ends_a_parked_read();
  in_the_past_fails_at_once();
  ends_a_parked_write();
  set_from_outside();
  moved_while_it_fires();
  accept_and_dial();
  many();
  return check_done("net_deadline");
}
