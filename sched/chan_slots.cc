// sched/chan_slots.cc - slots on their way from free to reserved to queued to held.
//
// Layer: sched.
#include "sched/chan_slots.h"

#include <new>

#include "base/bits.h"

namespace rt {

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
  if (c->queue_tail != nullptr)
    c->queue_tail->next = slot;
  else
    c->queue_head = slot;
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

// move_out empties slot into `into`. Nothing locked.
static void move_out(Hchan* c, void* into, Slot* slot) {
  if (into != nullptr) c->move(into, value_in(c, slot));
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
  c->move(value_in(c, slot), sender->elem);
  chan_wake(sender, true);
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
  Sudog* in_vain = c->drained() ? chan_pop_all(c->recvq, nullptr) : nullptr;
  c->lock.unlock();
  move_out(c, receiver->elem, slot);
  chan_wake(receiver, true);
  chan_wake_all_closed(in_vain);
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
  if (refill(c, slot))
    settle_filled(c, slot);
  else
    c->lock.unlock();
}

static Deal begin_send(Hchan* c) {
  Slot* slot = take_free_slot(c);
  if (slot == nullptr) return {nullptr, DealKind::blocked};
  c->in_flight++;
  return {slot, DealKind::slot};
}

static Deal begin_recv(Hchan* c) {
  Slot* slot = unqueue_slot(c);
  return {slot, slot == nullptr ? DealKind::blocked : DealKind::slot};
}

static void finish_send(Hchan* c, Slot* slot, void* elem) {
  c->move(value_in(c, slot), elem);
  c->lock.lock();
  settle_filled(c, slot);
}

static void finish_recv(Hchan* c, Slot* slot, void* into) {
  move_out(c, into, slot);
  c->lock.lock();
  settle_emptied(c, slot);
}

// What is left goes with the channel: nobody else has it any more.
static void clear(Hchan* c) {
  while (Slot* slot = unqueue_slot(c)) c->move(nullptr, value_in(c, slot));
}

static Deal slot_operation(Hchan* c, SlotOp op, Slot* slot, void* elem) {
  switch (op) {
    case SlotOp::begin_send:
      return begin_send(c);
    case SlotOp::begin_recv:
      return begin_recv(c);
    case SlotOp::finish_send:
      finish_send(c, slot, elem);
      break;
    case SlotOp::finish_recv:
      finish_recv(c, slot, elem);
      break;
    case SlotOp::clear:
      clear(c);
      break;
  }
  return {nullptr, DealKind::copied};
}

Hchan* makechan_moved(usize elem_bytes, usize elem_align, usize capacity, MoveFn move) {
  const usize align = elem_align > alignof(Slot) ? elem_align : alignof(Slot);
  const usize value_offset = align_up(sizeof(Slot), elem_align);
  const usize slot_bytes = align_up(value_offset + elem_bytes, align);
  const usize buffer_offset = align_up(sizeof(Hchan), align);
  void* memory = chan_memory(buffer_offset, slot_bytes, align, capacity);
  Hchan* c = ::new (memory) Hchan(static_cast<u32>(elem_bytes), capacity, move);
  c->slots = slot_operation;
  c->queue_head = c->queue_tail = c->free_slots = nullptr;
  c->fresh = static_cast<u8*>(memory) + buffer_offset;
  c->fresh_end = c->fresh + slot_bytes * capacity;
  c->value_offset = static_cast<u32>(value_offset);
  c->slot_bytes = static_cast<u32>(slot_bytes);
  return c;
}

}  // namespace rt
