// mem/new.cc - operators new and delete, in all forms, on rt0's heap.
//
// Without memory the plain forms end the process with "fatal error: out of memory", as there are
// no exceptions; the nothrow forms return null. A delete that knows the size checks it.
// Layer: mem.
#include <new>

#include "base/assert.h"
#include "mem/malloc.h"

namespace {

void* or_die(void* p) {
  if (RT_UNLIKELY(p == nullptr)) rt::rt_throw("out of memory");
  return p;
}

constexpr std::size_t bytes_of(std::align_val_t align) { return static_cast<std::size_t>(align); }

}  // namespace

void* operator new(std::size_t bytes) { return or_die(rt::malloc_bytes(bytes)); }
void* operator new[](std::size_t bytes) { return or_die(rt::malloc_bytes(bytes)); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return rt::malloc_bytes(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return rt::malloc_bytes(bytes); }

void* operator new(std::size_t bytes, std::align_val_t align) {
  return or_die(rt::malloc_aligned(bytes, bytes_of(align)));
}
void* operator new[](std::size_t bytes, std::align_val_t align) {
  return or_die(rt::malloc_aligned(bytes, bytes_of(align)));
}
void* operator new(std::size_t bytes, std::align_val_t align, const std::nothrow_t&) noexcept {
  return rt::malloc_aligned(bytes, bytes_of(align));
}
void* operator new[](std::size_t bytes, std::align_val_t align, const std::nothrow_t&) noexcept {
  return rt::malloc_aligned(bytes, bytes_of(align));
}

void operator delete(void* p) noexcept { rt::free_bytes(p); }
void operator delete[](void* p) noexcept { rt::free_bytes(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { rt::free_bytes(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { rt::free_bytes(p); }
void operator delete(void* p, std::size_t bytes) noexcept { rt::free_sized(p, bytes); }
void operator delete[](void* p, std::size_t bytes) noexcept { rt::free_sized(p, bytes); }

void operator delete(void* p, std::align_val_t) noexcept { rt::free_bytes(p); }
void operator delete[](void* p, std::align_val_t) noexcept { rt::free_bytes(p); }
void operator delete(void* p, std::align_val_t, const std::nothrow_t&) noexcept { rt::free_bytes(p); }
void operator delete[](void* p, std::align_val_t, const std::nothrow_t&) noexcept { rt::free_bytes(p); }
void operator delete(void* p, std::size_t bytes, std::align_val_t align) noexcept {
  rt::free_sized_aligned(p, bytes, bytes_of(align));
}
void operator delete[](void* p, std::size_t bytes, std::align_val_t align) noexcept {
  rt::free_sized_aligned(p, bytes, bytes_of(align));
}
