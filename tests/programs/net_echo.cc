// tests/programs/net_echo.cc - TCP connections carry bytes both ways: small, large, half closed, a thousand at once.
//
// A thousand connections are two thousand descriptors: the soft limit is raised to the hard one with the first socket.
//
// under: sh -c 'ulimit -n 4096; ulimit -Sn 64; exec "$0" "$@"'
// stdout: ok net_echo
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "check.h"

static void echo(rt0::tcp_conn c) {
  std::byte buffer[4096];
  for (;;) {
    const auto n = c.read(buffer);
    if (!n || *n == 0) return;
    if (!c.write(std::span(buffer, *n))) return;
  }
}

static void serve(rt0::tcp_listener& l) {
  for (;;) {
    auto c = l.accept();
    if (!c) return;
    rt0::go([conn = std::move(*c)]() mutable { echo(std::move(conn)); });
  }
}

// read_exactly returns n bytes, or fewer at the end.
template <class Conn>
static std::string read_exactly(Conn& c, std::size_t n) {
  std::string text(n, '\0');
  std::size_t done = 0;
  while (done < n) {
    const auto r = c.read(std::as_writable_bytes(std::span(text)).subspan(done));
    if (!r || *r == 0) break;
    done += *r;
  }
  text.resize(done);
  return text;
}

static void ping_pong(const std::string& addr) {
  auto c = rt0::dial_tcp(addr).value();
  CHECK(c.remote_addr() == addr);
  CHECK(c.local_addr().starts_with("127.0.0.1:") && c.local_addr() != addr);
  for (int i = 0; i < 200; i++) {
    const std::string text = "message " + std::to_string(i);
    CHECK(bool(c.write(text)));
    CHECK(read_exactly(c, text.size()) == text);
  }
}

// More than all buffers of the kernel together: the writer has to park until the reader has made room.
static void large(const std::string& addr) {
  auto c = rt0::dial_tcp(addr).value();
  std::string data(16 << 20, '\0');
  for (std::size_t i = 0; i < data.size(); i++) data[i] = static_cast<char>(i * 2654435761u >> 13);
  rt0::wait_group writing;
  writing.go([&] {
    CHECK(bool(c.write(data)));
    CHECK(bool(c.close_write()));
  });
  CHECK(read_exactly(c, data.size() + 1) == data);  // and then the end
  writing.wait();
}

// The end comes in the same event as the last bytes: a reader that waits for the next event would wait for ever.
static void end_with_data() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  for (int i = 0; i < 300; i++) {
    auto c = rt0::dial_tcp(l.addr()).value();
    auto s = l.accept().value();
    CHECK(bool(c.write("last words")));
    if (i % 2 == 0) CHECK(bool(c.close()));
    else CHECK(bool(c.close_write()));
    if (i % 3 == 0) rt0::gosched();
    CHECK(read_exactly(s, 10) == "last words");
    std::byte b[100];
    const auto n = s.read(b);
    CHECK(n && *n == 0);
    CHECK(s.read(b).value() == 0);  // the end stays
  }
}

static void half_closed() {
  auto l = rt0::listen_tcp("[::1]:0").value();
  rt0::wait_group group;
  group.go([&] {
    auto s = l.accept().value();
    const std::string asked = read_exactly(s, 1000);
    CHECK(asked == "question");
    CHECK(bool(s.write("answer to " + asked)));
  });
  auto c = rt0::dial_tcp(l.addr()).value();
  CHECK(bool(c.write("question")));
  CHECK(bool(c.close_write()));
  CHECK(c.write("more").error() == rt0::error::from_errno(EPIPE));
  CHECK(read_exactly(c, 1000) == "answer to question");
  group.wait();
}

static void a_thousand(const std::string& addr) {
  std::vector<rt0::tcp_conn> conns;
  for (int i = 0; i < 1000; i++) conns.push_back(rt0::dial_tcp(addr).value());
  rt0::wait_group group;
  std::atomic<int> good{0};
  for (auto& c : conns) {
    group.go([&] {
      for (int i = 0; i < 5; i++) {
        const std::string text = c.local_addr() + " says " + std::to_string(i);
        if (!c.write(text) || read_exactly(c, text.size()) != text) return;
      }
      good++;
    });
  }
  group.wait();
  CHECK(good == 1000);
}

static void reset_by_the_other_end() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  {
    auto s = l.accept().value();
    CHECK(bool(c.write("never read")));
    rt0::sleep(std::chrono::milliseconds(5));
  }  // closed with bytes unread: a reset
  std::byte b[10];
  rt0::error e = rt0::error::from_errno(0);
  for (int i = 0; i < 1000 && e.code() == 0; i++) {
    const auto n = c.read(b);
    if (!n) e = n.error();
  }
  CHECK(e.code() == ECONNRESET);
}

int main() {
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  const std::string addr = l.addr();
  rt0::wait_group serving;
  serving.go([&] { serve(l); });
  ping_pong(addr);
  large(addr);
  end_with_data();
  half_closed();
  a_thousand(addr);
  reset_by_the_other_end();
  CHECK(bool(l.close()));
  serving.wait();
  return check_done("net_echo");
}
