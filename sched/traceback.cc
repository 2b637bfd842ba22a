// sched/traceback.cc - who called whom.
//
// Layer: sched.
#include "sched/traceback.h"

#include <algorithm>
#include <iterator>

#include "base/assert.h"
#include "context_arch.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/print.h"
#include "sched/panic.h"
#include "sched/sched.h"
#include "sched/symtab.h"
#include "tls_arch.h"

namespace rt {

static uptr word_at(uptr address) { return *reinterpret_cast<const uptr*>(address); }

static bool in_stack(const Stack& s, uptr address) {
  return address >= s.lo && address + 2 * sizeof(uptr) <= s.hi && address % sizeof(uptr) == 0;
}

// What link.ld says is asked for anew each time: there is nothing to keep. The step is here because the
// boot has it.
void tracebackinit() {}

Frame frame_of_caller(const void* fp) {
  const uptr at = reinterpret_cast<uptr>(fp);
  return {word_at(at + 8), at + 16, word_at(at)};
}

Frame saved_frame(const G* gp) {
  if (gp->fresh || gp->sched_sp == 0) return {reinterpret_cast<uptr>(gp->entry) + 1, 0, 0};
  const arch::SwitchFrame* f = reinterpret_cast<const arch::SwitchFrame*>(gp->sched_sp);
  return {f->return_address, gp->sched_sp + sizeof *f, f->frame_pointer};
}

// The runtime's own goroutines, and main's, were created by nobody.
static u64 creator(const G* gp) { return gp->gopc == 0 ? 0 : gp->parent_goid; }

// print_addresses is for programs without symbols.
//   returns  the frame pointer beyond the last frame
static uptr print_addresses(const G* gp, const Frame& f) {
  uptr pc = f.pc, fp = f.fp;
  for (u32 n = 0; n < 100 && (n == 0 || is_text(pc - 1)); n++) {  // a call that does not return may end the text
    kernel::print("\t%x\n", image_offset(pc));
    if (!in_stack(gp->stack, fp)) break;
    pc = word_at(fp + 8);
    fp = word_at(fp) > fp ? word_at(fp) : 0;  // a chain that does not go up ends
  }
  if (creator(gp) != 0) kernel::print("created in goroutine %d\n\t%x\n", gp->parent_goid, image_offset(gp->gopc));
  return fp;
}

static uptr print_frames(const G* gp, const Frame& f) {
  FramesRequest r;
  r.stack_lo = gp->stack.lo;
  r.stack_hi = gp->stack.hi;
  r.pc = f.pc;
  r.sp = f.sp;
  r.fp = f.fp;
  r.flags = traceback_level >= TracebackLevel::system ? f.flags | kRuntime : f.flags;
  r.creator = creator(gp);
  r.creator_pc = gp->gopc;
  const uptr end = print_with_symbols(&r);
  return end == kNoSymbols ? print_addresses(gp, f) : end;
}

// nth_text is the text behind n others in an array of texts.
static const char* nth_text(const char* text, u32 n) {
  for (; n != 0; n--) {
    while (*text++ != 0) continue;
  }
  return text;
}

static const char* status_text(const G* gp, bool running) {
  const Gstatus s = running ? Gstatus::running : gp->status.load_relaxed();
  if (s == Gstatus::waiting) return wait_reason_text(gp->wait_reason);
  return nth_text("idle\0runnable\0running\0syscall\0\0idle", static_cast<u32>(s));  // in the order of Gstatus
}

// running_frame is where the failure stopped the M that runs gp; nothing if it did not.
static Frame running_frame(const G* gp) {
  const M* mp = gp->m;
  if (mp->curg != gp || mp->stopped.load_acquire() == 0 || mp->stopped_pc == 0) return {};  // pairs with rt_stop_for_failure
  return {mp->stopped_pc, mp->stopped_sp, mp->stopped_fp, kExact};
}

// suspended_frame is where gp stopped; nothing while it runs.
static Frame suspended_frame(const G* gp) {
  switch (gp->status.load_relaxed()) {
    case Gstatus::running: return running_frame(gp);
    case Gstatus::syscall: return {gp->syscall_pc, 0, gp->syscall_fp};
    default: return saved_frame(gp);
  }
}

static void print_header(const G* gp, bool running) {
  const char* locked = gp->lockedm != nullptr ? ", locked to thread" : "";
  const char* status = status_text(gp, running);
  // One message: of a fault within, nothing is to be seen.
  if (gp->name == nullptr) kernel::print("\ngoroutine %d [%s%s]:\n", gp->goid, status, locked);
  else kernel::print("\ngoroutine %d \"%s\" [%s%s]:\n", gp->goid, gp->name, status, locked);
}

// print_system prints a g0 or gsignal. The chain leads back to the goroutine that it works for.
static void print_system(const G* gp, const Frame& from) {
  kernel::print("\nruntime stack:\n");
  const uptr fp = print_frames(gp, from);
  G* curg = getm()->curg;
  if (curg != nullptr && in_stack(curg->stack, fp)) print_goroutine(curg, frame_of_caller(reinterpret_cast<const void*>(fp)), true);
}

void print_goroutine(G* gp, const Frame& from, bool running) {
  if (gp->goid == 0) return print_system(gp, from);
  print_header(gp, running);
  const Frame f = from.known() ? from : suspended_frame(gp);
  if (!f.known()) kernel::print("\tgoroutine running on other thread; stack unavailable\n");
  print_frames(gp, f);
}

void print_other_goroutines(const G* but) {
  // A failure under this very lock must not wait for itself; then the list is read as it is.
  const bool locked = allg_lock.try_lock();
  for (G* gp = allgs.head; gp != nullptr; gp = gp->allnext) {
    const Gstatus s = gp->status.load_relaxed();
    if (gp == but || s == Gstatus::dead || s == Gstatus::idle) continue;
    if (gp->system && traceback_level < TracebackLevel::system) continue;
    print_goroutine(gp, Frame{}, false);
  }
  if (locked) allg_lock.unlock();
}

// In the order of WaitReason. One array of characters: pointers would be relocations.
alignas(char) static constexpr char kWaitReasons[] =
    "waiting\0chan receive (nil chan)\0chan send (nil chan)\0chan receive\0chan send\0select\0select (no cases)\0"
    "sleep\0semacquire\0sync.Mutex.Lock\0sync.RWMutex.RLock\0sync.RWMutex.Lock\0sync.Cond.Wait\0"
    "sync.WaitGroup.Wait\0sync.Once\0IO wait\0finalizer wait\0GC sweep wait\0GC scavenge wait\0panicwait\0static init\0"
    "atomic wait";
static_assert(std::count(std::begin(kWaitReasons), std::end(kWaitReasons), 0) == static_cast<int>(WaitReason::count));

const char* wait_reason_text(WaitReason reason) { return nth_text(kWaitReasons, static_cast<u32>(reason)); }

}  // namespace rt
