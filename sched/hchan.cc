// sched/hchan.cc - send, receive and close.
//
// Layer: sched.
#include "sched/hchan.h"

#include <cstring>
#include <new>

#include "base/assert.h"
#include "base/bits.h"
#include "mem/malloc.h"
#include "rt0/abi.h"
#include "sched/park.h"
#include "sched/user_timer.h"
#include "tls_arch.h"

namespace rt {

// Waiting

void WaitQ::push(Sudog* s) {
  s->next = nullptr;
  s->prev = tail;
  if (tail != nullptr) tail->next = s;
  else head.store_relaxed(s);
  tail = s;
}

void WaitQ::unlink(Sudog* s) {
  if (s->prev != nullptr) s->prev->next = s->next;
  else head.store_relaxed(s->next);
  if (s->next != nullptr) s->next->prev = s->prev;
  else tail = s->prev;
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

static void wake(Sudog* s, bool success) {
  s->success = success;
  G* gp = s->g;
  gp->fired = s;
  goready(gp);
}

// pop_all empties q into a chain through waitlink, in front of rest.
static Sudog* pop_all(WaitQ& q, Sudog* rest) {
  Sudog* first = rest;
  Sudog** end = &first;
  while (Sudog* s = q.pop()) {
    s->waitlink = *end;
    *end = s;
    end = &s->waitlink;
  }
  return first;
}

static void wake_all_closed(Sudog* chain) {
  while (chain != nullptr) {
    Sudog* s = chain;
    chain = s->waitlink;
    wake(s, false);
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

[[noreturn]] RT_COLD void panic_send_on_closed() { rt0::abi::panic("send on closed channel"); }

// Values

// copy_value is memcpy, without the call for the sizes that channels mostly carry.
static RT_INLINE void copy_value(void* to, const void* from, u32 bytes) {
  if (RT_LIKELY(bytes == 8)) std::memcpy(to, from, 8);
  else if (bytes == 4) std::memcpy(to, from, 4);
  else if (bytes == 16) std::memcpy(to, from, 16);
  else if (bytes == 1) std::memcpy(to, from, 1);
  else std::memcpy(to, from, bytes);
}

static RT_INLINE void transfer(Hchan* c, void* to, void* from) {
  if (to == nullptr) return;
  if (RT_LIKELY(c->move == nullptr)) copy_value(to, from, c->elem_size);
  else c->move(to, from);
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

// Slots

static void* value_in(Hchan* c, Slot* slot) { return reinterpret_cast<u8*>(slot) + c->value_offset; }

static Slot* take_free_slot(Hchan* c) {
  if (Slot* slot = c->free_slots) {
    c->free_slots = slot->next;
    return slot;
  }
  if (c->fresh == c->fresh_end) return nullptr;
  u8* slot = c->fresh;
  c->fresh += c->slot_bytes;
  return ::new (slot) Slot{nullptr};
}

static void queue_slot(Hchan* c, Slot* slot) {
  slot->next = nullptr;
  if (c->queue_tail != nullptr) c->queue_tail->next = slot;
  else c->queue_head = slot;
  c->queue_tail = slot;
  c->count.store_relaxed(c->count.load_relaxed() + 1);
}

static Slot* unqueue_slot(Hchan* c) {
  Slot* slot = c->queue_head;
  if (slot == nullptr) return nullptr;
  c->queue_head = slot->next;
  if (c->queue_head == nullptr) c->queue_tail = nullptr;
  c->count.store_relaxed(c->count.load_relaxed() - 1);
  return slot;
}

static bool drained(Hchan* c) {
  return c->closed.load_relaxed() != 0 && c->count.load_relaxed() == 0 && c->in_flight == 0;
}

// move_out empties slot into `into`. Nothing locked.
static void move_out(Hchan* c, void* into, Slot* slot) {
  transfer(c, into, value_in(c, slot));
  c->move(nullptr, value_in(c, slot));
}

// refill gives an empty slot to the first waiting sender, whose value it moves in, or to the free list.
// Holds c->lock, on return too. True: slot holds a value and is in flight.
static bool refill(Hchan* c, Slot* slot) {
  Sudog* sender = c->sendq.pop();
  if (sender == nullptr) {
    slot->next = c->free_slots;
    c->free_slots = slot;
    return false;
  }
  c->in_flight++;
  c->lock.unlock();
  transfer(c, value_in(c, slot), sender->elem);
  wake(sender, true);
  c->lock.lock();
  return true;
}

// deliver makes a value that has just been moved into slot, and is in flight, receivable: by a receiver that
// waits, or by queueing. In the first case the slot is empty again. Holds c->lock, on return too.
// True: the slot was emptied.
static bool deliver(Hchan* c, Slot* slot) {
  c->in_flight--;
  Sudog* receiver = c->recvq.pop();
  if (receiver == nullptr) {
    queue_slot(c, slot);
    return false;
  }
  // If this was the last value that a closed channel owed, the other receivers wait in vain.
  Sudog* in_vain = drained(c) ? pop_all(c->recvq, nullptr) : nullptr;
  c->lock.unlock();
  move_out(c, receiver->elem, slot);
  wake(receiver, true);
  wake_all_closed(in_vain);
  c->lock.lock();
  return true;
}

// Holds c->lock and releases it.
static void settle_filled(Hchan* c, Slot* slot) {
  while (deliver(c, slot) && refill(c, slot)) {
  }
  c->lock.unlock();
}

static void settle_emptied(Hchan* c, Slot* slot) {
  if (refill(c, slot)) settle_filled(c, slot);
  else c->lock.unlock();
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
  Slot* slot = take_free_slot(c);
  if (slot == nullptr) return {nullptr, DealKind::blocked};
  c->in_flight++;
  return {slot, DealKind::slot};
}

static RT_INLINE Deal recv_begin(Hchan* c, void* into) {
  if (c->cap == 0) {
    if (Sudog* sender = c->sendq.pop()) return {sender, DealKind::partner};
  } else if (RT_LIKELY(c->move == nullptr)) {
    if (const usize count = c->count.load_relaxed(); count != 0) {
      ring_take(c, into);
      Sudog* sender = c->sendq.pop();
      if (sender != nullptr) ring_put(c, sender->elem);
      else c->count.store_relaxed(count - 1);
      return {sender, DealKind::copied};
    }
  } else if (Slot* slot = unqueue_slot(c)) {
    return {slot, DealKind::slot};
  }
  return {nullptr, drained(c) ? DealKind::closed : DealKind::blocked};
}

static RT_INLINE void send_finish(Hchan* c, Deal deal, void* elem) {
  if (deal.kind == DealKind::partner) {
    Sudog* receiver = static_cast<Sudog*>(deal.with);
    transfer(c, receiver->elem, elem);
    wake(receiver, true);
  } else if (deal.kind == DealKind::slot) {
    Slot* slot = static_cast<Slot*>(deal.with);
    c->move(value_in(c, slot), elem);
    c->lock.lock();
    settle_filled(c, slot);
  }
}

static RT_INLINE void recv_finish(Hchan* c, Deal deal, void* into) {
  if (deal.kind == DealKind::partner) {
    Sudog* sender = static_cast<Sudog*>(deal.with);
    transfer(c, into, sender->elem);
    wake(sender, true);
  } else if (deal.kind == DealKind::copied) {
    if (deal.with != nullptr) wake(static_cast<Sudog*>(deal.with), true);
  } else if (deal.kind == DealKind::slot) {
    Slot* slot = static_cast<Slot*>(deal.with);
    move_out(c, into, slot);
    c->lock.lock();
    settle_emptied(c, slot);
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
  if (RT_UNLIKELY(c->timer != nullptr)) chan_timer_poll(c);
  c->lock.lock();
  const Deal deal = recv_begin(c, into);
  if (deal.kind == DealKind::blocked) return wait_in(c, c->recvq, into, WaitReason::chan_receive);
  c->lock.unlock();
  if (RT_UNLIKELY(deal.kind == DealKind::closed)) return false;
  recv_finish(c, deal, into);
  return true;
}

bool chan_send_ready(Hchan* c) {
  if (c == nullptr) return false;
  // Acquire: what was sent or received before is seen afterwards. The buffer is looked at first: a channel that
  // is open later was open then.
  if (!c->recvq.empty() || c->count.load_acquire() < c->cap) return true;
  return c->closed.load_acquire() != 0;  // pairs with store_release in closechan
}

bool chan_recv_ready(Hchan* c) {
  if (c == nullptr) return false;
  if (RT_UNLIKELY(c->timer != nullptr)) chan_timer_poll(c);
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

void closechan(Hchan* c) {
  if (RT_UNLIKELY(c == nullptr)) rt0::abi::panic("close of nil channel");
  c->lock.lock();
  if (RT_UNLIKELY(c->closed.load_relaxed() != 0)) {
    c->lock.unlock();
    rt0::abi::panic("close of closed channel");
  }
  c->closed.store_release(1);  // pairs with load_acquire in chan_send_ready and chan_recv_ready
  // Receivers that wait while values are in flight are served, or told, by deliver.
  Sudog* waiters = pop_all(c->sendq, nullptr);
  if (drained(c)) waiters = pop_all(c->recvq, waiters);
  c->lock.unlock();
  wake_all_closed(waiters);
}

usize chan_len(Hchan* c) {
  // A timer's channel has room for one value but looks unbuffered, as in Go since 1.23.
  return c == nullptr || c->timer != nullptr ? 0 : c->count.load_acquire();
}

usize chan_cap(Hchan* c) { return c == nullptr || c->timer != nullptr ? 0 : c->cap; }

// Birth and death

struct ChanLayout {
  usize buffer_offset;  // bytes from the Hchan
  usize value_offset;   // bytes from a slot
  usize stride;         // bytes from one value or slot to the next
};

static ChanLayout layout_of(usize elem_bytes, usize elem_align, MoveFn move) {
  if (move == nullptr) return {align_up(sizeof(Hchan), elem_align), 0, elem_bytes};
  const usize align = elem_align > alignof(Slot) ? elem_align : alignof(Slot);
  const usize value_offset = align_up(sizeof(Slot), elem_align);
  return {align_up(sizeof(Hchan), align), value_offset, align_up(value_offset + elem_bytes, align)};
}

Hchan* makechan(usize elem_bytes, usize elem_align, usize capacity, MoveFn move) {
  constexpr usize kHeapAlign = 16;
  const ChanLayout layout = layout_of(elem_bytes, elem_align, move);
  usize bytes;
  void* memory = nullptr;
  if (elem_bytes <= UINT32_MAX / 2 && !__builtin_mul_overflow(layout.stride, capacity, &bytes) &&
      !__builtin_add_overflow(bytes, layout.buffer_offset, &bytes)) {
    memory = elem_align > kHeapAlign ? malloc_aligned(bytes, elem_align) : malloc_bytes(bytes);
  }
  if (memory == nullptr) rt0::abi::panic("make_chan: size out of range");
  Hchan* c = ::new (memory) Hchan(static_cast<u32>(elem_bytes), capacity, move);
  u8* buffer = static_cast<u8*>(memory) + layout.buffer_offset;
  if (move == nullptr) {
    c->buf = buffer;
    c->sendx = c->recvx = 0;
  } else {
    c->queue_head = c->queue_tail = c->free_slots = nullptr;
    c->fresh = buffer;
    c->fresh_end = buffer + layout.stride * capacity;
    c->value_offset = static_cast<u32>(layout.value_offset);
    c->slot_bytes = static_cast<u32>(layout.stride);
  }
  return c;
}

void chan_release(Hchan* c) {
  // Release what this handle did, acquire what the others did: pairs with itself.
  if (c->refs.fetch_add_acq_rel(static_cast<u32>(-1)) != 1) return;
  if (c->timer != nullptr && !chan_timer_forget(c)) return;
  if (c->move != nullptr) {
    while (Slot* slot = unqueue_slot(c)) c->move(nullptr, value_in(c, slot));
  }
  free_bytes(c->timer != nullptr ? static_cast<void*>(c->timer) : c);
}

}  // namespace rt
