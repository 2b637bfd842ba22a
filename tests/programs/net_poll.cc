// tests/programs/net_poll.cc - the poller beside everything else: timers, busy Ps, threads in the kernel, a stopped world.
//
// stdout: ok net_poll
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "check.h"

using namespace std::chrono_literals;
using rt0::steady_clock;

static std::pair<rt0::tcp_conn, rt0::tcp_conn> connected() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  return {std::move(c), l.accept().value()};
}

// A timer made while an M waits in the poller without a limit, or with a later one, is not late because of it.
static void break_by_a_timer() {
  auto [c, s] = connected();
  rt0::wait_group group;
  group.go([&, &conn = c] {
    std::byte b[1];
    CHECK(conn.read(b).value() == 1);
  });
  group.go([] { rt0::sleep(300ms); });  // the later limit
  for (int i = 0; i < 100; i++) {
    const auto begin = steady_clock::now();
    rt0::sleep(500us);
    const auto took = steady_clock::now() - begin;
    CHECK(took >= 500us);
    CHECK(took < 200ms);
  }
  CHECK(bool(s.write("x")));
  group.wait();
}

// The poller breaks also when it is the thread of a goroutine locked to it that makes the timer.
static void break_from_a_locked_thread() {
  auto [c, s] = connected();
  rt0::wait_group group;
  group.go([&, &conn = c] {
    std::byte b[1];
    CHECK(conn.read(b).value() == 1);
  });
  group.go([&, &conn = s] {
    rt0::lock_os_thread();
    for (int i = 0; i < 20; i++) rt0::sleep(200us);
    CHECK(bool(conn.write("x")));
    rt0::unlock_os_thread();
  });
  group.wait();
}

// The first descriptor comes while an M already sleeps for a timer without epoll.
static void comes_up_beside_a_sleeper() {
  rt0::wait_group group;
  group.go([] { rt0::sleep(200ms); });
  rt0::sleep(5ms);
  const auto begin = steady_clock::now();
  auto [c, s] = connected();
  group.go([&, &conn = s] {
    rt0::sleep(2ms);
    CHECK(bool(conn.write("x")));
  });
  std::byte b[1];
  CHECK(c.read(b).value() == 1);
  CHECK(steady_clock::now() - begin < 150ms);
  group.wait();
}

// All Ps are busy and never search: sysmon polls.
static void while_all_are_busy() {
  auto [c, s] = connected();
  std::atomic<bool> done{false};
  rt0::wait_group group;
  group.go([&, &conn = c] {
    std::byte b[1];
    for (int i = 0; i < 3; i++) {
      CHECK(conn.read(b).value() == 1);
      CHECK(bool(conn.write("y")));
    }
    done = true;
  });
  for (int i = 0; i < 2 * rt0::gomaxprocs() && i < 16; i++) {
    group.go([&] {
      while (!done) rt0::gosched();
    });
  }
  group.go([&, &conn = s] {
    std::byte b[1];
    for (int i = 0; i < 3; i++) {
      CHECK(bool(conn.write("x")));
      CHECK(conn.read(b).value() == 1);
    }
  });
  group.wait();
}

// Each P is handed on by a thread that blocks: somebody still has to poll.
static void while_threads_block() {
  auto [c, s] = connected();
  rt0::wait_group group;
  group.go([&, &conn = c] {
    rt0::lock_os_thread();
    std::byte b[1];
    for (int i = 0; i < 50; i++) {
      CHECK(conn.read(b).value() == 1);
      CHECK(bool(conn.write("y")));
    }
    rt0::unlock_os_thread();
  });
  std::byte b[1];
  rt0::lock_os_thread();
  for (int i = 0; i < 50; i++) {
    CHECK(bool(s.write("x")));
    CHECK(s.read(b).value() == 1);
  }
  rt0::unlock_os_thread();
  group.wait();
}

static void while_ps_come_and_go() {
  auto [c, s] = connected();
  rt0::wait_group group;
  std::atomic<bool> done{false};
  group.go([&, &conn = c] {
    std::byte b[1];
    while (conn.read(b).value() == 1) CHECK(bool(conn.write("y")));
    done = true;
  });
  const int procs = rt0::gomaxprocs();
  std::byte b[1];
  for (int i = 0; i < 60; i++) {
    rt0::gomaxprocs(1 + i % 5);
    CHECK(bool(s.write("x")));
    CHECK(s.read(b).value() == 1);
  }
  rt0::gomaxprocs(procs);
  CHECK(bool(s.close_write()));
  group.wait();
  CHECK(done);
}

int main() {
  comes_up_beside_a_sleeper();
  break_by_a_timer();
  break_from_a_locked_thread();
  while_all_are_busy();
  while_threads_block();
  while_ps_come_and_go();
  return check_done("net_poll");
}
