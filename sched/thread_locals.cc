// sched/thread_locals.cc - a program's thread_local objects.
//
// Layer: sched.
#include "sched/thread_locals.h"

#include <cstring>
#include <new>

#include "base/bits.h"
#include "mem/malloc.h"
#include "sched/m.h"
#include "sched/sched.h"
#include "tls_arch.h"

// From link.ld: the initial values; the bytes below a thread pointer, g's word included; their alignment.
extern "C" {
extern const char rt_tls_image_begin[], rt_tls_image_end[];
extern const rt::u64 rt_tls_size, rt_tls_align;
}

namespace rt {

usize tls_block_align() { return rt_tls_align; }

usize tls_block_bytes() { return rt_tls_size - sizeof(G*); }

void tls_block_init(M* mp) {
  const usize bytes = tls_block_bytes();
  if (bytes == 0) return;
  char* begin = reinterpret_cast<char*>(mp) - bytes;
  const usize image = static_cast<usize>(rt_tls_image_end - rt_tls_image_begin);
  std::memcpy(begin, rt_tls_image_begin, image);
  // The memory of a reused M holds what its last thread left.
  std::memset(begin + image, 0, bytes - image);
}

// One destructor that waits for its thread's end. finish calls it and frees the hook: through a pointer, so that
// a program without such objects is linked without the heap.
struct ThreadExitHook {
  ThreadExitHook* next;
  void (*finish)(ThreadExitHook*);
  void (*destroy)(void*);
  void* object;
};

void run_thread_exit_hooks(M* mp) {
  while (ThreadExitHook* hook = mp->exit_hooks) {
    mp->exit_hooks = hook->next;
    hook->finish(hook);
  }
}

static void finish_hook(ThreadExitHook* hook) {
  hook->destroy(hook->object);
  free_bytes(hook);
}

// Called by __cxa_thread_atexit when a thread_local object has been made.
extern "C" int rt_thread_atexit(void (*destroy)(void*), void* object) {
  void* room = malloc_bytes(sizeof(ThreadExitHook));
  if (room == nullptr) return -1;
  M* mp = getm();
  mp->exit_hooks = new (room) ThreadExitHook{mp->exit_hooks, finish_hook, destroy, object};
  return 0;
}

}  // namespace rt
