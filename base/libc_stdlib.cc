// base/libc_stdlib.cc - rand and getenv.
//
// Layer: base.
#include <cstdlib>
#include <cstring>

#include "base/atomic.h"
#include "base/types.h"
#include "base/upcalls.h"

namespace {

// One sequence for the process. Each call takes its own step, whatever other goroutines do.
constinit rt::Atomic<rt::u64> rand_state{1};

// splitmix64 (Steele, Lea, Flood 2014): a counter, then mixed.
int rand_from(rt::u64 counter) {
  rt::u64 z = counter * 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return static_cast<int>((z ^ z >> 31) >> 33);
}

}  // namespace

extern "C" {

int rand() noexcept { return rand_from(rand_state.fetch_add_relaxed(1)); }
void srand(unsigned seed) noexcept { rand_state.store_relaxed(static_cast<rt::u64>(seed) << 32 | 1); }
int rand_r(unsigned* seed) noexcept { return rand_from((*seed)++); }

char* getenv(const char* name) noexcept {
  const rt::usize length = strlen(name);
  char** entry = rt_environ();
  if (entry == nullptr || length == 0) return nullptr;
  for (; *entry != nullptr; entry++) {
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
  }
  return nullptr;
}
}
