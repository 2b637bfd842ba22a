// tests/programs/go_locked.cc - goroutines locked to threads: they nest, stay, and take the thread with them.
//
// stdout: ok go_locked
#include <rt0/rt0.h>

#include "waiting.h"

static thread_local int mine = 5;
static thread_local std::string text = "initial";

struct exit_watch {
  std::atomic<int>* count = nullptr;
  ~exit_watch() {
    if (count != nullptr) (*count)++;
  }
};
static thread_local exit_watch watch;

static const void* thread() { return &mine; }

static void stays_on_its_thread() {
  rt0::lock_os_thread();
  rt0::lock_os_thread();
  const void* here = thread();
  mine = 6;
  text = "changed";
  for (int i = 0; i < 100; i++) {
    rt0::gosched();
    if (i % 10 == 0) rt0::sleep(std::chrono::microseconds(50));
    CHECK(thread() == here && mine == 6 && text == "changed");
  }
  rt0::unlock_os_thread();
  rt0::gosched();
  CHECK(thread() == here);
  mine = 5;
  text = "initial";
  rt0::unlock_os_thread();
  rt0::unlock_os_thread();  // one too many does nothing
}

static void nobody_else_runs_there() {
  auto stop = rt0::make_chan<int>();
  rt0::wait_group group;
  std::atomic<int> strangers{0};
  group.go([&] {
    rt0::lock_os_thread();
    mine = 77;
    stop.recv();
    CHECK(mine == 77);
    mine = 5;
    rt0::unlock_os_thread();
  });
  for (int i = 0; i < 64; i++) {
    group.go([&] {
      for (int k = 0; k < 20; k++) {
        if (mine == 77) strangers++;
        rt0::gosched();
      }
    });
  }
  rt0::sleep(std::chrono::milliseconds(2));
  stop.send(0);
  group.wait();
  CHECK(strangers == 0);
}

static void ping_pong_between_locked() {
  auto a = rt0::make_chan<int>(), b = rt0::make_chan<int>();
  rt0::wait_group group;
  group.go([&] {
    rt0::lock_os_thread();
    for (int i = 0; i < 200; i++) b.send(*a.recv() + 1);
    rt0::unlock_os_thread();
  });
  group.go([&] {
    rt0::lock_os_thread();
    for (int i = 0; i < 200; i++) {
      a.send(i);
      CHECK(*b.recv() == i + 1);
    }
    rt0::unlock_os_thread();
  });
  group.wait();
}

static void ending_locked_ends_the_thread() {
  std::atomic<int> ended{0};
  for (int i = 0; i < 20; i++) {
    rt0::go([&] {
      rt0::lock_os_thread();
      watch.count = &ended;
    });
  }
  while (ended != 20) rt0::sleep(std::chrono::microseconds(200));
}

int main() {
  stays_on_its_thread();
  nobody_else_runs_there();
  ping_pong_between_locked();
  ending_locked_ends_the_thread();
  rt0::println("ok go_locked");
}
