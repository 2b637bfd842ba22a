// sched/panic.cc - when things go wrong.
//
// Layer: sched.
#include "sched/panic.h"

#include <algorithm>
#include <utility>

#include "kernel_iface/clock.h"
#include "kernel_iface/futex.h"
#include "kernel_iface/print.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"
#include "sched/sched.h"
#include "sched/signal.h"
#include "sched/traceback.h"
#include "tls_arch.h"

namespace rt {

constinit TracebackLevel traceback_level{};
constinit ExitFlush exit_flush = nullptr;

// How long the other threads have to stop, on a machine that is busy with other things; who does not has signals blocked.
static constexpr i64 kStopNs = 500'000'000;

static constinit Atomic<u32> printer;  // the id + 1 of the M that prints; 0: nobody yet
static constinit u32 depth;            // failures of the printer itself: it is the only one to count

[[noreturn]] static void die() {
  if (traceback_level == TracebackLevel::crash) {
    const kernel::Sigaction dfl = kernel::sigaction_of(kernel::kSigDfl, 0, {});
    const auto abort = kernel::Sigset::of(kernel::kSigAbrt);
    (void)kernel::rt_sigaction(kernel::kSigAbrt, &dfl, nullptr);
    (void)kernel::tgkill(kernel::getpid(), kernel::gettid(), kernel::kSigAbrt);
    (void)kernel::rt_sigprocmask(kernel::kSigUnblock, &abort, nullptr);  // a handler has it blocked
  }
  kernel::exit_group(2);
}

// Somebody else's failure comes first, and ends the process. No signal is handled any more: each would take more of
// the stack. Save for SIGQUIT where it asks for a goroutine that runs.
[[noreturn]] static void wait_for_the_end(u64 blocked) {
  static constinit Atomic<u32> never;
  const kernel::Sigset mask{blocked};
  (void)kernel::rt_sigprocmask(kernel::kSigBlock, &mask, nullptr);
  for (;;) (void)kernel::futex_wait(&never, 0, kernel::kForever);
}

static u32 printer_id() { return static_cast<u32>(getm()->id) + 1; }

// begin makes this M the printer, or never comes back.
static void begin() {
  const u32 me = printer_id();
  u32 other = 0;
  if (!printer.cas_acq_rel(other, me)) {
    if (other != me) wait_for_the_end(~kernel::Sigset::of(kernel::kSigQuit).bits);
    if (++depth == 1) {
      kernel::print("\npanic during panic\n");  // perhaps in the middle of a line
      kernel::exit_group(3);
    }
    kernel::exit_group(4);
  }
  let_faults_in();
  sched.panicking.fetch_add_relaxed(1);
  const kernel::Sigaction ignore = kernel::sigaction_of(kernel::kSigIgn, 0, {});
  (void)kernel::rt_sigaction(kernel::kSigPipe, &ignore, nullptr);
  kernel::expect_no_reader();
  if (auto flush = std::exchange(exit_flush, nullptr)) flush(true);
}

bool rt_stop_for_failure(const G* gp, uptr pc, uptr sp, uptr fp) {
  M* mp = getm();
  const u32 who = printer.load_relaxed();
  if (who == 0 || who == printer_id()) return who != 0;
  if (gp->goid != 0) {
    mp->stopped_pc = pc;
    mp->stopped_sp = sp;
    mp->stopped_fp = fp;
  }
  mp->stopped.store_release(1);  // pairs with running_frame in traceback.cc
  (void)kernel::futex_wake(&mp->stopped, 1);
  wait_for_the_end(kernel::Sigset::all().bits);
}

// thread_of is 0 when the thread has ended. The process's first has its id.
static u32 thread_of(const M* mp) { return mp == &m0 ? static_cast<u32>(kernel::getpid()) : mp->alive.load_relaxed(); }

// stop_others stops also those that are idle or in the kernel: they could begin to run something meanwhile.
static void stop_others() {
  const i64 until = kernel::nanotime() + kStopNs;
  const M* me = getm();
  for (M* mp = allm.load_acquire(); mp != nullptr; mp = mp->alllink) {  // pairs with mcommoninit
    const u32 tid = mp == me ? 0 : thread_of(mp);
    if (tid == 0 || kernel::tgkill(kernel::getpid(), tid, kernel::kSigQuit) != Errno::ok) mp->stopped.store_relaxed(1);
  }
  for (M* mp = allm.load_acquire(); mp != nullptr; mp = mp->alllink) {
    for (i64 left; mp->stopped.load_acquire() == 0 && (left = until - kernel::nanotime()) > 0;) {
      (void)kernel::futex_wait(&mp->stopped, 0, left);  // woken or not, looked at again
    }
  }
}

static RT_NOINLINE void begin_fatal(const char* what) {
  begin();
  kernel::print("fatal error: %s\n", what);
}

static bool shows(TracebackLevel least) { return traceback_level >= least; }

// end prints the traceback of gp from the given registers, then those of the others if asked for.
[[noreturn]] static void end(G* gp, const Frame& from, bool all) {
  if (shows(TracebackLevel::single)) {
    if (gp != nullptr) print_goroutine(gp, from, gp->status.load_relaxed() != Gstatus::syscall);
    if (all || shows(TracebackLevel::all)) {
      stop_others();
      print_other_goroutines(gp);
    }
  }
  die();
}

static Frame here(const void* fp) { return frame_of_caller(fp); }

RT_NOINLINE void rt_panic(std::string_view what) {
  sched.running_panic_defers.fetch_add_relaxed(1);
  begin();
  kernel::print("panic: %v\n", &what);
  end(getg(), here(__builtin_frame_address(0)), false);
}

// The thrower is shown, also if it is the runtime; with all that is the runtime's when it throws on g0 or in a handler.
[[noreturn]] static void throw_from(const char* format, const char* what, const void* fp) {
  begin();
  kernel::print(format, what);
  G* gp = getg();
  Frame from = here(fp);
  from.flags = kShown;
  if (gp->goid == 0 && shows(TracebackLevel::single)) traceback_level = std::max(traceback_level, TracebackLevel::system);
  end(gp, from, false);
}

RT_NOINLINE void rt_throw(const char* what) { throw_from("fatal error: %s\n", what, __builtin_frame_address(0)); }

RT_NOINLINE void rt_assert_failed(const char* what) {
  throw_from("fatal error: assertion failed: %s\n", what, __builtin_frame_address(0));
}

RT_NOINLINE void rt_fatal(const char* what) {
  begin_fatal(what);
  end(getg(), here(__builtin_frame_address(0)), false);
}

void rt_fatal_all(const char* what) {
  begin_fatal(what);
  end(nullptr, Frame{}, true);
}

static void print_signal(const SignalFailure& f) {
  if (f.what == nullptr) return kernel::print("%s\nPC=%x m=%d sigcode=%d\n", f.name, f.pc, getm()->id, f.code);
  kernel::print("%s%s\n", f.fatal ? "fatal error: " : "panic: ", f.what);
  if (f.name != nullptr) kernel::print("[signal %s code=%x addr=%x pc=%x]\n", f.name, f.code, f.addr, f.pc);
}

void rt_signal_failure(const SignalFailure& f) {
  begin();
  print_signal(f);
  G* gp = f.g;
  const bool sent = f.what == nullptr;
  if (sent) {
    traceback_level = std::max(traceback_level, TracebackLevel::all);
    if (gp->goid == 0 && getm()->curg == nullptr) gp = nullptr;  // an M without work has nothing to show
  }
  end(gp, Frame{f.pc, f.sp, f.fp, kExact | kShown}, sent);
}

}  // namespace rt
