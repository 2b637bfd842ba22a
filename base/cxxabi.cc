// base/cxxabi.cc - the few symbols that any C++ object file may refer to.
//
// The ends of programs that went wrong in ways the compiler foresaw, and function-local
// statics: a goroutine that waits for another's initialisation parks.
// Interface: Itanium C++ ABI, 3.2 and 3.3.
// Layer: base.
#include "base/assert.h"
#include "base/atomic.h"
#include "base/panic.h"
#include "base/upcalls.h"

namespace rt {
namespace {

// The first 32 bits of a guard. Its first byte is what compiled code tests: nonzero once
// the object is there. The rest belongs to us. Little endian, as base/types.h demands.
constexpr u32 kGuardDone = 1;
constexpr u32 kGuardBusy = 1 << 8;      // one goroutine is initialising
constexpr u32 kGuardWaiters = 1 << 16;  // others are parked on the word

Atomic<u32>* guard_word(u64* guard) { return reinterpret_cast<Atomic<u32>*>(guard); }

void finish(u64* guard, u32 state) {
  Atomic<u32>* word = guard_word(guard);
  // The release pairs with compiled code's acquire load of the first byte and with
  // load_acquire in __cxa_guard_acquire.
  if (word->exchange_release(state) & kGuardWaiters) static_init_wake(word);
}

}  // namespace
}  // namespace rt

extern "C" {

// Its address names the program in __cxa_atexit.
__attribute__((visibility("hidden"))) void* __dso_handle = nullptr;

// Returns 1 to the one who is to initialise, 0 once somebody else has.
int __cxa_guard_acquire(rt::u64* guard) {
  using namespace rt;
  Atomic<u32>* word = guard_word(guard);
  for (;;) {
    u32 seen = word->load_acquire();  // pairs with exchange_release in finish
    if (seen & kGuardDone) return 0;
    if (!(seen & kGuardBusy)) {
      if (word->cas_acquire(seen, kGuardBusy)) return 1;  // pairs with finish, after an abort
      continue;
    }
    if (!(seen & kGuardWaiters)) {
      if (!word->cas_relaxed(seen, seen | kGuardWaiters)) continue;
      seen |= kGuardWaiters;
    }
    static_init_wait(word, seen);
  }
}

void __cxa_guard_release(rt::u64* guard) { rt::finish(guard, rt::kGuardDone); }
void __cxa_guard_abort(rt::u64* guard) { rt::finish(guard, 0); }

[[noreturn]] void __cxa_throw_bad_array_new_length() { rt::rt_panic("std::bad_array_new_length"); }
[[noreturn]] void __cxa_bad_cast() { rt::rt_panic("std::bad_cast"); }
[[noreturn]] void __cxa_bad_typeid() { rt::rt_panic("std::bad_typeid"); }
[[noreturn]] void __stack_chk_fail() { rt::rt_throw("stack smashing detected"); }

// Destructors of thread_local objects run when their thread ends.
int __cxa_thread_atexit(void (*destructor)(void*), void* object, void*) {
  return rt_thread_atexit(destructor, object);
}
int __cxa_thread_atexit_impl(void (*destructor)(void*), void* object, void*) {
  return rt_thread_atexit(destructor, object);
}
}
