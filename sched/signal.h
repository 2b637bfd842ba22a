// sched/signal.h - what signals mean to the runtime.
//
// What each does in a program that asked for nothing; the table is Go's (runtime/sigtab_linux_generic.go and the
// documentation of os/signal):
//
//     SIGSEGV SIGBUS SIGFPE SIGILL SIGTRAP   by the program's own code: a panic with a second line. Sent: as SIGQUIT
//     SIGQUIT SIGABRT SIGSTKFLT SIGSYS       their name, all goroutines, status 2 (GOTRACEBACK=crash: SIGABRT)
//     SIGHUP SIGINT SIGTERM                  end the process by that signal: no handler
//     SIGTSTP SIGTTIN SIGTTOU SIGCONT        stop it and go on: no handler
//     SIGCHLD SIGURG SIGWINCH                nothing: no handler
//     SIGPIPE                                sched/broken_pipe.h
//     SIGUSR1 SIGUSR2 SIGALRM ... 35 to 64   nothing: caught, not ignored, which programs that are started would inherit
//     SIGKILL SIGSTOP, 32 to 34              as the kernel has it
//
// Ahead of that come a goroutine to be preempted (SIGURG) and channels of rt0::notify, both by SignalHooks. What was
// ignored when the process began stays so, save for faults and SIGQUIT, as in Go: a shell starts background jobs so.
//
// Handlers of SIGQUIT and of faults are there from the boot (initsig), the rest from the first millisecond
// (catch_remaining_signals, on sysmon's thread) or the first use of rt0/notify.h: forty calls that short programs need not
// make. Until then the kernel's default holds.
//
// Handlers run on the M's gsignal, set up by minit, so an exhausted stack can still be reported. While one runs all but
// faults wait, and while a fault's runs faults too until its M is the one that prints (let_faults_in): a storm of signals
// nests two handlers at most, whichever they are, and a fault in a report is told.
// Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "kernel_iface/signal.h"
#include "ucontext_arch.h"

namespace rt {

struct G;

// initsig installs the handlers of the boot. Once, on m0, after mcommoninit.
void initsig();

// After the boot dispositions change under this lock, save for SIGPIPE's, which files and failures have to do with.
extern kernel::Mutex signal_lock;

// catch_remaining_signals installs those that may wait, when it is called first.
void catch_remaining_signals();
void catch_remaining_signals_locked();

// let_faults_in is for who prints a failure: a fault meanwhile has to arrive, to be told apart.
void let_faults_in();

// is_fault: SIGSEGV and its like, whose handler stays for ever.
bool is_fault(u32 sig);

// is_caught: sig has the handler now even if no channel asks for it.
bool is_caught(u32 sig);

// catch_signal installs the runtime's handler for sig, unless it is ignored. False: it is, and stays so.
bool catch_signal(u32 sig);

// install_handler makes sig run the runtime's handler, set_disposition do as kSigDfl or kSigIgn says. Both return what
// it did before.
uptr install_handler(u32 sig);
uptr set_disposition(u32 sig, uptr what);

// SignalHooks is how the handler gets at what only some programs are linked with: null until its first use sets it.
struct SignalHooks {
  // preempt is asked first about each SIGURG; gp is what was interrupted. True: it was the runtime's own.
  Atomic<bool (*)(G* gp, const kernel::Siginfo* info, arch::Ucontext* context)> preempt;
  // queue takes a signal of the set `wanted` for the channels that want it (sched/sigqueue.cc).
  Atomic<void (*)(u32 sig)> queue;
  Atomic<u64> wanted;  // set after queue; as Sigset::bits
};
extern SignalHooks signal_hooks;

// signal_is_wanted: some channel gets sig. Acquire: pairs with who sets wanted, for queue.
inline bool signal_is_wanted(u32 sig) { return kernel::Sigset{signal_hooks.wanted.load_acquire()}.has(sig); }

}  // namespace rt
