// tests/programs/notify.cc - signals on channels: who gets which, when, and what is left when nobody wants them.
//
// run: each of a thousand signals, one after the other
// args: each
// run: to every channel that asked, and to no other
// args: every
// run: all of them by no name
// args: all
// run: a full channel drops more of the same kind alone
// args: full
// run: while all goroutines wait, no deadlock is reported
// args: asleep
// run: while all Ps compute
// args: computing
// run: while a goroutine blocks in a system call, which goes on
// args: blocked
// run: select with a timer
// args: select
// run: stop, and what came before is there
// args: stop
// run: a channel that is closed gets no more
// args: closed
// run: ignored, then as before
// args: ignore
// run: faults that were sent are signals like others
// args: faults
// run: a broken pipe on standard output is a signal and an error
// args: pipe
// run: no such signal
// args: wrong
// status: 2
// stderr~ ^panic: notify: no such signal$
// run: after stop the default is back
// args: after-stop
// signal: 15
// run: dropping the channel stops it
// args: dropped
// signal: 2
// run: after reset
// args: reset
// signal: 1
// run: another channel still wants it
// args: other
#include <cerrno>
#include <chrono>
#include <string_view>

#include "waiting.h"

using namespace std::chrono_literals;

// send is back before the signal has come: any thread may get it.
static void send(int sig) { CHECK(static_cast<bool>(rt0::kill(rt0::getpid(), sig))); }

static void each() {
  auto c = rt0::notify({SIGUSR1, SIGUSR2});
  for (int i = 0; i < 1000; i++) {
    const int sig = i % 3 == 0 ? SIGUSR2 : SIGUSR1;
    send(sig);
    CHECK(c.recv() == sig);
  }
  CHECK(c.len() == 0);
}

static void every() {
  auto one = rt0::notify({SIGUSR1});
  auto both = rt0::notify({SIGUSR1, SIGUSR2});
  auto two = rt0::notify({SIGUSR2});
  send(SIGUSR1);
  CHECK(both.recv() == SIGUSR1 && one.recv() == SIGUSR1);
  send(SIGUSR2);
  CHECK(both.recv() == SIGUSR2 && two.recv() == SIGUSR2);
  settle();
  CHECK(one.len() == 0 && both.len() == 0 && two.len() == 0);
}

static void all() {
  auto c = rt0::notify({});
  for (int sig = 1; sig <= 64; sig++) {
    if (sig == SIGKILL || sig == SIGSTOP) continue;
    send(sig);
    CHECK(c.recv() == sig);
  }
}

static void full() {
  auto c = rt0::notify({SIGUSR1, SIGTERM});
  auto counter = rt0::notify({SIGUSR1});
  CHECK(c.cap() == 32);
  for (int i = 0; i < 100; i++) {
    send(SIGUSR1);
    counter.recv();
  }
  send(SIGTERM);
  settle();
  while (c.len() < 17) rt0::gosched();
  for (int i = 0; i < 16; i++) CHECK(c.recv() == SIGUSR1);
  CHECK(c.recv() == SIGTERM && c.len() == 0);
}

static void asleep() {
  auto c = rt0::notify({SIGALRM});
  rt0::go([] { rt0::make_chan<int>().recv(); });
  // From outside, a while later: nothing here runs or has a timer.
  rt0::after_func(30ms, [] { send(SIGALRM); });
  CHECK(c.recv() == SIGALRM);
  rt0::after_func(1ms, [] { rt0::go([] { rt0::blocking([] {
    for (auto end = rt0::steady_clock::now() + 20ms; rt0::steady_clock::now() < end;) continue;
    send(SIGALRM);
  }); }); });
  CHECK(c.recv() == SIGALRM);
}

static void computing() {
  auto c = rt0::notify({SIGUSR1});
  std::atomic<bool> done = false;
  for (int i = 0; i < 8; i++) rt0::go([&] {
    while (!done) rt0::gosched();
  });
  for (int i = 0; i < 20; i++) {
    send(SIGUSR1);
    CHECK(c.recv() == SIGUSR1);
  }
  done = true;
  settle();
}

static void blocked() {
  auto c = rt0::notify({SIGUSR1});
  // A pipe that rt0 does not know for one blocks its reader's thread.
  auto p = rt0::pipe().value();
  const int read_end = p.first.release();
  rt0::file in(read_end);
  rt0::wait_group group;
  group.go([&] {
    std::byte got[1];
    const auto n = in.read(got);
    CHECK(n && *n == 1);
  });
  settle();
  for (int i = 0; i < 50; i++) {
    send(SIGUSR1);
    CHECK(c.recv() == SIGUSR1);
  }
  CHECK(static_cast<bool>(p.second.write("x")));
  group.wait();
}

static void with_select() {
  auto c = rt0::notify({SIGHUP});
  bool expired = false;
  rt0::select(rt0::on_recv(c, [] { CHECK(false); }), rt0::on_recv(rt0::after(5ms), [&] { expired = true; }));
  CHECK(expired);
  rt0::after_func(5ms, [] { send(SIGHUP); });
  int got = 0;
  rt0::select(rt0::on_recv(c, [&](std::optional<int> sig) { got = *sig; }), rt0::on_recv(rt0::after(10s), [] { CHECK(false); }));
  CHECK(got == SIGHUP);
}

static void stop() {
  auto c = rt0::notify({SIGUSR1});
  auto never = rt0::make_chan<int>();
  for (int i = 0; i < 100; i++) {
    auto d = rt0::notify({SIGUSR1});
    send(SIGUSR1);
    CHECK(c.recv() == SIGUSR1);
    rt0::stop_notify(d);
    CHECK(d.len() == 1);  // also if it was not d's turn yet
    send(SIGUSR1);
    CHECK(c.recv() == SIGUSR1);
    CHECK(d.len() == 1);
    rt0::stop_notify(d);
    rt0::stop_notify(never);
    rt0::stop_notify({});
  }
}

static void closed() {
  auto c = rt0::notify({SIGUSR1});
  auto d = rt0::notify({SIGUSR1});
  c.close();
  send(SIGUSR1);
  CHECK(d.recv() == SIGUSR1);
  CHECK(!c.recv());
}

static void ignore() {
  CHECK(!rt0::signal_ignored(SIGTERM));
  auto c = rt0::notify({SIGTERM, SIGINT});
  rt0::ignore_signals({SIGTERM, SIGHUP});
  CHECK(rt0::signal_ignored(SIGTERM) && rt0::signal_ignored(SIGHUP) && !rt0::signal_ignored(SIGINT));
  send(SIGTERM);
  send(SIGHUP);
  send(SIGINT);
  CHECK(c.recv() == SIGINT);
  settle();
  CHECK(c.len() == 0);
  rt0::reset_signals({});
  CHECK(!rt0::signal_ignored(SIGTERM) && !rt0::signal_ignored(SIGHUP));
  auto again = rt0::notify({SIGTERM});
  send(SIGTERM);
  CHECK(again.recv() == SIGTERM);
}

static void faults() {
  auto c = rt0::notify({SIGSEGV, SIGFPE, SIGQUIT});
  for (const int sig : {SIGSEGV, SIGFPE, SIGQUIT}) {
    send(sig);
    CHECK(c.recv() == sig);
  }
}

static void broken_pipe() {
  auto c = rt0::notify({SIGPIPE});
  auto p = rt0::pipe().value();
  rt0::file writing(p.second.release());
  static_cast<void>(rt0::file(1).close());
  auto out = rt0::open("/proc/self/fd/" + std::to_string(writing.fd()), O_WRONLY).value();
  CHECK(out.fd() == 1);
  static_cast<void>(writing.close());
  static_cast<void>(p.first.close());
  CHECK(out.write("x").error().code() == EPIPE);
  CHECK(c.recv() == SIGPIPE);
  rt0::ignore_signals({SIGPIPE});
  CHECK(out.write("x").error().code() == EPIPE);
}

int main() {
  const std::string_view what = rt0::args()[1];
  if (what == "each") each();
  if (what == "every") every();
  if (what == "all") all();
  if (what == "full") full();
  if (what == "asleep") asleep();
  if (what == "computing") computing();
  if (what == "blocked") blocked();
  if (what == "select") with_select();
  if (what == "stop") stop();
  if (what == "closed") closed();
  if (what == "ignore") ignore();
  if (what == "faults") faults();
  if (what == "pipe") broken_pipe();
  if (what == "wrong") rt0::notify({SIGINT, 65});
  if (what == "after-stop") {
    auto c = rt0::notify({SIGTERM});
    send(SIGTERM);
    c.recv();
    rt0::stop_notify(c);
    send(SIGTERM);
    rt0::sleep(10s);
  }
  if (what == "dropped") {
    { auto c = rt0::notify({SIGINT}); }
    send(SIGINT);
    rt0::sleep(10s);
  }
  if (what == "reset") {
    auto c = rt0::notify({SIGHUP, SIGUSR1});
    rt0::reset_signals({SIGHUP});
    send(SIGUSR1);
    CHECK(c.recv() == SIGUSR1);
    send(SIGHUP);
    rt0::sleep(10s);
  }
  if (what == "other") {
    auto c = rt0::notify({SIGTERM});
    { auto d = rt0::notify({SIGTERM}); }
    send(SIGTERM);
    CHECK(c.recv() == SIGTERM);
  }
}
