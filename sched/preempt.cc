// sched/preempt.cc - SIGURG: sent, received, turned into a call.
//
// Layer: sched.
#include "sched/preempt.h"

#include "base/assert.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"
#include "preempt_arch.h"
#include "sched/debug_vars.h"
#include "sched/park.h"
#include "sched/sched.h"
#include "sched/signal.h"
#include "tls_arch.h"

// From link.ld: all text, and the runtime's within.
extern "C" {
extern const char rt_text_all_begin[], rt_text_begin[], rt_text_end[], rt_text_all_end[];
}

namespace rt {

static bool is_wanted(const P* pp) {
  return pp != nullptr && pp->status.load_relaxed() == Pstatus::running &&
         (pp->attention.load_relaxed() & (kAttendPreempt | kAttendStop)) != 0;
}

static bool is_within(uptr pc, const char* begin, const char* end) {
  return pc - reinterpret_cast<uptr>(begin) < static_cast<uptr>(end - begin);
}

// may_stop is the list in preempt.h.
static bool may_stop(const M* mp, const G* gp, const arch::Ucontext* uc) {
  const uptr pc = arch::ucontext_pc(uc);
  const uptr sp = arch::ucontext_sp(uc);
  if (!is_within(pc, rt_text_all_begin, rt_text_all_end) || is_within(pc, rt_text_begin, rt_text_end)) return false;
  if (gp != mp->curg || gp->status.load_relaxed() != Gstatus::running) return false;
  return sp <= gp->stack.hi && sp >= gp->stackguard0 + arch::preempt_bytes();
}

static bool preempt_signal(G* gp, const kernel::Siginfo* info, arch::Ucontext* context) {
  M* mp = getm();
  // Also after somebody else's, which may be the reason why the kernel dropped ours. Pairs with preempt_one and preempt_settle.
  const bool was_sent = mp->preempt_sent.exchange_acq_rel(0) != 0;
  if (is_wanted(mp->p) && may_stop(mp, gp, context)) {
    if (kDebug && mp->held_locks != 0) rt_throw("preempt_signal: the program's code runs with a lock held");
    arch::ucontext_preempt(context);
  }
  return was_sent && info->code == kernel::kSiTkill;
}

// install prepares for the first signal. Not at boot: most programs are over before a slice is.
static RT_COLD void install() {
  static constinit Atomic<u32> installed;
  if (installed.load_acquire() != 0) return;  // pairs with the release; two at once do the same
  arch::preempt_prepare();
  signal_hooks.preempt.store_release(preempt_signal);  // pairs with the handler's load
  install_handler(kernel::kSigUrg);
  installed.store_release(1);
}

void preempt_one(P* pp, u32 why) {
  pp->attention.fetch_or_acq_rel(why);  // pairs with attend's and start_the_world's fetch_and
  if (debug.asyncpreemptoff != 0) return;
  M* mp = pp->m.load_relaxed();  // a hint: the handler looks who runs there
  if (mp == nullptr || mp == getm()) return;
  install();
  if (mp->preempt_sent.exchange_seq_cst(1) != 0) return;  // on its way; pairs with preempt_signal's exchange
  // Between the two looks the M may have gone into the kernel: preempt_settle has seen the word, or this sees no M.
  if (pp->m.load_seq_cst() != mp) {
    mp->preempt_sent.store_release(0);
    return;
  }
  const u32 pid = static_cast<u32>(kernel::getpid());
  // m0's id is the process's. esrch: the thread has ended, and its P went on elsewhere.
  const Errno e = kernel::tgkill(static_cast<i32>(pid), mp == &m0 ? pid : mp->tid, kernel::kSigUrg);
  if (e != Errno::ok) mp->preempt_sent.store_release(0);
}

void preempt_all(u32 why) {
  const u32 n = gomaxprocs.load_relaxed();
  for (u32 i = 0; i < n; i++) {
    if (allp[i]->status.load_relaxed() == Pstatus::running) preempt_one(allp[i], why);
  }
}

void preempt_settle(M* mp) {
  fence_seq_cst();  // P::m was cleared before; pairs with preempt_one's exchange and second look
  while (mp->preempt_sent.load_acquire() != 0) kernel::sched_yield();
}

// Called by rt_async_preempt, on the goroutine.
extern "C" void rt_preempted() { yield_globally(); }

}  // namespace rt
