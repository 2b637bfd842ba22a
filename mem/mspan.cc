// mem/mspan.cc - see mspan.h.
//
// Layer: mem.
#include "mem/mspan.h"

namespace rt {

bool Mspan::take_in(RemoteFree::Taken taken) {
  if (taken.count == 0) return false;
  if (free != nullptr) {
    // What came from elsewhere goes first: its links are being read anyway.
    FreeObject* last = taken.objects;
    while (last->next != nullptr) last = last->next;
    last->next = free;
  }
  free = taken.objects;
  count_free(taken.count);
  return true;
}

bool Mspan::extend() {
  if (nfresh == 0) return false;
  u32 count = static_cast<u32>(kPageSize) / elem_bytes;
  if (count == 0) count = 1;
  if (count > nfresh) count = nfresh;
  const uptr first = base + usize{elem_bytes} * (nelems - nfresh);
  FreeObject* head = nullptr;
  for (u32 i = count; i-- > 0;) {  // the lowest address is given out first
    auto* object = reinterpret_cast<FreeObject*>(first + usize{elem_bytes} * i);
    object->next = head;
    head = object;
  }
  free = head;
  nfresh = static_cast<u16>(nfresh - count);
  return true;
}

}  // namespace rt
