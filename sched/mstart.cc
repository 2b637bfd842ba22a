// sched/mstart.cc - birth, idling and death of Ms.
//
// Layer: sched.
#include "sched/mstart.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/assert.h"
#include "base/bits.h"
#include "kernel_iface/clone.h"
#include "kernel_iface/print.h"
#include "kernel_iface/process.h"
#include "sched/check_dead.h"
#include "sched/idle.h"
#include "sched/procresize.h"
#include "sched/runq.h"
#include "sched/schedule.h"
#include "sched/sched.h"
#include "sched/thread_locals.h"
#include "tls_arch.h"

namespace rt {

static constexpr usize kGsignalStackBytes = 32 * 1024;
static constexpr usize kG0StackBytes = 64 * 1024;

i64 mcount() { return sched.mnext - sched.nmended; }

void checkmcount_locked() {
  if (mcount() <= sched.maxmcount) return;
  kernel::print("runtime: program exceeds %d-thread limit\n", sched.maxmcount);
  rt_throw("thread exhaustion");
}

// mpreinit gives mp's gsignal a stack of its own.
static void mpreinit(M* mp) {
  Result<StackBlock> block = stack_alloc(kGsignalStackBytes);
  if (!block.ok()) rt_throw("mpreinit: out of memory for a signal stack");
  mp->gsignal_block = block.value();
  G* gp = &mp->gsignal;
  gp->stack = block.value().stack;
  gp->stackguard0 = gp->stackguard1 = gp->stack.lo + RT_STACK_GUARD;
  gp->m = mp;
  gp->system = true;
}

void mcommoninit(M* mp) {
  if (mp->gsignal.m == nullptr) mpreinit(mp);
  kernel::MutexGuard guard(sched.lock);
  mp->id = sched.mnext++;
  checkmcount_locked();
  mp->rand.state ^= arch::cputicks() * static_cast<u64>(2 * mp->id + 1);
  if (mp->alllink != nullptr || allm.load_relaxed() == mp) return;  // reused: still on the list
  mp->alllink = allm.load_relaxed();
  allm.store_release(mp);  // pairs with the acquire of readers, who hold no lock
}

void use_signal_stack(M* mp) {
  const Stack s = mp->gsignal.stack;
  const kernel::AltStack alt{s.lo, 0, 0, s.hi - s.lo};
  must(kernel::sigaltstack(&alt, nullptr), "minit: sigaltstack");
}

// minit is what a thread does once for itself. Sysmon takes its signal stack later: short programs are over by then.
static void minit(M* mp) {
  mp->tid = mp->alive.load_relaxed();
  mp->preempt_sent.store_relaxed(0);  // a signal to the thread that had this M before may have died with it
  if (!mp->system) use_signal_stack(mp);
}

// m_place is where an M goes below `end`: its thread pointer is aligned as thread_local objects need, and
// usually at 16 in a cache line, so that g's word and the next six share the line.
static uptr m_place(uptr end) {
  const usize align = std::max<usize>(tls_block_align(), arch::kCacheLine);
  const usize phase = tls_block_align() <= 16 ? 16 : 0;
  return align_down(end - sizeof(M) + kThreadPointerOffset - phase, align) + phase - kThreadPointerOffset;
}

// m_make makes an M at the top of a new thread's block: TLS below M, g0's stack below that.
static M* m_make() {
  const usize extra = tls_block_bytes() + tls_block_align() + sizeof(M) + sizeof(G) + 3 * arch::kCacheLine;
  Result<StackBlock> block = stack_alloc(kG0StackBytes + extra);
  if (!block.ok()) return nullptr;
  const Stack s = block.value().stack;
  const uptr g_at = align_down(s.hi - sizeof(G), arch::kCacheLine);
  const uptr m_at = m_place(g_at);
  M* mp = new (reinterpret_cast<void*>(m_at)) M{};
  G* g0p = new (reinterpret_cast<void*>(g_at)) G{};
  mp->block = block.value();
  mp->self = &mp->self;
  mp->g = mp->g0 = g0p;
  mp->m = mp;
  mp->canary = m0.canary;
  g0p->stack = {s.lo, align_down(m_at - tls_block_bytes(), 16)};
  g0p->stackguard0 = g0p->stackguard1 = s.lo + RT_STACK_GUARD;
  g0p->m = mp;
  g0p->system = true;
  return mp;
}

// m_reuse takes an ended M whose thread the kernel has let go of.
static M* m_reuse() {
  kernel::MutexGuard guard(sched.lock);
  for (M** link = &sched.mfree; *link != nullptr; link = &(*link)->schedlink) {
    M* mp = *link;
    if (mp->alive.load_acquire() != 0) continue;  // pairs with the kernel's store at the thread's end
    *link = mp->schedlink;
    mp->schedlink = nullptr;
    mp->ending = false;
    mp->g = mp->g0;
    return mp;
  }
  return nullptr;
}

static void thread_main(void*) { rt_mstart(); }

static RT_COLD void newm_failed(Errno e) {
  kernel::print("runtime: failed to create new OS thread (have %d already; errno=%d)\n", mcount(), e);
  if (e == Errno::eagain) kernel::print("runtime: may need to increase max user processes (ulimit -u)\n");
  rt_throw("newm: clone");
}

void newm(void (*fn)(), P* pp, bool system) {
  M* mp = m_reuse();
  if (mp == nullptr) mp = m_make();
  if (mp == nullptr) newm_failed(Errno::enomem);
  mp->mstartfn = fn;
  mp->nextp = pp;
  mp->system = system;
  mp->sigmask = m0.sigmask;
  mcommoninit(mp);
  tls_block_init(mp);
  Result<u32> tid = kernel::clone_thread(mp->g0->stack.hi, mp->alive.raw(), reinterpret_cast<uptr>(&mp->self), thread_main, mp);
  if (!tid.ok()) newm_failed(tid.error());
}

static void start_spinning() { getm()->spinning = true; }

void startm(P* pp, bool spinning) {
  sched.lock.lock();
  if (pp == nullptr) {
    RT_DEBUG_ASSERT(!spinning);
    pp = pidleget_locked();
    if (pp == nullptr) {
      sched.lock.unlock();
      return;
    }
  }
  M* mp = mget_locked();
  sched.lock.unlock();
  if (mp == nullptr) {
    newm(spinning ? start_spinning : nullptr, pp, false);
    return;
  }
  RT_DEBUG_ASSERT(!mp->spinning && mp->nextp == nullptr && (!spinning || runqempty(pp)));
  mp->spinning = spinning;
  mp->nextp = pp;
  mp->park.wakeup();
}

void sleep_for_p(M* mp) {
  mp->park.sleep();
  mp->park.clear();
  acquirep(std::exchange(mp->nextp, nullptr));
}

void stopm() {
  M* mp = getm();
  RT_DEBUG_ASSERT(getp() == nullptr && !mp->spinning);
  sched.lock.lock();
  mput_locked(mp);
  check_dead_locked();
  sched.lock.unlock();
  sleep_for_p(mp);
}

// mexit ends this thread: its P goes on elsewhere. m0 cannot end, because its exit would make
// the process a zombie that still runs; it sleeps for ever.
[[noreturn]] static void mexit(M* mp) {
  run_thread_exit_hooks(mp);
  handoffp(releasep());
  sched.lock.lock();
  sched.nmended++;
  if (mp != &m0) {
    mp->schedlink = sched.mfree;
    sched.mfree = mp;
  }
  check_dead_locked();
  sched.lock.unlock();
  if (mp == &m0) {
    for (;;) mp->park.sleep();
  }
  const kernel::AltStack none{0, kernel::kSsDisable, 0, 0};
  must(kernel::sigaltstack(&none, nullptr), "mexit: sigaltstack");
  kernel::exit(0);  // the kernel clears mp->alive, and then its stack may be used again
}

extern "C" void rt_mstart() {
  M* mp = getm();
  minit(mp);
  if (mp->mstartfn != nullptr) mp->mstartfn();
  if (mp != &m0) {
    acquirep(std::exchange(mp->nextp, nullptr));
  }
  schedule();
  mexit(mp);
}

}  // namespace rt
