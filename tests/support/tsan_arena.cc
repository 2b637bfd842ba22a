// tests/support/tsan_arena.cc - lets Criterion run under thread sanitiser.
//
// Criterion shares memory between the runner and its tests at an address that it draws between
// 0x200000000000 and 0x600000000000 (BoxFort, src/arena.c): it takes one where mincore says that nothing
// is mapped, and maps there. Thread sanitiser has all of that for its shadow, so Criterion gives up. Here
// mincore says what it wants to hear, and mmap moves the arena to a range that thread sanitiser leaves to
// programs and the host to nobody. Criterion takes the address that mmap returns. In other builds this file
// is empty. Layer: tests.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

#ifdef __SANITIZE_THREAD__
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

// Thread sanitiser's own start calls these functions before instrumented code can run.
#ifdef __clang__
#define ARENA_PLAIN __attribute__((disable_sanitizer_instrumentation))
#else
#define ARENA_PLAIN __attribute__((no_sanitize_thread))
#endif

static constexpr std::uintptr_t kArenaLo = 0x200000000000;
static constexpr std::uintptr_t kArenaHi = 0x600000000000;
static constexpr std::uintptr_t kMovedTo = 0x7e8000000000;
static constexpr std::uintptr_t kMovedMask = 0x7fffffffff;  // half a TiB from there on

ARENA_PLAIN static bool is_arena(const void* addr) {
  const auto at = reinterpret_cast<std::uintptr_t>(addr);
  return at >= kArenaLo && at < kArenaHi;
}

extern "C" void* __interceptor_mmap64(void*, std::size_t, int, int, int, off_t);

extern "C" ARENA_PLAIN void* mmap64(void* addr, std::size_t bytes, int prot, int flags, int fd,
                                    off_t offset) noexcept {
  if ((flags & MAP_SHARED) != 0 && (flags & MAP_FIXED) != 0 && is_arena(addr)) {
    addr = reinterpret_cast<void*>(kMovedTo + (reinterpret_cast<std::uintptr_t>(addr) & kMovedMask));
  }
  return __interceptor_mmap64(addr, bytes, prot, flags, fd, offset);
}

extern "C" ARENA_PLAIN int mincore(void* addr, std::size_t bytes, unsigned char* pages) noexcept {
  if (is_arena(addr)) {
    errno = ENOMEM;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_mincore, addr, bytes, pages));
}
#endif
