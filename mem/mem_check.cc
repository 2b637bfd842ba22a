// mem/mem_check.cc - see mem_check.h.
//
// Layer: mem.
#include "mem/mem_check.h"

#include "base/assert.h"
#include "mem/arena.h"
#include "mem/mheap.h"

namespace rt {
namespace {

void check(bool good, const char* what) {
  if (RT_UNLIKELY(!good)) rt_throw(what);
}

void check_in_table(const Mspan* s) {
  const usize first = page_of(s->base);
  for (usize i = 0; i < s->npages; i++)
    check(span_entry(first + i) == s, "span_check: the table has another span");
}

void check_list(const SpanList& list, SpanPlace place, const SpanSet* home) {
  const Mspan* before = nullptr;
  for (const Mspan* s = list.head; s != nullptr; s = s->next) {
    check(s->prev == before && s->place == place && s->home == home, "mem_check: a span is on a wrong list");
    span_check(s);
    before = s;
  }
  check(list.tail == before, "mem_check: a list's end is wrong");
}

void check_one(const Mspan* s, SpanPlace place, const SpanSet* home) {
  if (s == nullptr) return;
  check(s->place == place && s->home == home, "mcache_check: a span is in a wrong place");
  span_check(s);
}

}  // namespace

void span_check(const Mspan* s) {
  check(s->kind == SpanKind::small && s->size_class < kNumClasses, "span_check: not a small span");
  check(s->elem_bytes == class_bytes(s->size_class) && s->npages == class_pages(s->size_class),
        "span_check: not the shape of its class");
  check_in_table(s);
  u64 listed = 0;
  for (const FreeObject* o = s->free; o != nullptr; o = o->next) {
    check(s->is_object(reinterpret_cast<uptr>(o)), "span_check: the free list leaves the objects");
    check(++listed <= s->nelems, "span_check: the free list has a cycle");
  }
  // What others have freed and nobody collected yet still counts as in use.
  check(s->in_use() + listed + s->nfresh == s->nelems, "span_check: objects are missing");
  check((s->owner.load_relaxed() == nullptr) == (s->home == nullptr), "span_check: owner and home differ");
  if (s->place == SpanPlace::full) check(!s->has_free(), "span_check: a full span has free objects");
  if (s->place == SpanPlace::partial) check(s->has_free(), "span_check: a partial span has none");
  if (s->place == SpanPlace::spare) check(s->in_use() == 0, "span_check: the spare is in use");
}

void mcache_check(const Mcache* c) {
  for (u32 size_class = 0; size_class < kNumClasses; size_class++) {
    const SpanSet& set = c->sets[size_class];
    check_one(set.current, SpanPlace::current, &set);
    check_one(set.spare, SpanPlace::spare, &set);
    check_list(set.partial, SpanPlace::partial, &set);
    check_list(set.full, SpanPlace::full, &set);
    u32 count = 0;
    for (const Mspan* s = set.partial.head; s != nullptr; s = s->next) count++;
    check(count == set.npartial, "mcache_check: the count of partial spans is wrong");
  }
}

void mcentral_check(u32 size_class) {
  Mcentral& central = mcentrals[size_class];
  kernel::MutexGuard guard(central.lock);
  check_list(central.partial, SpanPlace::partial, nullptr);
  check_list(central.full, SpanPlace::full, nullptr);
}

void mheap_check() {
  kernel::MutexGuard guard(mheap.lock);
  if (mheap.pages.pages() == 0) return;
  mheap.pages.check();
  usize in_use = 0;
  usize spans = 0;
  for (usize page = 0; page < mheap.pages.pages();) {
    const Mspan* s = span_entry(page);
    if (s == nullptr) {
      page++;
      continue;
    }
    check(s->base == page_address(page) && s->kind != SpanKind::dead,
          "mheap_check: the table has a dead span");
    if (s->kind == SpanKind::small) check_in_table(s);
    in_use += s->npages;
    spans++;
    page += s->npages;
  }
  check(in_use == mheap.in_use_pages(), "mheap_check: pages are lost");
  check(spans == mheap.spans.in_use(), "mheap_check: spans are lost");
}

void mem_check(const Mcache* c) {
  if (c != nullptr) mcache_check(c);
  for (u32 size_class = 0; size_class < kNumClasses; size_class++) mcentral_check(size_class);
  mheap_check();
}

}  // namespace rt
