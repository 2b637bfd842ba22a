// mem/mem_check.h - validity of spans, caches, central lists and the page heap, for debug builds and tests.
//
// Each throws with the name of what broke. What looks at another P's cache needs that P's standstill.
// Layer: mem.
#pragma once
#include "mem/mcache.h"
#include "mem/mspan.h"

namespace rt {

// span_check looks at one small span: counts, free list, place. By its owner.
void span_check(const Mspan* s);

// mcache_check looks at all spans of a cache. By who may use the cache.
void mcache_check(const Mcache* c);

// mcentral_check looks at the central list of a class. Takes its lock.
void mcentral_check(u32 size_class);

// mheap_check looks at pages, table and spans. Takes mheap's lock.
void mheap_check();

// mem_check is all of them; c may be null.
void mem_check(const Mcache* c);

}  // namespace rt
