// mem/persistentalloc.cc - see persistentalloc.h.
//
// Layer: mem.
#include "mem/persistentalloc.h"

#include "base/assert.h"
#include "base/bits.h"
#include "kernel_iface/mutex.h"
#include "mem/sysmem.h"

namespace rt {
namespace {

constexpr usize kFirstChunkBytes = 64 * 1024;
constexpr usize kNextChunkBytes = 256 * 1024;
// What would waste much of a chunk's end gets a mapping of its own.
constexpr usize kOwnMappingBytes = kNextChunkBytes / 4;

alignas(64) RT_WARM_BSS constinit char first_chunk[kFirstChunkBytes]{};

// All fields are guarded by lock, except that mapped_bytes is also read without it, for statistics.
struct Persistent {
  kernel::Mutex lock{LockRank::persistent};
  Atomic<usize> mapped_bytes;
  uptr chunk = 0;  // where the present chunk begins; 0 stands for first_chunk
  usize used = 0;  // bytes of it that are given out
};

RT_HOT_BSS constinit Persistent persistent;

uptr map_counted(usize bytes) {
  const uptr at = sys_alloc(bytes).value_or(0);
  if (at != 0) persistent.mapped_bytes.store_relaxed(persistent.mapped_bytes.load_relaxed() + bytes);
  return at;
}

// Holds lock.
void* take(usize bytes, usize align) {
  const bool first = persistent.chunk == 0;
  const uptr chunk = first ? reinterpret_cast<uptr>(first_chunk) : persistent.chunk;
  const uptr end = chunk + (first ? kFirstChunkBytes : kNextChunkBytes);
  const uptr at = align_up(chunk + persistent.used, align);
  if (at > end || end - at < bytes) return nullptr;
  persistent.used = at + bytes - chunk;
  return reinterpret_cast<void*>(at);
}

}  // namespace

void* persistentalloc_try(usize bytes, usize align) {
  RT_DEBUG_ASSERT(is_pow2(align) && align <= kPageSize);
  kernel::MutexGuard guard(persistent.lock);
  if (void* p = take(bytes, align)) return p;
  if (bytes >= kOwnMappingBytes) return reinterpret_cast<void*>(map_counted(align_up(bytes, kPageSize)));
  const uptr chunk = map_counted(kNextChunkBytes);
  if (chunk == 0) return nullptr;
  persistent.chunk = chunk;
  persistent.used = 0;
  return take(bytes, align);
}

void* persistentalloc(usize bytes, usize align) {
  void* p = persistentalloc_try(bytes, align);
  if (RT_UNLIKELY(p == nullptr)) rt_throw("out of memory");
  return p;
}

usize persistent_sys_bytes() { return kFirstChunkBytes + persistent.mapped_bytes.load_relaxed(); }

}  // namespace rt
