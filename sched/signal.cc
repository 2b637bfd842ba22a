// sched/signal.cc - what signals mean to the runtime.
//
// rt_sigaction refuses only numbers that are no signals, SIGKILL and SIGSTOP: fatal, save for what an emulator refuses. Layer: sched.
#include "sched/signal.h"

#include <initializer_list>

#include "kernel_iface/process.h"
#include "sched/m.h"
#include "sched/panic.h"
#include "sched/sched.h"
#include "sched/symtab.h"
#include "tls_arch.h"

extern "C" {
void rt_sigtramp(int sig, rt::kernel::Siginfo* info, rt::arch::Ucontext* context);
}

namespace rt {

RT_HOT_BSS constinit SignalHooks signal_hooks{};
constinit kernel::Mutex signal_lock{LockRank::signals};

// ---- the table ----

static constexpr u64 set_of(std::initializer_list<u32> sigs) {
  kernel::Sigset set;
  for (const u32 sig : sigs) set.add(sig);
  return set.bits;
}

using namespace kernel;
static constexpr u64 kFaults = set_of({kSigSegv, kSigBus, kSigFpe, kSigIll, kSigTrap});
static constexpr u64 kTold = kFaults | set_of({kSigQuit, kSigAbrt, kSigStkflt, kSigSys});  // also when they are sent
static constexpr u64 kEnding = set_of({kSigHup, kSigInt, kSigTerm});
static constexpr u64 kFromBoot = kFaults | set_of({kSigQuit});
static constexpr u64 kUncaught =
    kEnding | set_of({kSigKill, kSigStop, kSigTstp, kSigTtin, kSigTtou, kSigCont, kSigChld, kSigUrg, kSigWinch, kSigPipe, 32, 33, 34});

static constexpr bool is_in(u64 set, u32 sig) { return Sigset{set}.has(sig); }

bool is_fault(u32 sig) { return is_in(kFaults, sig); }

bool is_caught(u32 sig) {
  if (sig == kSigUrg) return signal_hooks.preempt.load_relaxed() != nullptr;
  return sig == kSigPipe || !is_in(kUncaught, sig);
}

// Each name stands behind its number, which no text contains. One array: pointers would be relocations.
alignas(char) static constexpr char kNames[] =
    "\3SIGQUIT: quit\0\4SIGILL: illegal instruction\0\5SIGTRAP: trace trap\0\6SIGABRT: abort\0\7SIGBUS: bus error\0"
    "\10SIGFPE: floating-point exception\0\13SIGSEGV: segmentation violation\0\20SIGSTKFLT: stack fault\0\37SIGSYS: bad system call";

static const char* name_of(u32 sig) {
  const char* at = kNames;
  while (*at != static_cast<char>(sig)) at++;
  return at + 1;
}

// ---- what the handler does ----

// Above zero the kernel raised it for what the code did; kill, sigqueue and timers are zero and below.
static bool by_the_code(u32 sig, const Siginfo* info) { return info->code > 0 && is_in(kFaults, sig); }

static const char* panic_text(u32 sig, i32 code) {
  switch (sig) {
    case kSigFpe: return code == kFpeIntdiv ? "integer divide by zero" : "floating point error";
    case kSigIll: return "illegal instruction";
    case kSigTrap: return "trace trap";
    default: return "invalid memory address or nil pointer dereference";
  }
}

// tell ends the process. f.what stays null for a signal that was sent.
[[noreturn]] static RT_NOINLINE void tell(u32 sig, const Siginfo* info, const arch::Ucontext* uc, G* gp) {
  SignalFailure f{};
  f.name = name_of(sig);
  f.code = info->code;
  f.addr = info->addr;
  f.pc = arch::ucontext_pc(uc);
  f.sp = arch::ucontext_sp(uc);
  f.fp = arch::ucontext_fp(uc);
  f.g = gp;
  if (by_the_code(sig, info)) {
    f.fatal = true;
    if ((sig == kSigSegv || sig == kSigBus) && stack_guard_hit(info->addr, gp->stack)) {
      f.what = "stack overflow";
      f.name = nullptr;
    } else if (gp->goid == 0) {
      f.what = "unexpected signal during runtime execution";
    } else {
      f.what = panic_text(sig, info->code);
      f.fatal = false;
    }
  }
  rt_signal_failure(f);
}

// end_by lets the signal do what it does by default, as soon as the handler returns.
static void end_by(u32 sig) {
  set_disposition(sig, kSigDfl);
  (void)tgkill(getpid(), gettid(), sig);
}

// handle is the order of precedence. gp is what was interrupted.
static void handle(u32 sig, const Siginfo* info, arch::Ucontext* uc, G* gp) {
  // Acquire: what the setter made before.
  if (sig == kSigUrg) {
    if (const auto preempt = signal_hooks.preempt.load_acquire(); preempt != nullptr && preempt(gp, info, uc)) return;
  }
  const bool told = is_in(kTold, sig);
  if (!by_the_code(sig, info)) {
    if (told && rt_stop_for_failure(gp, arch::ucontext_pc(uc), arch::ucontext_sp(uc), arch::ucontext_fp(uc))) return;
    if (signal_is_wanted(sig)) return signal_hooks.queue.load_relaxed()(sig);
  }
  if (told) tell(sig, info, uc, gp);
  // Who wanted it went away a moment ago. One that was blocked at the start came in by the opening in sigqueue.cc.
  if (is_in(kEnding, sig) && !m0.sigmask.has(sig)) end_by(sig);
}

extern "C" void rt_sighandler(int sig, Siginfo* info, arch::Ucontext* context) {
  G* gp = RT_TLS_LOAD(g);
  RT_TLS_STORE(g, &getm()->gsignal);
  handle(static_cast<u32>(sig), info, context, gp);
  RT_TLS_STORE(g, gp);
}

void let_faults_in() {
  const Sigset faults{kFaults};
  (void)rt_sigprocmask(kSigUnblock, &faults, nullptr);  // refused never
}

// ---- installing ----

RT_NOINLINE uptr set_disposition(u32 sig, uptr what) {
  // The flags and the mask do nothing for kSigDfl and kSigIgn.
  const Sigset mask{is_in(kFaults, sig) ? ~u64{0} : ~kFaults};
  const Sigaction act = sigaction_of(what, kSaSiginfo | kSaOnstack | kSaRestart, mask);
  Sigaction old;
  const Errno e = rt_sigaction(sig, &act, &old);
  if (e == Errno::einval && !is_in(kFromBoot, sig)) return kSigDfl;  // an emulator keeps it for itself: valgrind 64
  must(e, "signal: rt_sigaction");
  return old.handler;
}

uptr install_handler(u32 sig) { return set_disposition(sig, reinterpret_cast<uptr>(rt_sigtramp)); }

bool catch_signal(u32 sig) {
  if (install_handler(sig) != kSigIgn) return true;
  set_disposition(sig, kSigIgn);
  return false;
}

void initsig() {
  for (u32 sig = 1; sig < kSigCount; sig++) {
    if (is_in(kFromBoot, sig)) install_handler(sig);
  }
}

void catch_remaining_signals_locked() {
  static constinit bool done = false;
  if (done) return;
  done = true;
  for (u32 sig = 1; sig < kSigCount; sig++) {
    if (!is_in(kUncaught | kFromBoot, sig)) catch_signal(sig);
  }
}

void catch_remaining_signals() {
  MutexGuard guard(signal_lock);
  catch_remaining_signals_locked();
}

}  // namespace rt
