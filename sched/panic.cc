// sched/panic.cc - when things go wrong.
//
// Layer: sched.
#include "sched/panic.h"

#include <algorithm>
#include <utility>

#include "kernel_iface/futex.h"
#include "kernel_iface/print.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"
#include "sched/sched.h"
#include "sched/traceback.h"
#include "tls_arch.h"

namespace rt {

constinit TracebackLevel traceback_level{};
constinit ExitFlush exit_flush = nullptr;

static constinit Atomic<u32> printer;  // the id + 1 of the M that prints; 0: nobody yet
static constinit u32 depth;            // failures of the printer itself: it is the only one to count

[[noreturn]] static void die() {
  if (traceback_level == TracebackLevel::crash) {
    (void)kernel::rt_sigaction(kernel::kSigAbrt, nullptr, nullptr);
    const kernel::Sigaction dfl = kernel::sigaction_of(kernel::kSigDfl, 0, {});
    (void)kernel::rt_sigaction(kernel::kSigAbrt, &dfl, nullptr);
    (void)kernel::tgkill(kernel::getpid(), kernel::gettid(), kernel::kSigAbrt);
  }
  kernel::exit_group(2);
}

// begin makes this M the printer, or never comes back.
static void begin() {
  const u32 me = static_cast<u32>(getm()->id) + 1;
  u32 other = 0;
  if (!printer.cas_acq_rel(other, me)) {
    if (other != me) {
      // Somebody else's failure comes first, and ends the process.
      static constinit Atomic<u32> never;
      for (;;) (void)kernel::futex_wait(&never, 0, kernel::kForever);
    }
    if (++depth == 1) {
      kernel::Print().str("panic during panic\n");
      kernel::exit_group(3);
    }
    kernel::exit_group(4);
  }
  sched.panicking.fetch_add_relaxed(1);
  if (auto flush = std::exchange(exit_flush, nullptr)) flush(true);
}

static RT_NOINLINE void begin_with(const char* kind, std::string_view what) {
  begin();
  kernel::Print().str(kind).str(what).ch('\n');
}

static bool shows(TracebackLevel least) { return traceback_level >= least; }

// end prints the traceback of gp from the given registers, then those of the others if asked for.
[[noreturn]] static void end(G* gp, const Frame& from, bool all) {
  if (shows(TracebackLevel::single)) {
    if (gp != nullptr) print_goroutine(gp, from, true);
    if (all || shows(TracebackLevel::all)) print_other_goroutines(gp);
  }
  die();
}

static Frame here(const void* fp) { return frame_of_caller(fp); }

RT_NOINLINE void rt_panic(std::string_view what) {
  sched.running_panic_defers.fetch_add_relaxed(1);
  begin_with("panic: ", what);
  end(getg(), here(__builtin_frame_address(0)), false);
}

// The thrower is shown, also if it is the runtime; with all that is the runtime's when it throws on g0 or in a handler.
RT_NOINLINE void rt_throw(const char* what) {
  begin_with("fatal error: ", what);
  G* gp = getg();
  Frame from = here(__builtin_frame_address(0));
  from.flags = kShown;
  if (gp->goid == 0 && shows(TracebackLevel::single)) traceback_level = std::max(traceback_level, TracebackLevel::system);
  end(gp, from, false);
}

RT_NOINLINE void rt_fatal(const char* what) {
  begin_with("fatal error: ", what);
  end(getg(), here(__builtin_frame_address(0)), false);
}

void rt_fatal_all(const char* what) {
  begin_with("fatal error: ", what);
  end(nullptr, Frame{}, true);
}

void rt_signal_failure(const SignalFailure& f) {
  begin();
  {
    kernel::Print out;
    out.str(f.fatal ? "fatal error: " : "panic: ").str(f.what).ch('\n');
    if (f.name != nullptr) {
      out.str("[signal ").str(f.name).str(" code=").hex(static_cast<u64>(f.code)).str(" addr=");
      out.hex(f.addr).str(" pc=").hex(f.pc).str("]\n");
    }
  }
  end(f.g, Frame{f.pc, f.sp, f.fp, kExact | kShown}, false);
}

void rt_signal_dump(const SignalFailure& f) {
  begin();
  kernel::Print().str(f.name).str("\nPC=").hex(f.pc).str(" m=").dec(getm()->id).str(" sigcode=").dec(f.code).ch('\n');
  traceback_level = std::max(traceback_level, TracebackLevel::all);
  // An M without work has nothing to show.
  G* gp = f.g->goid != 0 || getm()->curg != nullptr ? f.g : nullptr;
  end(gp, Frame{f.pc, f.sp, f.fp, kExact | kShown}, true);
}

}  // namespace rt
