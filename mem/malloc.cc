// mem/malloc.cc - see malloc.h.
//
// Layer: mem.
#include "mem/malloc.h"

#include "base/assert.h"
#include "base/bits.h"
#include "kernel_iface/print.h"
#include "mem/arena.h"
#include "mem/mcache.h"
#include "mem/mheap.h"
#include "mem/size_class.h"
#include "tls_arch.h"

namespace rt {
namespace {

// Far above what fits, far below where sums overflow.
constexpr usize kTooLarge = kHeapMaxBytes;

uptr address(const void* p) { return reinterpret_cast<uptr>(p); }

void* alloc_from(Mcache* c, u32 size_class) {
  if (void* p = take_object(c, size_class)) return p;
  if (!mcache_refill(c, size_class)) return nullptr;
  return take_object(c, size_class);
}

RT_NOINLINE void* alloc_small_slow(Mcache* c, u32 size_class) {
  if (c != nullptr) return alloc_from(c, size_class);
  kernel::MutexGuard guard(mcache0_lock);
  return alloc_from(&mcache0, size_class);
}

RT_INLINE void* alloc_small(u32 size_class) {
  Mcache* c = getmcache();
  if (RT_LIKELY(c != nullptr)) {
    if (void* p = take_object(c, size_class); RT_LIKELY(p != nullptr)) return p;
  }
  return alloc_small_slow(c, size_class);
}

RT_NOINLINE Mspan* alloc_large(usize bytes, usize align) {
  if (bytes > kTooLarge || align > kTooLarge) return nullptr;
  return mheap_alloc_large(bytes == 0 ? 1 : bytes, align);
}

void* object_of(const Mspan* s) { return s == nullptr ? nullptr : reinterpret_cast<void*>(s->base); }

// The spans' words about a pointer that cannot be freed. s may be null.
[[noreturn]] RT_COLD void bad_pointer(const void* p, const Mspan* s, const char* what) {
  {
    kernel::Print out;
    out.str("runtime: pointer ").ptr(p);
    if (s == nullptr)
      out.str(" is in no object of the heap\n");
    else if (s->kind == SpanKind::large)
      out.str(" is in a large object of ").udec(s->bytes()).str(" bytes\n");
    else
      out.str(" is in a span of objects of ").udec(s->elem_bytes).str(" bytes\n");
  }
  rt_throw(what);
}

// free_check ends the process unless p is where an object of s begins that is in use, as far as can be seen
// without a lock.
RT_INLINE FreeObject* free_check(Mspan* s, void* p) {
  auto* object = static_cast<FreeObject*>(p);
  if (RT_UNLIKELY(!s->is_object(address(p)))) bad_pointer(p, s, "free: pointer into an object");
  if (RT_UNLIKELY(object->mark == free_mark(address(p)))) bad_pointer(p, s, "free: double free");
  object->mark = free_mark(address(p));
  return object;
}

void free_large(Mspan* s, void* p) {
  if (s->base != address(p)) bad_pointer(p, s, "free: pointer into an object");
  mheap_free_large(s);
}

void free_elsewhere(Mspan* s, FreeObject* object) {
  if (s->remote.push(s->base, object)) mcentral_report(s);
}

// free_slow is for large objects, for objects of other Ps, and for threads without a P.
RT_NOINLINE void free_slow(Mspan* s, void* p) {
  if (s == nullptr) bad_pointer(p, s, "free: pointer that was not allocated");
  if (s->kind == SpanKind::large) return free_large(s, p);
  FreeObject* object = free_check(s, p);
  if (getmcache() != nullptr) return free_elsewhere(s, object);
  kernel::MutexGuard guard(mcache0_lock);
  if (s->owner.load_relaxed() == &mcache0)
    give_object(&mcache0, s, object);
  else
    free_elsewhere(s, object);
}

// span_to_use is the span of an object that a caller names, or the end of the process.
Mspan* span_to_use(const void* p, const char* what) {
  Mspan* s = span_of(address(p));
  if (s == nullptr) bad_pointer(p, s, what);
  return s;
}

usize object_bytes(const Mspan* s) { return s->kind == SpanKind::small ? s->elem_bytes : s->bytes(); }

// fits_in_place says whether an object of `have` bytes should stay one of `bytes`: it fits, and does not
// waste more than half.
bool fits_in_place(usize have, usize bytes) { return bytes <= have && (bytes > have / 2 || have <= 64); }

// class_for is where malloc_aligned puts an object: a class, or kNumClasses for a large one.
u32 class_for(usize bytes, usize align) {
  if (align <= kMinObject) return bytes <= kMaxSmall ? class_of(bytes) : kNumClasses;
  if (align > kPageSize || bytes > kMaxSmall) return kNumClasses;
  return class_of_aligned(bytes, align);
}

}  // namespace

void mallocinit(usize phys_page_bytes, u64 seed) {
  if (!is_pow2(phys_page_bytes) || phys_page_bytes < kPageSize || phys_page_bytes > kMaxPhysPage) {
    kernel::print("runtime: physical page size %d\n", phys_page_bytes);
    rt_throw("mallocinit: bad physical page size");
  }
  heap_arena.mark = seed * 0x9e3779b97f4a7c15;  // the stack protector's canary has the same seed
  if (mheap_init(phys_page_bytes) != Errno::ok) {
    rt_throw("mallocinit: cannot reserve address space for the heap");
  }
}

void* malloc_bytes(usize bytes) {
  if (RT_LIKELY(bytes <= kMaxSmall)) return alloc_small(class_of(bytes));
  return object_of(alloc_large(bytes, kPageSize));
}

void* malloc_zeroed(usize bytes) {
  if (bytes <= kMaxSmall) {
    void* p = malloc_bytes(bytes);
    return p == nullptr ? nullptr : __builtin_memset(p, 0, bytes);
  }
  Mspan* s = alloc_large(bytes, kPageSize);
  if (s == nullptr) return nullptr;
  return s->zeroed ? object_of(s) : __builtin_memset(object_of(s), 0, bytes);
}

void* malloc_aligned(usize bytes, usize align) {
  RT_ASSERT(is_pow2(align));
  const u32 size_class = class_for(bytes, align);
  if (size_class == kNumClasses) return object_of(alloc_large(bytes, align));
  return malloc_bytes(class_bytes(size_class));
}

void* realloc_bytes(void* p, usize bytes) {
  if (p == nullptr) return malloc_bytes(bytes);
  Mspan* s = span_to_use(p, "realloc: pointer that was not allocated");
  const usize have = object_bytes(s);
  if (fits_in_place(have, bytes)) return p;
  if (s->kind == SpanKind::large && bytes > kMaxSmall && bytes <= kTooLarge && mheap_resize_large(s, bytes)) {
    return p;
  }
  void* moved = malloc_bytes(bytes);
  if (moved == nullptr) return nullptr;
  __builtin_memcpy(moved, p, bytes < have ? bytes : have);
  free_bytes(p);
  return moved;
}

void free_bytes(void* p) {
  if (RT_UNLIKELY(p == nullptr)) return;
  Mspan* s = span_of(address(p));
  Mcache* c = getmcache();
  if (RT_UNLIKELY(s == nullptr || c == nullptr || s->owner.load_relaxed() != c)) return free_slow(s, p);
  give_object(c, s, free_check(s, p));
}

void free_sized(void* p, usize bytes) { free_sized_aligned(p, bytes, kMinObject); }

void free_sized_aligned(void* p, usize bytes, usize align) {
  if (p == nullptr) return;
  const Mspan* s = span_to_use(p, "free: pointer that was not allocated");
  const u32 size_class = class_for(bytes, align);
  const bool matches =
      s->kind == SpanKind::small
          ? s->size_class == size_class
          : size_class == kNumClasses && div_round_up(bytes == 0 ? 1 : bytes, kPageSize) == s->npages;
  if (RT_UNLIKELY(!matches)) {
    kernel::print("runtime: size in delete is %d\n", bytes);
    bad_pointer(p, s, "free: size mismatch");
  }
  free_bytes(p);
}

usize malloc_usable(void* p) {
  return p == nullptr ? 0
                      : object_bytes(span_to_use(p, "malloc_usable_size: pointer that was not allocated"));
}

}  // namespace rt
