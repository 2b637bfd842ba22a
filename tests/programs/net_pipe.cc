// tests/programs/net_pipe.cc - pipes park on the poller: read, write, end, close from elsewhere, broken.
//
// limit: n 4096
// stdout: ok net_pipe
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "check.h"

static void carries_more_than_it_holds() {
  auto p = rt0::pipe().value();
  const std::string data(1 << 20, 'x');
  rt0::wait_group group;
  group.go([&] {
    CHECK(bool(p.second.write(data)));
    CHECK(bool(p.second.close()));
  });
  std::byte b[5000];
  std::size_t all = 0;
  for (std::size_t n; (n = p.first.read(b).value()) != 0;) all += n;
  CHECK(all == data.size());
  group.wait();
}

// A thousand readers parked need no threads.
static void many() {
  std::vector<std::pair<rt0::file, rt0::file>> pipes;
  for (int i = 0; i < 400; i++) pipes.push_back(rt0::pipe().value());
  rt0::wait_group group;
  std::atomic<int> sum{0};
  for (auto& p : pipes) {
    group.go([&] {
      std::byte b[8];
      for (int i = 0; i < 10; i++) sum += static_cast<int>(p.first.read(b).value());
    });
  }
  for (int i = 0; i < 10; i++) {
    for (auto& p : pipes) CHECK(bool(p.second.write("x")));
    rt0::gosched();
    while (sum < 400 * (i + 1)) rt0::sleep(std::chrono::microseconds(100));
  }
  group.wait();
  CHECK(sum == 4000);
}

static void close_wakes() {
  for (int i = 0; i < 50; i++) {
    auto p = rt0::pipe().value();
    rt0::wait_group group;
    group.go([&] {
      std::byte b[1];
      CHECK(p.first.read(b).error().code() == EBADF);
    });
    const std::string much(200'000, 'x');
    auto q = rt0::pipe().value();
    group.go([&] { CHECK(q.second.write(much).error().code() == EBADF); });
    if (i % 2 == 0) rt0::sleep(std::chrono::microseconds(300));
    CHECK(bool(p.first.close()));
    CHECK(bool(q.second.close()));
    group.wait();
    CHECK(p.first.fd() == -1 && !p.first);
    CHECK(p.first.close().error().code() == EBADF);
  }
}

static void broken() {
  auto p = rt0::pipe().value();
  CHECK(bool(p.first.close()));
  CHECK(p.second.write("x").error().code() == EPIPE);  // and the process lives
  // One that is written to when the reader goes.
  auto q = rt0::pipe().value();
  rt0::wait_group group;
  group.go([&] { CHECK(q.second.write(std::string(200'000, 'x')).error().code() == EPIPE); });
  rt0::sleep(std::chrono::milliseconds(1));
  CHECK(bool(q.first.close()));
  group.wait();
}

// What is given away blocks, as its new owner expects, and works as any descriptor.
static void released() {
  auto p = rt0::pipe().value();
  rt0::file in(p.first.release());
  rt0::file out(p.second.release());
  CHECK(!p.first && p.first.fd() == -1);
  rt0::wait_group group;
  group.go([&] {
    std::byte b[1];
    CHECK(in.read(b).value() == 1);
  });
  rt0::sleep(std::chrono::milliseconds(1));
  CHECK(bool(out.write("x")));
  group.wait();
}

static void readers_take_turns() {
  auto p = rt0::pipe().value();
  rt0::wait_group group;
  std::atomic<int> got{0};
  for (int i = 0; i < 20; i++) {
    group.go([&] {
      std::byte b[1];
      for (int k = 0; k < 10; k++) got += static_cast<int>(p.first.read(b).value());
    });
  }
  for (int i = 0; i < 200; i++) {
    CHECK(bool(p.second.write("y")));
    if (i % 7 == 0) rt0::gosched();
  }
  group.wait();
  CHECK(got == 200);
}

static void moved() {
  auto p = rt0::pipe().value();
  rt0::file w = std::move(p.second);
  rt0::file r;
  r = std::move(p.first);
  CHECK(bool(w.write("ab")));
  std::byte b[4];
  CHECK(r.read(b).value() == 2);
  CHECK(r.pread(b, 0).error().code() == ESPIPE);
}

int main() {
  carries_more_than_it_holds();
  many();
  close_wakes();
  broken();
  released();
  readers_take_turns();
  moved();
  return check_done("net_pipe");
}
