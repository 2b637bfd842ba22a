// tests/unit/sched/signal_test.cc - which signals are caught when, and what the handler does with each.
//
// No signal is delivered here: the tests call the handler as the kernel would.
#include "sched/signal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <csignal>
#include <vector>

#include "sched/sched.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"
#include "tls_arch.h"

using namespace rt;
using namespace rt::kernel;

extern "C" {
void rt_sigtramp();
void rt_sighandler(int sig, Siginfo* info, arch::Ucontext* context);
}

static const Sigaction& action(u32 sig) { return fake_kernel.process.actions[sig]; }
static bool caught(u32 sig) { return action(sig).handler == reinterpret_cast<uptr>(rt_sigtramp); }

static G interrupted;
static std::vector<u32> queued;
static bool preempted;

// arrive plays a signal to the handler, on m0.
static void arrive(u32 sig, i32 code = kSiUser) {
  Siginfo info{};
  info.code = code;
  arch::Ucontext context{};
  RT_TLS_STORE(m, &m0);
  RT_TLS_STORE(g, &interrupted);
  rt_sighandler(static_cast<int>(sig), &info, &context);
  cr_assert(getg() == &interrupted);
}

static void want(u32 sig) {
  Sigset set{signal_hooks.wanted.load_relaxed()};
  set.add(sig);
  signal_hooks.queue.store_relaxed([](u32 s) { queued.push_back(s); });
  signal_hooks.wanted.store_release(set.bits);
}

Test(signal, the_boot_catches_what_may_come_at_once) {
  initsig();
  for (u32 sig = 1; sig < kSigCount; sig++) {
    const bool from_boot = sig == kSigSegv || sig == kSigBus || sig == kSigFpe || sig == kSigIll ||
                           sig == kSigTrap || sig == kSigQuit;
    cr_assert(eq(int, caught(sig), from_boot), "signal %u", sig);
  }
  cr_assert(eq(u32, fake_kernel.count(kSysRtSigaction), 6));
}

Test(signal, handlers_defer_each_other_and_restart_calls) {
  initsig();
  for (const u32 sig : {kSigSegv, kSigQuit}) {
    cr_assert(eq(u64, action(sig).flags & kSaOnstack, kSaOnstack));
    cr_assert(eq(u64, action(sig).flags & kSaRestart, kSaRestart));
  }
  cr_assert(eq(u64, action(kSigSegv).mask, ~u64{0}));
  const Sigset mask{action(kSigQuit).mask};
  for (const u32 fault : {kSigSegv, kSigBus, kSigFpe, kSigIll, kSigTrap}) cr_assert(not(mask.has(fault)));
  cr_assert(mask.has(kSigInt) && mask.has(kSigUrg) && mask.has(64));
}

Test(signal, the_rest_is_caught_later_save_what_does_the_same_by_default) {
  initsig();
  catch_remaining_signals();
  for (const u32 sig : {kSigAbrt, kSigUsr1, kSigUsr2, kSigAlrm, kSigStkflt, kSigXcpu, kSigXfsz, kSigVtalrm, kSigProf,
                        kSigIo, kSigPwr, kSigSys, 35u, 64u}) {
    cr_assert(caught(sig), "signal %u", sig);
  }
  for (const u32 sig : {kSigHup, kSigInt, kSigTerm, kSigPipe, kSigChld, kSigCont, kSigTstp, kSigTtin, kSigTtou, kSigUrg,
                        kSigWinch, 32u, 33u, 34u}) {
    cr_assert(eq(u64, action(sig).handler, kSigDfl), "signal %u", sig);
  }
}

Test(signal, what_was_ignored_stays_so_but_faults_and_sigquit) {
  for (Sigaction& a : fake_kernel.process.actions) a.handler = kSigIgn;
  initsig();
  catch_remaining_signals();
  cr_assert(caught(kSigSegv) && caught(kSigQuit));
  for (const u32 sig : {kSigHup, kSigUsr1, kSigAbrt, 64u}) cr_assert(eq(u64, action(sig).handler, kSigIgn));
  cr_assert(not(catch_signal(kSigPipe)));
  cr_assert(eq(u64, action(kSigPipe).handler, kSigIgn));
}

Test(signal, what_a_channel_wants_is_queued_and_does_nothing_else) {
  for (const u32 sig : {kSigTerm, kSigUsr1, kSigSegv, kSigQuit}) {
    want(sig);
    arrive(sig);
  }
  const std::vector<u32> all{kSigTerm, kSigUsr1, kSigSegv, kSigQuit};
  cr_assert(queued == all);
  cr_assert(eq(u32, fake_kernel.count(kSysTgkill), 0));
}

Test(signal, what_nobody_wants_does_nothing) {
  for (const u32 sig : {kSigUsr1, kSigAlrm, kSigChld, kSigUrg, kSigPipe, kSigTstp, 64u}) arrive(sig);
  cr_assert(eq(u32, fake_kernel.count(kSysTgkill), 0));
}

Test(signal, a_late_sigterm_ends_the_process_by_itself) {
  want(kSigTerm);
  signal_hooks.wanted.store_release(0);
  arrive(kSigTerm);
  cr_assert(eq(u64, action(kSigTerm).handler, kSigDfl));
  cr_assert(eq(u32, fake_kernel.count(kSysTgkill), 1));
}

Test(signal, but_not_if_it_was_blocked_at_the_start) {
  m0.sigmask.add(kSigTerm);
  arrive(kSigTerm);
  cr_assert(eq(u32, fake_kernel.count(kSysTgkill), 0));
}

Test(signal, sigurg_is_preemption_first_and_the_programs_if_it_is_not_the_runtimes) {
  want(kSigUrg);
  signal_hooks.preempt.store_release([](G* gp, const Siginfo*, arch::Ucontext*) {
    cr_assert(gp == &interrupted);
    return preempted;
  });
  preempted = true;
  arrive(kSigUrg, kSiTkill);
  cr_assert(queued.empty());
  preempted = false;
  arrive(kSigUrg, kSiTkill);
  cr_assert(eq(sz, queued.size(), 1));
  cr_assert(eq(u32, queued[0], kSigUrg));
}

Test(signal, a_fault_of_the_code_is_never_queued, .signal = SIGABRT) {
  want(kSigSegv);
  interrupted.goid = 1;
  arrive(kSigSegv, kSegvMaperr);
}

Test(signal, a_fault_that_was_sent_is_told_if_nobody_wants_it, .signal = SIGABRT) { arrive(kSigFpe); }
