// sched/hchan.cc - send, receive and close.
//
// Layer: sched.
#include "sched/hchan.h"

#include <cstring>
#include <new>

#include "base/assert.h"
#include "base/bits.h"
#include "base/panic.h"
#include "mem/malloc.h"
#include "sched/park.h"
#include "tls_arch.h"

namespace rt {

// Waiting

void WaitQ::push(Sudog* s) {
  s->next = nullptr;
  s->prev = tail;
  if (tail != nullptr)
    tail->next = s;
  else
    head.store_relaxed(s);
  tail = s;
}

void WaitQ::unlink(Sudog* s) {
  if (s->prev != nullptr)
    s->prev->next = s->next;
  else
    head.store_relaxed(s->next);
  if (s->next != nullptr)
    s->next->prev = s->prev;
  else
    tail = s->prev;
  s->next = nullptr;
  s->prev = nullptr;
}

Sudog* WaitQ::pop() {
  while (Sudog* s = head.load_relaxed()) {
    unlink(s);
    u32 open = 0;
    // Other channels of the same select may try at the same time. Acquire and release: the winner's
    // lock orders all that is read or written later.
    if (!s->is_select || s->g->select_done.cas_acq_rel(open, 1)) return s;
  }
  return nullptr;
}

void WaitQ::remove(Sudog* s) {
  // One that was popped has no neighbours and is not the head.
  if (s->next != nullptr || s->prev != nullptr || head.load_relaxed() == s) unlink(s);
}

void chan_wake(Sudog* s, bool success) {
  s->success = success;
  G* gp = s->g;
  gp->fired = s;
  goready(gp);
}

RT_COLD Sudog* chan_pop_all(WaitQ& q, Sudog* rest) {
  Sudog* first = rest;
  Sudog** end = &first;
  while (Sudog* s = q.pop()) {
    s->waitlink = *end;
    *end = s;
    end = &s->waitlink;
  }
  return first;
}

RT_COLD void chan_wake_all_closed(Sudog* chain) {
  while (chain != nullptr) {
    Sudog* s = chain;
    chain = s->waitlink;
    chan_wake(s, false);
  }
}

// Parks the caller in q. True when it was woken by a communication, false by close. Holds c->lock,
// which is released.
static bool wait_in(Hchan* c, WaitQ& q, void* elem, WaitReason reason) {
  Sudog s;
  s.g = getg();
  s.elem = elem;
  s.is_select = false;
  q.push(&s);
  gopark_unlock(&c->lock, reason);
  return s.success;
}

[[noreturn]] RT_COLD void park_for_ever(WaitReason reason) {
  gopark(nullptr, nullptr, reason);
  rt_throw("park_for_ever: woken");
}

[[noreturn]] RT_COLD void panic_send_on_closed() { rt_panic("send on closed channel"); }

// Values

static RT_NOINLINE void copy_other(void* to, const void* from, u32 bytes) { std::memcpy(to, from, bytes); }

// copy_value is memcpy, without the call for the size that channels mostly carry.
static RT_INLINE void copy_value(void* to, const void* from, u32 bytes) {
  if (RT_LIKELY(bytes == 8))
    std::memcpy(to, from, 8);
  else
    copy_other(to, from, bytes);
}

static RT_INLINE void transfer(Hchan* c, void* to, void* from) {
  if (to == nullptr) return;
  if (RT_LIKELY(c->move == nullptr))
    copy_value(to, from, c->elem_size);
  else
    c->move(to, from);
}

static RT_INLINE usize ring_next(Hchan* c, usize x) { return x + 1 == c->cap ? 0 : x + 1; }

static RT_INLINE void ring_put(Hchan* c, const void* elem) {
  copy_value(c->buf + c->sendx * c->elem_size, elem, c->elem_size);
  c->sendx = ring_next(c, c->sendx);
}

static RT_INLINE void ring_take(Hchan* c, void* into) {
  if (into != nullptr) copy_value(into, c->buf + c->recvx * c->elem_size, c->elem_size);
  c->recvx = ring_next(c, c->recvx);
}

// The two halves

static RT_INLINE Deal send_begin(Hchan* c, void* elem) {
  if (RT_UNLIKELY(c->closed.load_relaxed() != 0)) return {nullptr, DealKind::closed};
  if (Sudog* receiver = c->recvq.pop()) return {receiver, DealKind::partner};
  if (RT_LIKELY(c->move == nullptr)) {
    const usize count = c->count.load_relaxed();
    if (count == c->cap) return {nullptr, DealKind::blocked};
    ring_put(c, elem);
    c->count.store_relaxed(count + 1);
    return {nullptr, DealKind::copied};
  }
  return c->slots(c, SlotOp::begin_send, nullptr, elem);
}

static RT_INLINE Deal recv_begin(Hchan* c, void* into) {
  const Deal nothing{nullptr, c->drained() ? DealKind::closed : DealKind::blocked};
  usize count = 0;
  if (c->cap != 0) {
    if (RT_UNLIKELY(c->slots != nullptr)) {
      const Deal deal = c->slots(c, SlotOp::begin_recv, nullptr, into);
      return deal.kind == DealKind::blocked ? nothing : deal;
    }
    count = c->count.load_relaxed();
    if (count == 0) return nothing;
    ring_take(c, into);
  }
  Sudog* sender = c->sendq.pop();
  if (c->cap == 0) return sender == nullptr ? nothing : Deal{sender, DealKind::partner};
  if (sender != nullptr)
    ring_put(c, sender->elem);
  else
    c->count.store_relaxed(count - 1);
  return {sender, DealKind::copied};
}

static RT_INLINE void send_finish(Hchan* c, Deal deal, void* elem) {
  if (deal.kind == DealKind::partner) {
    Sudog* receiver = static_cast<Sudog*>(deal.with);
    transfer(c, receiver->elem, elem);
    chan_wake(receiver, true);
  } else if (deal.kind == DealKind::slot) {
    c->slots(c, SlotOp::finish_send, static_cast<Slot*>(deal.with), elem);
  }
}

static RT_INLINE void recv_finish(Hchan* c, Deal deal, void* into) {
  if (deal.kind == DealKind::partner) {
    Sudog* sender = static_cast<Sudog*>(deal.with);
    transfer(c, into, sender->elem);
    chan_wake(sender, true);
  } else if (deal.kind == DealKind::copied) {
    if (deal.with != nullptr) chan_wake(static_cast<Sudog*>(deal.with), true);
  } else if (deal.kind == DealKind::slot) {
    c->slots(c, SlotOp::finish_recv, static_cast<Slot*>(deal.with), into);
  }
}

Deal chan_send_begin(Hchan* c, void* elem) { return send_begin(c, elem); }
Deal chan_recv_begin(Hchan* c, void* into) { return recv_begin(c, into); }
void chan_send_finish(Hchan* c, Deal deal, void* elem) { send_finish(c, deal, elem); }
void chan_recv_finish(Hchan* c, Deal deal, void* into) { recv_finish(c, deal, into); }

// What a program calls

void chansend(Hchan* c, void* elem) {
  if (RT_UNLIKELY(c == nullptr)) park_for_ever(WaitReason::chan_send_nil);
  c->lock.lock();
  const Deal deal = send_begin(c, elem);
  if (deal.kind == DealKind::blocked) {
    if (RT_UNLIKELY(!wait_in(c, c->sendq, elem, WaitReason::chan_send))) panic_send_on_closed();
    return;
  }
  c->lock.unlock();
  if (RT_UNLIKELY(deal.kind == DealKind::closed)) panic_send_on_closed();
  send_finish(c, deal, elem);
}

bool chanrecv(Hchan* c, void* into) {
  if (RT_UNLIKELY(c == nullptr)) park_for_ever(WaitReason::chan_receive_nil);
  if (RT_UNLIKELY(c->source_fn != nullptr)) c->source_fn(c, SourceOp::poll);
  c->lock.lock();
  const Deal deal = recv_begin(c, into);
  if (deal.kind == DealKind::blocked) return wait_in(c, c->recvq, into, WaitReason::chan_receive);
  c->lock.unlock();
  if (RT_UNLIKELY(deal.kind == DealKind::closed)) return false;
  recv_finish(c, deal, into);
  return true;
}

RT_COLD void chan_wait_closed(Hchan* c) {
  c->lock.lock();
  if (c->closed.load_relaxed() == 0) wait_in(c, c->recvq, nullptr, WaitReason::chan_receive);
  else c->lock.unlock();
}

bool chan_send_ready(Hchan* c) {
  if (c == nullptr) return false;
  // Acquire: what was sent or received before is seen afterwards. The buffer is looked at first: a channel
  // that is open later was open then.
  if (!c->recvq.empty() || c->count.load_acquire() < c->cap) return true;
  return c->closed.load_acquire() != 0;  // pairs with store_release in closechan
}

bool chan_recv_ready(Hchan* c) {
  if (c == nullptr) return false;
  if (RT_UNLIKELY(c->source_fn != nullptr)) c->source_fn(c, SourceOp::poll);
  if (c->cap == 0 ? !c->sendq.empty() : c->count.load_acquire() != 0) return true;
  return c->closed.load_acquire() != 0;  // pairs with store_release in closechan
}

bool chan_try_send(Hchan* c, void* elem) {
  if (!chan_send_ready(c)) return false;
  c->lock.lock();
  const Deal deal = send_begin(c, elem);
  c->lock.unlock();
  if (deal.kind == DealKind::blocked) return false;
  if (RT_UNLIKELY(deal.kind == DealKind::closed)) panic_send_on_closed();
  send_finish(c, deal, elem);
  return true;
}

TryRecv chan_try_recv(Hchan* c, void* into) {
  if (!chan_recv_ready(c)) return TryRecv::would_block;
  c->lock.lock();
  const Deal deal = recv_begin(c, into);
  c->lock.unlock();
  if (deal.kind == DealKind::blocked) return TryRecv::would_block;
  if (deal.kind == DealKind::closed) return TryRecv::closed;
  recv_finish(c, deal, into);
  return TryRecv::value;
}

RT_COLD void closechan(Hchan* c) {
  if (RT_UNLIKELY(c == nullptr)) rt_panic("close of nil channel");
  c->lock.lock();
  if (RT_UNLIKELY(c->closed.load_relaxed() != 0)) {
    c->lock.unlock();
    rt_panic("close of closed channel");
  }
  c->closed.store_release(1);  // pairs with load_acquire in chan_send_ready and chan_recv_ready
  // Receivers that wait while values are in flight are served, or told, by deliver.
  Sudog* waiters = chan_pop_all(c->sendq, nullptr);
  if (c->drained()) waiters = chan_pop_all(c->recvq, waiters);
  c->lock.unlock();
  chan_wake_all_closed(waiters);
}

usize chan_len(Hchan* c) {
  // A timer's channel has room for one value but looks unbuffered, as in Go since 1.23.
  return c == nullptr || c->timer != nullptr ? 0 : c->count.load_acquire();
}

usize chan_cap(Hchan* c) { return c == nullptr || c->timer != nullptr ? 0 : c->cap; }

// Birth and death

void* chan_memory(usize buffer_offset, usize stride, usize align, usize capacity) {
  constexpr usize kHeapAlign = 16;
  usize bytes;
  void* memory = nullptr;
  if (stride <= UINT32_MAX && !__builtin_mul_overflow(stride, capacity, &bytes) &&
      !__builtin_add_overflow(bytes, buffer_offset, &bytes)) {
    memory = align > kHeapAlign ? malloc_aligned(bytes, align) : malloc_bytes(bytes);
  }
  if (memory == nullptr) rt_panic("make_chan: size out of range");
  return memory;
}

Hchan* makechan(usize elem_bytes, usize elem_align, usize capacity) {
  const usize buffer_offset = align_up(sizeof(Hchan), elem_align);
  void* memory = chan_memory(buffer_offset, elem_bytes, elem_align, capacity);
  Hchan* c = ::new (memory) Hchan(static_cast<u32>(elem_bytes), capacity, nullptr);
  c->buf = static_cast<u8*>(memory) + buffer_offset;
  c->sendx = c->recvx = 0;
  return c;
}

void chan_release(Hchan* c) {
  // Release what this handle did, acquire what the others did: pairs with itself.
  if (c->refs.fetch_add_acq_rel(static_cast<u32>(-1)) != 1) return;
  if (c->source_fn != nullptr && !c->source_fn(c, SourceOp::forget)) return;
  if (c->slots != nullptr) c->slots(c, SlotOp::clear, nullptr, nullptr);
  free_bytes(c->timer != nullptr ? static_cast<void*>(c->timer) : c);
}

}  // namespace rt
