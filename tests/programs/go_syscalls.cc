// tests/programs/go_syscalls.cc - a goroutine that blocks in the kernel blocks nobody else.
//
// stdout: ok go_syscalls
#include <rt0/rt0.h>

#include "waiting.h"

// A read that nothing answers yet: sysmon gives its P to the writer.
static void a_read_lends_its_processor() {
  auto both = rt0::pipe().value();
  std::atomic<bool> reading{false};
  auto got = rt0::make_chan<int>();
  rt0::go([&] {
    std::byte b[1];
    reading = true;
    got.send(static_cast<int>(both.first.read(b).value()));
  });
  while (!reading) rt0::gosched();
  long spins = 0;
  for (int i = 0; i < 1000; i++) {
    rt0::gosched();
    spins++;
  }
  CHECK(spins == 1000);
  CHECK(bool(both.second.write("x")));
  CHECK(*got.recv() == 1);
}

static void many_at_once() {
  rt0::wait_group group;
  for (int i = 0; i < 40; i++) {
    group.go([] {
      auto both = rt0::pipe().value();
      rt0::wait_group inner;
      inner.go([&] {
        std::byte b[8];
        for (int k = 0; k < 50; k++) CHECK(both.first.read(b).value() == 8);
      });
      for (int k = 0; k < 50; k++) CHECK(bool(both.second.write("12345678")));
      inner.wait();
    });
  }
  group.wait();
}

// Calls of files within a call that gave the P away.
static void files_in_a_blocking_call() {
  rt0::wait_group group;
  for (int i = 0; i < 8; i++) {
    group.go([] {
      for (int k = 0; k < 200; k++) {
        const auto size = rt0::blocking([] {
          auto f = rt0::open("/dev/zero").value();
          std::byte b[16];
          return f.read(b).value();
        });
        CHECK(size == 16);
        rt0::gosched();
      }
    });
  }
  group.wait();
}

int main() {
  a_read_lends_its_processor();
  many_at_once();
  files_in_a_blocking_call();
  rt0::println("ok go_syscalls");
}
