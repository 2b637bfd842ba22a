// sched/newproc.cc - goroutines come and go.
//
// Layer: sched.
#include "sched/newproc.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/assert.h"
#include "base/bits.h"
#include "rt0/abi.h"
#include "sched/gfree.h"
#include "sched/idle.h"
#include "sched/locked.h"
#include "sched/runq.h"
#include "sched/schedule.h"
#include "sched/sched.h"
#include "tls_arch.h"

namespace rt {

static constexpr usize kColours = 24;

static_assert(kColours * arch::kCacheLine + sizeof(G) < kPageSize / 2, "half of the page is for frames");

// g_init makes a G at the top of a block.
static RT_COLD G* g_init(const StackBlock& block, bool standard) {
  static constinit Atomic<u32> colour;
  const usize shift = colour.fetch_add_relaxed(1) % kColours * arch::kCacheLine;
  const uptr at = align_down(block.stack.hi - sizeof(G) - shift, arch::kCacheLine);
  G* gp = new (reinterpret_cast<void*>(at)) G{};
  gp->block = block;
  gp->standard_stack = standard;
  gp->stack = {block.stack.lo, at};
  gp->stackguard0 = gp->stackguard1 = block.stack.lo + RT_STACK_GUARD;
  gp->status.store_relaxed(Gstatus::dead);
  kernel::MutexGuard guard(allg_lock);
  allgs.push_back(gp);
  return gp;
}

static RT_COLD void g_release(G* gp) {
  {
    kernel::MutexGuard guard(allg_lock);
    allgs.remove(gp);
  }
  const StackBlock block = gp->block;  // gp lies in it
  stack_free(block);
}

static void gfree_push(P* pp, G* gp) {
  pp->gfree.push(gp);
  pp->gfree_count++;
}

static void set_gfree(P* pp, GBatch batch) {
  pp->gfree.head = batch.head;
  pp->gfree_count = batch.count;
}

// gfree_refill gives pp dead Gs, or a fresh one.
static RT_COLD Errno gfree_refill(P* pp) {
  if (pp->gfree_spare != nullptr) {
    set_gfree(pp, {std::exchange(pp->gfree_spare, nullptr), kGfreeBatch});
    return Errno::ok;
  }
  // Acquire: pairs with set_count in gfree.cc.
  if (sched.gfree_count.load_acquire() != 0) set_gfree(pp, gfree_calls.take.load_relaxed()());
  if (pp->gfree_count != 0) return Errno::ok;
  if (pp->fresh_count == 0) {
    // The boot needs just two; each guard further away would be a page of page tables.
    const usize wanted = sched.init_done ? kFreshStacks : 2;
    pp->fresh_count = static_cast<u32>(stack_alloc_batch(kStackOrderDefault, {pp->fresh_stacks, wanted}));
  }
  if (pp->fresh_count == 0) return Errno::enomem;
  gfree_push(pp, g_init(pp->fresh_stacks[--pp->fresh_count], true));
  return Errno::ok;
}

// gfree_overflow makes room in pp's list, which is full.
static RT_COLD void gfree_overflow(P* pp) {
  G* former = std::exchange(pp->gfree_spare, pp->gfree.head);
  set_gfree(pp, {nullptr, 0});
  if (former != nullptr) gfree_calls.give.load_relaxed()({former, kGfreeBatch});
}

void gfree_give_all(P* pp) {
  const auto give = gfree_calls.give.load_relaxed();
  if (give == nullptr) return;  // there are few, which wait for the P's next time
  if (pp->gfree_spare != nullptr) give({std::exchange(pp->gfree_spare, nullptr), kGfreeBatch});
  if (pp->gfree_count != 0) give({pp->gfree.head, pp->gfree_count});
  set_gfree(pp, {nullptr, 0});
}

RT_COLD void gfree_flush(P* pp) {
  gfree_give_all(pp);
  while (pp->fresh_count != 0) stack_free(pp->fresh_stacks[--pp->fresh_count]);
}

static RT_COLD Result<G*> make_with_stack(usize bytes) {
  Result<StackBlock> block = stack_alloc(bytes);
  if (!block.ok()) return block.error();
  return g_init(block.value(), false);
}

static u64 next_goid(P* pp) {
  if (RT_UNLIKELY(pp->goid_next == pp->goid_end)) {
    pp->goid_next = sched.goidgen.fetch_add_relaxed(kGoidBatch) + 1;
    pp->goid_end = pp->goid_next + kGoidBatch;
  }
  return pp->goid_next++;
}

// What a block holds beside the frames: the G and its colour, the closure, the runtime's own needs.
static constexpr usize kOverhead = sizeof(G) + kColours * arch::kCacheLine + kStackReserve;

// make_room lays out the closure below the G.
static void make_room(G* gp, usize closure_bytes, usize closure_align) {
  const uptr closure = align_down(reinterpret_cast<uptr>(gp) - closure_bytes, std::max<usize>(closure_align, 16));
  gp->closure = reinterpret_cast<void*>(closure);
  gp->sched_sp = closure;
  gp->name = nullptr;
}

Result<G*> newproc_prepare(usize closure_bytes, usize closure_align, usize stack_bytes) {
  P* pp = getp();
  RT_DEBUG_ASSERT(pp != nullptr);
  constexpr usize kStandard = stack_usable_bytes(kStackOrderDefault) - kOverhead;
  // By default a closure may take half of the stack, before the stack grows with it.
  const usize closure_room = closure_bytes + closure_align;
  const bool standard = stack_bytes == 0 ? closure_room <= kStandard / 2
                                         : stack_bytes <= kStandard && stack_bytes + closure_room <= kStandard;
  if (RT_UNLIKELY(!standard || closure_bytes > sched.max_stack_bytes)) {
    const usize wanted = stack_bytes == 0 ? kStandard : stack_bytes;
    if (wanted > sched.max_stack_bytes || closure_bytes > sched.max_stack_bytes) return Errno::enomem;
    Result<G*> made = make_with_stack(wanted + closure_room + kOverhead);
    if (made.ok()) make_room(made.value(), closure_bytes, closure_align);
    return made;
  }
  if (RT_UNLIKELY(pp->gfree.empty())) {
    if (Errno e = gfree_refill(pp); e != Errno::ok) return e;
  }
  G* gp = pp->gfree.pop();
  pp->gfree_count--;
  make_room(gp, closure_bytes, closure_align);
  return gp;
}

// birth fills in what is written once a life.
static void birth(P* pp, G* gp, void (*entry)(void*)) {
  G* parent = getg();
  gp->entry = entry;
  gp->fresh = true;
  gp->goid = next_goid(pp);
  gp->parent_goid = parent->goid;
  gp->status.store_relaxed(Gstatus::runnable);  // published by the release in runqput
}

static RT_INLINE void start(P* pp, G* gp, void (*entry)(void*)) {
  birth(pp, gp, entry);
  gp->gopc = reinterpret_cast<uptr>(__builtin_return_address(0));
  pp->go_created.store_relaxed(pp->go_created.load_relaxed() + 1);
  runqput_newborn(pp, gp);
  wakep();
}

void newproc_start(G* gp, void (*entry)(void*)) {
  P* pp = getp();
  // Once in kGoidBatch goroutines, so long before kGfreeBatch have ended.
  if (RT_UNLIKELY(pp->goid_next == pp->goid_end)) gfree_begin();
  start(pp, gp, entry);
}

void newproc_start_main(G* gp, void (*entry)(void*)) { start(getp(), gp, entry); }

static RT_COLD G* must_prepare() {
  Result<G*> made = newproc_prepare(0, 1, 0);
  if (!made.ok()) rt_throw("out of memory for a goroutine's stack");
  return made.value();
}

RT_COLD void go_system(void (*entry)(void*), void* arg, const char* name) {
  G* gp = must_prepare();
  P* pp = getp();
  gp->closure = arg;
  gp->name = name;
  gp->system = true;
  birth(pp, gp, entry);
  runqput(pp, gp, true);
}

void go_func(void (*entry)(void*), void* arg) {
  G* gp = must_prepare();
  gp->closure = arg;
  newproc_start(gp, entry);
}

// gdestroy buries gp, from the stack of whoever runs next.
static void gdestroy(G* gp, void*) {
  P* pp = getp();
  gp->status.store_relaxed(Gstatus::dead);
  if (!gp->system) pp->go_ended.store_relaxed(pp->go_ended.load_relaxed() + 1);
  gp->system = false;
  if (RT_UNLIKELY(!gp->standard_stack)) {
    g_release(gp);
    return;
  }
  gfree_push(pp, gp);
  if (RT_UNLIKELY(pp->gfree_count == kGfreeBatch)) gfree_overflow(pp);
}

extern "C" void rt_goexit0() {
  G* gp = getg();
  if (RT_UNLIKELY(gp->lockedm != nullptr)) {
    M* mp = gp->lockedm;
    unlock_for_exit(gp);
    // A thread that a goroutine was locked to may be changed in ways nobody knows: it ends too.
    mp->ending = true;
    mp->curg = nullptr;
    rt_switch(gp, mp->g0, gdestroy, nullptr);
  } else {
    switch_away(gp, gdestroy, nullptr);
  }
  __builtin_unreachable();
}

void goexit() {
  G* gp = getg();
  while (rt0::abi::defer_node* d = gp->defers) {
    gp->defers = d->next;
    d->run(d);
  }
  rt_goexit0();
}

RT_COLD i64 gcount() {
  i64 n = 0;
  const u32 ps = nprocs_ever.load_acquire();  // pairs with the release in procresize
  for (u32 i = 0; i < ps; i++) {
    P* pp = allp[i];
    n += pp->go_created.load_relaxed() - pp->go_ended.load_relaxed();
  }
  return n;
}

}  // namespace rt
