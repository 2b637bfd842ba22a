// mem/mcache.h - Mcache, a P's spans of each class: what malloc takes from and free gives to.
//
// Only the M that holds the P touches it, so nothing here locks. Without a P (in a blocking call,
// at boot) threads share mcache0 under mcache0_lock.
// Layer: mem.
#pragma once
#include "base/attributes.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "mem/mcentral.h"
#include "mem/mspan.h"
#include "mem/size_class.h"

namespace rt {

struct Mcache {
  SpanSet sets[kNumClasses];
  Mcache* next;  // link of the free list of Mcaches
};

extern Mcache mcache0;
extern kernel::Mutex mcache0_lock;

// mcache_alloc makes an empty cache, for procresize; ends the process when memory is out.
Mcache* mcache_alloc();

// mcache_free flushes a cache and takes it back. Nobody uses it any more.
void mcache_free(Mcache* c);

// mcache_flush gives all spans of a cache to the central lists, and the wholly free ones to the page
// heap. The caller is who may use the cache: it holds the P, or has stopped the world.
void mcache_flush(Mcache* c);

// mcache_refill gets a current span with free objects. The present one, if any, has none.
//   returns  false when memory is out; then there may be no current span
[[nodiscard]] bool mcache_refill(Mcache* c, u32 size_class);

// mcache_settle finds the place of s after an object came back that makes it partial or wholly free.
void mcache_settle(Mcache* c, Mspan* s);

// take_object is an object of the current span, or null when it has none at hand.
RT_INLINE void* take_object(Mcache* c, u32 size_class) {
  Mspan* s = c->sets[size_class].current;
  if (RT_UNLIKELY(s == nullptr)) return nullptr;
  FreeObject* object = s->free;
  if (RT_UNLIKELY(object == nullptr)) return nullptr;
  s->free = object->next;
  s->count_alloc();
  object->mark = 0;
  return object;
}

// give_object puts an object of s, which c owns, back.
RT_INLINE void give_object(Mcache* c, Mspan* s, FreeObject* object) {
  object->next = s->free;
  s->free = object;
  s->count_free(1);
  if (RT_LIKELY(s->place == SpanPlace::current)) return;
  // Below zero: freed twice, unnoticed by the mark; mcache_settle throws.
  if (RT_UNLIKELY(s->place == SpanPlace::full || static_cast<i64>(s->in_use()) <= 0)) mcache_settle(c, s);
}

}  // namespace rt
