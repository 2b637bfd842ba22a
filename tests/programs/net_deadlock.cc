// tests/programs/net_deadlock.cc - deadlocks are found with the network poller up; who waits for a descriptor is none.
//
// status: 2
// timeout: 10
// run: after close
// args: closed
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: after a parked read was closed
// args: woken
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: a listener that nobody accepts on
// args: listener
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: while connections are open and nobody waits for them
// args: idle
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: one waits
// args: waits
// status: 0
// stdout: woken by the deadline
#include <rt0/net.h>
#include <rt0/rt0.h>

#include <string_view>

using namespace std::chrono_literals;

static void wait_for_ever() { rt0::make_chan<int>().recv(); }

int main() {
  const std::string_view how = rt0::args()[1];
  auto l = rt0::listen_tcp("127.0.0.1:0").value();
  auto c = rt0::dial_tcp(l.addr()).value();
  auto s = l.accept().value();
  if (how == "closed") {
    static_cast<void>(c.close());
    static_cast<void>(s.close());
    static_cast<void>(l.close());
  }
  if (how == "woken") {
    rt0::go([&] {
      std::byte b[1];
      static_cast<void>(c.read(b));
      wait_for_ever();
    });
    rt0::sleep(5ms);
    static_cast<void>(c.close());
  }
  if (how == "waits") {
    // Nothing but a descriptor keeps the process from a deadlock: no timer for 50 ms, then the deadline.
    rt0::go([&] {
      std::byte b[1];
      static_cast<void>(c.set_read_deadline(rt0::steady_clock::now() + 50ms));
      static_cast<void>(c.read(b));
      rt0::println("woken by the deadline");
      rt0::exit(0);
    });
  }
  wait_for_ever();
}
