// tests/programs/oom.cc - what a program sees when memory is out: null from malloc, the end from new.
//
// The limit is on address space, so the heap's reservation falls back to a smaller one too.
// limit: v 200000
// run: malloc says null, and works again after free
// args: malloc
// stdout: null
// stdout: again
// run: calloc and posix_memalign say so
// args: c
// stdout: enomem
// run: nothrow new says null
// args: nothrow
// stdout: null
// run: new ends the process
// args: new
// status: 2
// stderr~ ^fatal error: out of memory$
// run: so does a container
// args: vector
// status: 2
// stderr~ ^fatal error: out of memory$
#include <rt0/rt0.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

// A chain of touched blocks until malloc says null; then all are freed.
static int take_and_free_all() {
  struct block {
    block* below;
    char rest[100'000];
  };
  block* top = nullptr;
  while (auto* b = static_cast<block*>(malloc(sizeof(block)))) {
    b->below = top;
    b->rest[50'000] = 1;
    top = b;
  }
  if (errno != ENOMEM) return 1;
  rt0::println("null");
  while (top != nullptr) {
    block* below = top->below;
    free(top);
    top = below;
  }
  void* most = malloc(50'000'000);
  if (most == nullptr) return 1;
  free(most);
  rt0::println("again");
  return 0;
}

// The compiler may leave out an allocation that nobody uses, and then takes it for one that succeeded; and
// without -fmath-errno g++ believes that allocating does not change errno.
static void* used(void* p) {
  asm volatile("" : "+r"(p) : : "memory");
  return p;
}

// Sizes that it cannot warn about.
static volatile std::size_t half = SIZE_MAX / 2, million = 1'000'000;

static int the_other_forms() {
  void* p = nullptr;
  errno = 0;
  if (used(calloc(million, million)) != nullptr || errno != ENOMEM) return 1;
  errno = 0;
  if (used(calloc(half, 4)) != nullptr || errno != ENOMEM) return 1;
  if (posix_memalign(&p, 64, half) != ENOMEM || posix_memalign(&p, 48, 1) != EINVAL) return 1;
  errno = 0;
  if (used(aligned_alloc(4096, half)) != nullptr || errno != ENOMEM) return 1;
  rt0::println("enomem");
  return 0;
}

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "malloc") return take_and_free_all();
  if (what == "c") return the_other_forms();
  if (what == "nothrow") {
    void* p = used(new (std::nothrow) char[half / 2]);
    rt0::println("{}", p == nullptr ? "null" : "not null");
    return 0;
  }
  if (what == "new") {
    for (;;) std::memset(new char[1'000'000], 1, 1'000'000);
  }
  std::vector<int> v;
  for (;;) v.push_back(1);
}
