// mem/libc_malloc.cc - malloc and its family under their C names.
//
// Thin fronts of mem/malloc.h that add what C asks for: errno, the overflow check of calloc, the
// error codes of posix_memalign.
// Layer: mem.
#include <cerrno>
#include <cstddef>

#include "base/attributes.h"
#include "base/bits.h"
#include "mem/malloc.h"

extern "C" {

int* __errno_location() noexcept;

void* malloc(std::size_t bytes) noexcept {
  void* p = rt::malloc_bytes(bytes);
  if (RT_UNLIKELY(p == nullptr)) *__errno_location() = ENOMEM;
  return p;
}

void free(void* p) noexcept { rt::free_bytes(p); }

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  std::size_t total;
  void* p = __builtin_mul_overflow(count, bytes, &total) ? nullptr : rt::malloc_zeroed(total);
  if (RT_UNLIKELY(p == nullptr)) *__errno_location() = ENOMEM;
  return p;
}

void* realloc(void* old, std::size_t bytes) noexcept {
  void* p = rt::realloc_bytes(old, bytes);
  if (RT_UNLIKELY(p == nullptr)) *__errno_location() = ENOMEM;
  return p;
}

void* aligned_alloc(std::size_t align, std::size_t bytes) noexcept {
  if (!rt::is_pow2(align)) {
    *__errno_location() = EINVAL;
    return nullptr;
  }
  void* p = rt::malloc_aligned(bytes, align);
  if (RT_UNLIKELY(p == nullptr)) *__errno_location() = ENOMEM;
  return p;
}

void* memalign(std::size_t align, std::size_t bytes) noexcept { return aligned_alloc(align, bytes); }

int posix_memalign(void** out, std::size_t align, std::size_t bytes) noexcept {
  if (!rt::is_pow2(align) || align % sizeof(void*) != 0) return EINVAL;
  void* p = rt::malloc_aligned(bytes, align);
  if (p == nullptr) return ENOMEM;
  *out = p;
  return 0;
}

std::size_t malloc_usable_size(void* p) noexcept { return rt::malloc_usable(p); }

}  // extern "C"
