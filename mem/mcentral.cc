// mem/mcentral.cc - see mcentral.h.
//
// Layer: mem.
#include "mem/mcentral.h"

#include "base/assert.h"
#include "mem/mheap.h"

namespace rt {

RT_COLD_BSS constinit Mcentral mcentrals[kNumClasses]{};

namespace {

void set_unlink_partial(SpanSet* set, Mspan* s) {
  set->partial.remove(s);
  set->npartial--;
  s->place = SpanPlace::none;
}

// place_unowned puts a span without owner, which is on no list, where it belongs: a list of the
// central list, or the page heap. Holds the lock of its class.
void place_unowned(Mcentral* central, Mspan* s) {
  for (;;) {
    const u64 in_use = s->in_use();
    if (in_use == 0 && !s->remote.reporting()) {
      mheap_free_small(s);
      return;
    }
    // Wholly free with a report under way: who reports finds it on the partial list and frees it.
    const bool partial = s->has_free();
    if (in_use == 0 || s->remote.arm(partial ? static_cast<u32>(in_use) : 1)) {
      s->place = partial ? SpanPlace::partial : SpanPlace::full;
      (partial ? central->partial : central->full).push_front(s);
      return;
    }
    s->collect();
  }
}

// disown takes a span that is on no list from its owner. Holds the lock of its class, owner only.
void disown(Mcentral* central, Mspan* s) {
  s->collect();
  s->owner.store_relaxed(nullptr);
  s->home = nullptr;
  place_unowned(central, s);
}

// hear_reports takes in what others freed in full spans of set. Holds the lock, owner only.
void hear_reports(SpanSet* set) {
  while (Mspan* s = set->reported) {
    set->reported = s->report_next;
    s->report_next = nullptr;
    s->collect_report();
    if (s->place == SpanPlace::full) {
      set->full.remove(s);
      s->place = SpanPlace::none;
      if (s->free == nullptr && set_make_full(set, s)) continue;  // it had been heard of otherwise
      set_make_partial(set, s);
    }
    if (s->place == SpanPlace::partial && s->in_use() == 0) {
      set_unlink_partial(set, s);
      set_retire(set, s);
    }
  }
}

Mspan* take_unowned(Mcentral* central, SpanSet* set, Mcache* owner) {
  Mspan* s = central->partial.pop_front();
  if (s == nullptr) return nullptr;
  s->owner.store_relaxed(owner);
  s->home = set;
  s->place = SpanPlace::none;
  s->collect();  // also withdraws the report that was asked for
  return s;
}

}  // namespace

void set_make_partial(SpanSet* set, Mspan* s) {
  s->place = SpanPlace::partial;
  set->partial.push_front(s);
  set->npartial++;
}

bool set_make_full(SpanSet* set, Mspan* s) {
  if (!s->remote.arm(1)) {
    s->collect();
    return false;
  }
  s->place = SpanPlace::full;
  set->full.push_front(s);
  return true;
}

void set_retire(SpanSet* set, Mspan* s) {
  Mspan* former = set->spare;
  s->place = SpanPlace::spare;
  set->spare = s;
  if (former == nullptr) return;
  if (former->remote.reporting()) {
    set_make_partial(set, former);  // until the report was heard
    return;
  }
  former->place = SpanPlace::none;
  mheap_free_small(former);
}

Mspan* set_take(SpanSet* set) {
  if (Mspan* s = set->partial.head) {
    set_unlink_partial(set, s);
    return s;
  }
  Mspan* s = set->spare;
  if (s != nullptr) {
    set->spare = nullptr;
    s->place = SpanPlace::none;
  }
  return s;
}

Mspan* mcentral_refill(SpanSet* set, Mcache* owner, u32 size_class) {
  Mcentral* central = &mcentrals[size_class];
  kernel::MutexGuard guard(central->lock);
  hear_reports(set);
  if (Mspan* s = set_take(set)) return s;
  return take_unowned(central, set, owner);
}

void mcentral_trim(SpanSet* set, u32 size_class) {
  Mcentral* central = &mcentrals[size_class];
  kernel::MutexGuard guard(central->lock);
  hear_reports(set);  // so that none of the spans that leave is on the list of reports
  while (set->npartial > kMaxOwnedPartial) {
    Mspan* s = set->partial.tail;
    set_unlink_partial(set, s);
    disown(central, s);
  }
}

void mcentral_flush(SpanSet* set, u32 size_class) {
  Mcentral* central = &mcentrals[size_class];
  kernel::MutexGuard guard(central->lock);
  hear_reports(set);
  if (Mspan* s = set->current) {
    set->current = nullptr;
    s->place = SpanPlace::none;
    disown(central, s);
  }
  while (Mspan* s = set_take(set)) disown(central, s);
  while (Mspan* s = set->full.pop_front()) disown(central, s);
}

void mcentral_report(Mspan* s) {
  // The class is settled: a span with a report under way is not freed.
  Mcentral* central = &mcentrals[s->size_class];
  kernel::MutexGuard guard(central->lock);
  if (SpanSet* set = s->home) {
    s->report_next = set->reported;
    set->reported = s;
    return;
  }
  (s->place == SpanPlace::full ? central->full : central->partial).remove(s);
  s->place = SpanPlace::none;
  s->collect_report();
  place_unowned(central, s);
}

}  // namespace rt
