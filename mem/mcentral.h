// mem/mcentral.h - Mcentral, the spans of one class that no cache owns, and who hears of frees.
//
// A span changes hands (cache to central list and back) only under the lock of its class, so under it
// the owner of each span is settled. Caches own full spans too: what their P frees in them is local.
// Of what others free in a full span the cache hears through here: the first such free reports the span,
// and it waits on the set's `reported` list for the next refill. A span on the central list is
// reported when its last object is back, and then goes to the page heap at once.
// Layer: mem.
#pragma once
#include "base/list.h"
#include "base/types.h"
#include "kernel_iface/mutex.h"
#include "mem/mspan.h"

namespace rt {

using SpanList = ListDouble<Mspan, &Mspan::next, &Mspan::prev>;

// SpanSet is what one cache has of one class. Its P's, except for `reported`.
struct alignas(64) SpanSet {
  Mspan* current = nullptr;  // allocated from; may be without free objects
  SpanList partial;          // owned, with free objects; newest first
  SpanList full;             // owned, without
  Mspan* spare = nullptr;    // owned, wholly free: kept so that a batch does not go to the page heap and back
  Mspan* reported = nullptr;  // guarded by the central list's lock: owned spans with objects from elsewhere
  u32 npartial = 0;
};

static_assert(sizeof(SpanSet) == 64);

struct Mcentral {
  kernel::Mutex lock{LockRank::mcentral};
  // Guarded by lock. Spans without an owner.
  SpanList partial;  // with free objects, some in use; a report is due when all are back
  SpanList full;     // without; a report is due with the first that comes back
};

extern Mcentral mcentrals[kNumClasses];

// A cache keeps this many partial spans of a class; the oldest beyond go to the central list, where
// other Ps find them.
inline constexpr u32 kMaxOwnedPartial = 64;

// mcentral_refill hears the reports for set and, if none of its spans got objects by it, takes a partial
// span from the central list. Owner of set only.
//   owner    whose cache set is part of
//   returns  a span with free objects that is on no list, owned; or null
Mspan* mcentral_refill(SpanSet* set, Mcache* owner, u32 size_class);

// mcentral_trim moves the oldest partial spans beyond kMaxOwnedPartial to the central list. Owner only.
void mcentral_trim(SpanSet* set, u32 size_class);

// mcentral_flush takes all spans of set. Owner only; set is as new afterwards.
void mcentral_flush(SpanSet* set, u32 size_class);

// mcentral_report handles s, for which RemoteFree::push said true. Any thread.
RT_COLD void mcentral_report(Mspan* s);

// The next four move a span that is on no list to where it belongs in its owner's set, or take one
// from there. Owner only.
void set_make_partial(SpanSet* set, Mspan* s);
// false: objects came meanwhile, s has free ones now and is still on no list.
[[nodiscard]] bool set_make_full(SpanSet* set, Mspan* s);
// s is wholly free: it becomes the spare, and the former one goes to the page heap.
void set_retire(SpanSet* set, Mspan* s);
// A span with free objects, the newest partial one or the spare; null if there is none.
Mspan* set_take(SpanSet* set);

}  // namespace rt
