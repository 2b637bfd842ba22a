// sched/signal.cc - what signals mean to the runtime.
//
// Layer: sched.
#include "sched/signal.h"

#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"
#include "sched/m.h"
#include "sched/panic.h"
#include "sched/sched.h"
#include "sched/symtab.h"
#include "tls_arch.h"
#include "ucontext_arch.h"

extern "C" {
void rt_sigtramp(int sig, rt::kernel::Siginfo* info, rt::arch::Ucontext* context);
}

namespace rt {

struct SignalText {
  const char* name;
  const char* text;
};

static SignalText signal_text(u32 sig) {
  switch (sig) {
    case kernel::kSigSegv: return {"SIGSEGV", "segmentation violation"};
    case kernel::kSigBus: return {"SIGBUS", "bus error"};
    case kernel::kSigFpe: return {"SIGFPE", "floating-point exception"};
    default: return {"SIGILL", "illegal instruction"};
  }
}

static const char* panic_text(u32 sig, i32 code) {
  switch (sig) {
    case kernel::kSigFpe: return code == kernel::kFpeIntdiv ? "integer divide by zero" : "floating point error";
    case kernel::kSigIll: return "illegal instruction";
    default: return "invalid memory address or nil pointer dereference";
  }
}

// The stack that the interrupted code ran on, if its guard was hit.
static bool overflowed(const G* gp, uptr addr) { return gp != nullptr && stack_guard_hit(addr, gp->stack); }

[[noreturn]] static void report(u32 sig, const kernel::Siginfo* info, const arch::Ucontext* uc, G* gp) {
  const M* mp = getm();
  const SignalText text = signal_text(sig);
  SignalFailure f{};
  f.name = text.name;
  f.text = text.text;
  f.code = info->code;
  f.addr = info->addr;
  f.pc = arch::ucontext_pc(uc);
  f.sp = arch::ucontext_sp(uc);
  f.fp = arch::ucontext_fp(uc);
  f.g = gp;
  if ((sig == kernel::kSigSegv || sig == kernel::kSigBus) && overflowed(gp, info->addr)) {
    f.what = "stack overflow";
    f.fatal = true;
    f.text = nullptr;
  } else if (gp == mp->g0 || gp == &mp->gsignal) {
    f.what = "unexpected signal during runtime execution";
    f.fatal = true;
  } else {
    f.what = panic_text(sig, info->code);
  }
  rt_signal_failure(f);
}

// raise_default lets the signal do what it does by default: somebody sent it with kill.
static void raise_default(u32 sig) {
  const kernel::Sigaction dfl = kernel::sigaction_of(kernel::kSigDfl, 0, {});
  (void)kernel::rt_sigaction(sig, &dfl, nullptr);
  (void)kernel::tgkill(kernel::getpid(), kernel::gettid(), sig);  // delivered when the handler returns
}

extern "C" void rt_sighandler(int sig, kernel::Siginfo* info, arch::Ucontext* context) {
  M* mp = getm();
  G* gp = RT_TLS_LOAD(g);
  RT_TLS_STORE(g, &mp->gsignal);
  if (info->code == kernel::kSiUser || info->code == kernel::kSiTkill) {
    raise_default(static_cast<u32>(sig));
    RT_TLS_STORE(g, gp);
    return;
  }
  report(static_cast<u32>(sig), info, context, gp);
}

void initsig() {
  // Not deferred: a second fault while the first is reported has to arrive, to be told apart.
  const u64 flags = kernel::kSaSiginfo | kernel::kSaOnstack | kernel::kSaNodefer;
  const kernel::Sigaction act = kernel::sigaction_of(reinterpret_cast<uptr>(rt_sigtramp), flags, {});
  for (u32 sig : {kernel::kSigSegv, kernel::kSigBus, kernel::kSigFpe, kernel::kSigIll}) {
    must(kernel::rt_sigaction(sig, &act, nullptr), "initsig: rt_sigaction");
  }
}

}  // namespace rt
