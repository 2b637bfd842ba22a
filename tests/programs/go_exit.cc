// tests/programs/go_exit.cc - how a program ends, whatever its goroutines do.
//
// run: main returns while others run
// args: busy
// status: 7
// stdout: flushed
// run: exit in a goroutine
// args: exit
// status: 9
// stdout: flushed
// run: several exit at once: one of them ends it
// args: race
// status: 4
// run: a hook of exit calls exit: the rest of the hooks run, and its status counts
// args: again
// status: 6
// stdout: the later hook
// stdout: the earlier hook
// stdout: a destructor function
// run: exit statuses are 8 bits
// args: wide
// status: 44
// run: main's goexit lets the others end it
// args: goexit
// status: 3
// run: main's goexit, and then nobody is left
// args: lonely
// status: 2
// stderr~ ^fatal error: no goroutines \(main called goexit\) - deadlock!$
// run: everybody waits
// args: deadlock
// status: 2
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// stderr~ ^goroutine 1 \[chan receive\]:$
// run: everybody waits, in every way
// args: deadlock_all
// status: 2
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// stderr~ ^goroutine 1 \[sync.WaitGroup.Wait\]:$
// stderr~ ^goroutine [0-9]+ \[chan receive \(nil chan\)\]:$
// stderr~ ^goroutine [0-9]+ \[chan send\]:$
// stderr~ ^goroutine [0-9]+ \[select \(no cases\)\]:$
// stderr~ ^goroutine [0-9]+ \[sync.Mutex.Lock\]:$
// stderr~ ^goroutine [0-9]+ \[atomic wait\]:$
// run: a locked goroutine waits too
// args: deadlock_locked
// status: 2
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
#include <rt0/rt0.h>

#include <atomic>
#include <cstdlib>
#include <string_view>

static bool again = false;

[[gnu::destructor]] static void exit_once_more() {
  if (!again) return;
  rt0::println("a destructor function");
  rt0::exit(6);
}

static void exit_from_hooks() {
  again = true;
  std::atexit([] { rt0::println("the earlier hook"); });
  std::atexit([] {
    rt0::println("the later hook");
    rt0::exit(5);
  });
}

static void wait_in_every_way() {
  static rt0::mutex locked;
  locked.lock();
  rt0::wait_group group;
  group.go([] { rt0::chan<int>().recv(); });
  group.go([] { rt0::make_chan<int>().send(1); });
  group.go([] { rt0::select(); });
  group.go([] { locked.lock(); });
  group.go([] { std::atomic<int>(0).wait(0); });
  group.wait();
}

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "busy") {
    for (int i = 0; i < 4; i++) rt0::go([] { for (;;) rt0::gosched(); });
    rt0::println("flushed");
    return 7;
  }
  if (what == "exit") {
    rt0::go([] {
      rt0::println("flushed");
      rt0::exit(9);
    });
    rt0::select();
  }
  if (what == "race") {
    for (int i = 0; i < 50; i++) rt0::go([] { rt0::exit(4); });
    rt0::select();
  }
  if (what == "again") {
    exit_from_hooks();
    return 4;
  }
  if (what == "wide") rt0::exit(300);
  if (what == "goexit") {
    rt0::go([] {
      for (int i = 0; i < 100; i++) rt0::gosched();
      rt0::exit(3);
    });
    rt0::goexit();
  }
  if (what == "lonely") rt0::goexit();
  if (what == "deadlock") rt0::make_chan<int>().recv();
  if (what == "deadlock_all") wait_in_every_way();
  if (what == "deadlock_locked") {
    rt0::lock_os_thread();
    rt0::make_chan<int>().recv();
  }
  return 1;
}
