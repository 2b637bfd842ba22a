// tests/programs/malloc_migrate.cc - objects that many goroutines pass around, allocated on one P and freed
// on another.
//
// The shape of mimalloc's stress test: each goroutine keeps slots, swaps objects with a shared table and
// frees what it gets from there. Contents tell whether objects overlap; the figures must come back to where
// they began. The number of Ps changes meanwhile, so caches come and go.
#include <rt0/rt0.h>

#include <atomic>
#include <cstring>

struct object {
  std::size_t bytes;  // all of it
  unsigned char fill;
};

static std::atomic<object*> shared[256];

static object* make(std::uint64_t random) {
  const std::size_t bytes = sizeof(object) + (random % 64 == 0 ? random / 64 % 60'000 : random / 64 % 500);
  auto* o = static_cast<object*>(malloc(bytes));
  std::memset(o, static_cast<int>(random >> 40 & 0xff), bytes);
  o->bytes = bytes;
  o->fill = static_cast<unsigned char>(random >> 40);
  return o;
}

static void destroy(object* o) {
  if (o == nullptr) return;
  auto* bytes = reinterpret_cast<unsigned char*>(o);
  for (std::size_t i = sizeof(object); i < o->bytes; i += 37) {
    if (bytes[i] != o->fill) rt0::panic("an object was overwritten");
  }
  free(o);
}

static void work(int seed) {
  std::uint64_t random = static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15 + 1;
  object* own[32] = {};
  for (int i = 0; i < 20'000; i++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    object*& slot = own[random >> 59];
    if (i % 3 == 0) {
      slot = shared[random >> 32 & 255].exchange(slot);
    } else {
      destroy(slot);
      slot = make(random >> 8);
    }
    if (i % 500 == 0) rt0::gosched();
  }
  for (object* o : own) destroy(o);
}

int main() {
  const int procs = rt0::gomaxprocs();
  const rt0::mem_stats before = rt0::read_mem_stats();
  rt0::wait_group all;
  for (int g = 0; g < 16; g++) all.go(work, g);
  for (int round = 0; round < 10; round++) {
    rt0::gomaxprocs(1 + round % procs);
    rt0::gosched();
  }
  rt0::gomaxprocs(procs);
  all.wait();
  for (std::atomic<object*>& slot : shared) destroy(slot.load());
  const rt0::mem_stats after = rt0::read_mem_stats();
  if (after.mallocs - after.frees != after.heap_objects)
    rt0::panic("mallocs, frees and objects do not add up");
  if (after.mallocs < before.mallocs + 16 * 10'000) rt0::panic("objects were not counted");
  if (after.heap_alloc > before.heap_alloc + 100'000) rt0::panic("objects were lost");
}
