// tests/programs/notify_start.cc - what the process was started with stays: masks, ignored signals, and what children get.
//
// /proc/thread-self/status tells what a program would inherit that this thread started now: SigBlk, and SigIgn.
//
// run: nothing blocked, nothing ignored
// args: same
// run: blocked
// under: env --block-signal=USR1 --block-signal=TERM
// args: same
// run: ignored
// under: env --ignore-signal=HUP --ignore-signal=INT --ignore-signal=USR2
// args: same
// run: nohup
// under: env --ignore-signal=HUP
// args: send 1
// run: SIGINT in a background job
// under: env --ignore-signal=INT
// args: send 2
// run: ignored ones do not come back changed from notify
// under: env --ignore-signal=HUP --ignore-signal=USR2
// args: notify 1 12
// run: signals that were blocked come to channels, and to them alone
// under: env --block-signal=TERM --block-signal=USR1
// args: blocked
// run: SIGQUIT in a background job
// under: env --ignore-signal=QUIT
// args: send 3
// status: 2
// stderr~ ^SIGQUIT: quit$
// run: SIGHUP
// args: send 1
// signal: 1
// run: SIGINT
// args: send 2
// signal: 2
// run: SIGTERM
// args: send 15
// signal: 15
// run: SIGUSR1 SIGUSR2 SIGALRM SIGXCPU and the like do nothing; SIGSTKFLT does
// args: send 10 12 14 16 24 25 26 27 29 30 35 50 64
// stderr~ ^SIGSTKFLT
// status: 2
// run: nor do SIGCHLD, SIGURG, SIGWINCH and SIGCONT
// args: send 10 12 14 17 18 23 24 25 26 27 28 29 30 35 50 64
// run: SIGPIPE that was sent
// args: pipe
#include <cstdlib>
#include <string_view>

#include "signals.h"

using namespace std::chrono_literals;

static void same() {
  const std::string blocked = signal_set("SigBlk"), ignored = signal_set("SigIgn");
  wait_until_caught();
  CHECK(signal_set("SigIgn") == ignored && signal_set("SigBlk") == blocked);
  {
    auto c = rt0::notify({SIGUSR1, SIGTERM, SIGINT, SIGHUP, SIGUSR2});
    CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), SIGUSR2)));
    CHECK(c.recv() == SIGUSR2);
    rt0::wait_group group;
    // Also on threads that were made since.
    for (int i = 0; i < 8; i++) {
      group.go([&] {
        rt0::lock_os_thread();
        CHECK(signal_set("SigBlk") == blocked);
      });
    }
    group.wait();
  }
  CHECK(signal_set("SigIgn") == ignored && signal_set("SigBlk") == blocked);
  rt0::ignore_signals({SIGALRM});
  CHECK(signal_set("SigIgn") != ignored);
  rt0::reset_signals({});
  CHECK(signal_set("SigIgn") == ignored);
}

static void notify_ignored(char** numbers) {
  for (; *numbers != nullptr; numbers++) {
    const int sig = std::atoi(*numbers);
    CHECK(rt0::signal_ignored(sig));
    auto c = rt0::notify({sig});
    CHECK(!rt0::signal_ignored(sig));
    CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), sig)));
    CHECK(c.recv() == sig);
    rt0::stop_notify(c);
    CHECK(rt0::signal_ignored(sig));
  }
}

static void blocked() {
  auto c = rt0::notify({SIGUSR1, SIGTERM});
  for (int i = 0; i < 50; i++) {
    CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), SIGUSR1)));
    CHECK(c.recv() == SIGUSR1);
  }
  CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), SIGTERM)));
  CHECK(c.recv() == SIGTERM);
  rt0::stop_notify(c);
  settle();
  // Blocked again: it would end the process.
  CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), SIGTERM)));
  rt0::sleep(10ms);
}

int main(int argc, char** argv) {
  const std::string_view what = argv[1];
  if (what == "same") same();
  if (what == "notify") notify_ignored(argv + 2);
  if (what == "blocked") blocked();
  if (what == "pipe") {
    auto p = rt0::pipe().value();  // from here on SIGPIPE is caught
    CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), SIGPIPE)));
    rt0::sleep(5ms);
  }
  if (what == "send") {
    wait_until_caught();
    for (int i = 2; i < argc; i++) CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), std::atoi(argv[i]))));
    rt0::sleep(10ms);
  }
}
