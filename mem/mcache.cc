// mem/mcache.cc - see mcache.h.
//
// Layer: mem.
#include "mem/mcache.h"

#include "base/assert.h"
#include "mem/fixalloc.h"
#include "mem/mem_check.h"
#include "mem/mheap.h"

namespace rt {

RT_COLD_BSS constinit Mcache mcache0{};
constinit kernel::Mutex mcache0_lock{LockRank::mcache};

namespace {

struct CachePool {
  kernel::Mutex lock{LockRank::fixalloc};
  u32 few_taken = 0;
  Fixalloc<Mcache> caches;
};

constinit CachePool cache_pool;

// Those of the first Ps: far from what the boot touches, since the boot makes them and does not use them.
constexpr u32 kFewCaches = 4;
RT_COLD_BSS constinit Mcache few_caches[kFewCaches]{};

// fresh_span gets a span from the page heap; null when memory is out.
Mspan* fresh_span(Mcache* c, SpanSet* set, u32 size_class) {
  Mspan* s = mheap_alloc_small(size_class);
  if (s == nullptr) return nullptr;
  s->owner.store_relaxed(c);
  s->home = set;
  return s;
}

// put_away moves the current span, which has no free object, to the full ones; false if it got some.
bool put_away_current(SpanSet* set) {
  Mspan* s = set->current;
  if (s == nullptr) return true;
  if (s->collect() || s->extend()) return false;
  set->current = nullptr;
  s->place = SpanPlace::none;
  if (set_make_full(set, s)) return true;
  s->place = SpanPlace::current;
  set->current = s;
  return false;
}

}  // namespace

RT_COLD Mcache* mcache_alloc() {
  kernel::MutexGuard guard(cache_pool.lock);
  Mcache* c = cache_pool.few_taken < kFewCaches ? &few_caches[cache_pool.few_taken++] : cache_pool.caches.alloc();
  if (c == nullptr) rt_throw("out of memory");
  return c;
}

RT_COLD void mcache_free(Mcache* c) {
  mcache_flush(c);
  kernel::MutexGuard guard(cache_pool.lock);
  cache_pool.caches.free(c);
}

RT_COLD void mcache_flush(Mcache* c) {
  for (u32 size_class = 0; size_class < kNumClasses; size_class++) {
    SpanSet* set = &c->sets[size_class];
    // Untouched sets are most of them. What others would report belongs to a span on one of the lists.
    const bool empty =
        set->current == nullptr && set->partial.empty() && set->full.empty() && set->spare == nullptr;
    if (!empty) mheap.flush(set, size_class);
  }
  if constexpr (kDebug) mem_check(c);
}

bool mcache_refill(Mcache* c, u32 size_class) {
  SpanSet* set = &c->sets[size_class];
  if (!put_away_current(set)) return true;
  Mspan* s = set_take(set);
  if (s == nullptr) s = mcentral_refill(set, c, size_class);
  if (s == nullptr) s = fresh_span(c, set, size_class);
  if (s == nullptr) return false;
  s->place = SpanPlace::current;
  set->current = s;
  const bool has_object = s->free != nullptr || s->extend();
  if constexpr (kDebug) span_check(s);
  return has_object;
}

void mcache_settle(Mcache* c, Mspan* s) {
  SpanSet* set = &c->sets[s->size_class];
  if (s->place == SpanPlace::spare || static_cast<i64>(s->in_use()) < 0) rt_throw("free: double free");
  if (s->place == SpanPlace::full) {
    set->full.remove(s);
    s->collect();  // also withdraws the report that was asked for
  } else {
    set->partial.remove(s);
    set->npartial--;
  }
  s->place = SpanPlace::none;
  if constexpr (kDebug) span_check(s);
  if (s->in_use() == 0) {
    set_retire(set, s);
    return;
  }
  set_make_partial(set, s);
  if (set->npartial > kMaxOwnedPartial) mcentral_trim(set, s->size_class);
}

}  // namespace rt
