// bench/echo.cc - a TCP echo server, one goroutine for each connection: for a load client on this machine.
//
// usage: echo PORT      on 127.0.0.1; 0: any, and the number is printed
// Layer: bench.
#include <rt0/net.h>
#include <rt0/rt0.h>

static void serve(rt0::tcp_conn c) {
  std::byte buffer[4096];
  for (;;) {
    const auto n = c.read(buffer);
    if (!n || *n == 0) return;
    if (!c.write(std::span(buffer, *n))) return;
  }
}

int main(int argc, char** argv) {
  auto listener = rt0::listen_tcp(rt0::format("127.0.0.1:{}", argc > 1 ? argv[1] : "0"));
  if (!listener) {
    rt0::eprintln("echo: {}", listener.error().message());
    return 1;
  }
  const std::string addr = listener->addr();
  rt0::println("{}", addr.substr(addr.rfind(':') + 1));
  static_cast<void>(rt0::out.flush());
  for (;;) {
    auto c = listener->accept();
    if (!c) {
      rt0::eprintln("echo: {}", c.error().message());
      return 1;
    }
    rt0::go([conn = std::move(*c)]() mutable { serve(std::move(conn)); });
  }
}
