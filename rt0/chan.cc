// rt0/chan.cc - the channel functions of rt0/abi.h, on sched/hchan.h and sched/chan_slots.h.
//
// Layer: rt0.
#include "rt0/abi.h"
#include "sched/chan_slots.h"
#include "sched/hchan.h"

namespace rt0::abi {

hchan* chan_make(std::size_t elem_bytes, std::size_t elem_align, std::size_t capacity) {
  return rt::makechan(elem_bytes, elem_align, capacity);
}

hchan* chan_make_moved(std::size_t elem_bytes, std::size_t elem_align, std::size_t capacity, move_fn move) {
  return rt::makechan_moved(elem_bytes, elem_align, capacity, move);
}

// Relaxed: the caller's own handle keeps the channel while this one is counted.
void chan_retain(hchan* c) { c->refs.fetch_add_relaxed(1); }

void chan_release(hchan* c) { rt::chan_release(c); }
void chan_send(hchan* c, void* elem) { rt::chansend(c, elem); }
bool chan_try_send(hchan* c, void* elem) { return rt::chan_try_send(c, elem); }
bool chan_send_ready(hchan* c) { return rt::chan_send_ready(c); }
bool chan_recv(hchan* c, void* into) { return rt::chanrecv(c, into); }

static_assert(static_cast<int>(received::would_block) == static_cast<int>(rt::TryRecv::would_block) &&
              static_cast<int>(received::value) == static_cast<int>(rt::TryRecv::value) &&
              static_cast<int>(received::closed) == static_cast<int>(rt::TryRecv::closed));
received chan_try_recv(hchan* c, void* into) { return static_cast<received>(rt::chan_try_recv(c, into)); }

void chan_close(hchan* c) { rt::closechan(c); }
std::size_t chan_len(hchan* c) { return rt::chan_len(c); }
std::size_t chan_cap(hchan* c) { return rt::chan_cap(c); }
void park_for_ever() { rt::park_for_ever(rt::WaitReason::select_no_cases); }

}  // namespace rt0::abi
