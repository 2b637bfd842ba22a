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

static constexpr u32 kMaxFrames = 100;

static uptr word_at(uptr address) { return *reinterpret_cast<const uptr*>(address); }

static bool in_stack(const Stack& s, uptr address) {
  return address >= s.lo && address + 2 * sizeof(uptr) <= s.hi && address % sizeof(uptr) == 0;
}

// What link.ld says is asked for anew each time: there is nothing to keep. The step is here because the
// boot has it, and fails early if the table of reasons lost a word.
void tracebackinit() {
  RT_ASSERT(*wait_reason_text(WaitReason::static_init) == 's');
}

Frame frame_of_caller(const void* fp) {
  const uptr at = reinterpret_cast<uptr>(fp);
  return {word_at(at + 8), at + 16, word_at(at)};
}

Frame saved_frame(const G* gp) {
  if (gp->fresh || gp->sched_sp == 0) return {reinterpret_cast<uptr>(gp->entry), 0, 0};
  const arch::SwitchFrame* f = reinterpret_cast<const arch::SwitchFrame*>(gp->sched_sp);
  return {f->return_address, gp->sched_sp + sizeof *f, f->frame_pointer};
}

// A frame is two lines, as in Go: the function, and where in it.
static void print_name(kernel::Print& out, uptr inside) {
  const Symbol symbol = find_symbol(inside);
  if (symbol.name.empty()) out.str("?");
  else out.str(symbol.name);
}

static void print_place(kernel::Print& out, uptr pc, uptr inside) {
  out.str("\n\t").hex(image_offset(pc));
  const Symbol symbol = find_symbol(inside);
  if (!symbol.name.empty()) out.str(" +").hex(pc - symbol.begin);
  out.ch('\n');
}

static void print_frame(uptr pc, bool call) {
  // A return address belongs to the line after the call; the byte before it to the call.
  const uptr inside = call ? pc - 1 : pc;
  kernel::Print out;
  print_name(out, inside);
  print_place(out, pc, inside);
}

static void print_frames(const Stack& stack, Frame f) {
  if (f.pc == 0) return;
  print_frame(f.pc, false);
  uptr fp = f.fp;
  for (u32 n = 1; in_stack(stack, fp); n++) {
    const uptr pc = word_at(fp + 8);
    const uptr next = word_at(fp);
    if (!is_text(pc)) return;
    if (n == kMaxFrames) {
      kernel::Print().str("...additional frames elided...\n");
      return;
    }
    print_frame(pc, true);
    if (next <= fp) return;
    fp = next;
  }
}

static const char* status_text(const G* gp, bool running) {
  if (running) return "running";
  switch (gp->status.load_relaxed()) {
    case Gstatus::waiting: return wait_reason_text(gp->wait_reason);
    case Gstatus::runnable: return "runnable";
    case Gstatus::running: return "running";
    case Gstatus::syscall: return "syscall";
    default: return "idle";
  }
}

void print_goroutine(G* gp, Frame from, bool running) {
  {
    kernel::Print out;
    out.str("\ngoroutine ").udec(gp->goid);
    if (gp->name != nullptr) out.str(" \"").str(gp->name).ch('"');
    out.str(" [").str(status_text(gp, running));
    if (gp->lockedm != nullptr) out.str(", locked to thread");
    out.str("]:\n");
  }
  if (from.pc == 0) {
    const Gstatus s = gp->status.load_relaxed();
    if (s == Gstatus::running || s == Gstatus::syscall) {
      kernel::Print().str("\tgoroutine running on other thread; stack unavailable\n");
      return;
    }
    from = saved_frame(gp);
  }
  print_frames(gp->stack, from);
  if (gp->goid > 1 && gp->parent_goid != 0) {
    kernel::Print out;
    out.str("created by ");
    print_name(out, gp->gopc - 1);
    out.str(" in goroutine ").udec(gp->parent_goid);
    print_place(out, gp->gopc, gp->gopc - 1);
  }
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
static constexpr char kWaitReasons[] =
    "waiting\0chan receive (nil chan)\0chan send (nil chan)\0chan receive\0chan send\0select\0select (no cases)\0"
    "sleep\0semacquire\0sync.Mutex.Lock\0sync.RWMutex.RLock\0sync.RWMutex.Lock\0sync.Cond.Wait\0"
    "sync.WaitGroup.Wait\0sync.Once\0IO wait\0finalizer wait\0GC sweep wait\0GC scavenge wait\0panicwait\0static init";
static_assert(std::count(std::begin(kWaitReasons), std::end(kWaitReasons), 0) == static_cast<int>(WaitReason::count));

const char* wait_reason_text(WaitReason reason) {
  const char* text = kWaitReasons;
  for (u32 i = static_cast<u32>(reason); i != 0; i--) {
    while (*text++ != 0) continue;
  }
  return text;
}

}  // namespace rt
