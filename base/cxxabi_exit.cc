// base/cxxabi_exit.cc - what runs at exit: destructors of globals and local statics, atexit.
//
// Hooks form a stack whose nodes are never reused, so that pushing and popping each is one
// compare and swap with no ABA. The first nodes are static: a program's few globals
// allocate nothing.
// Layer: base.
#include <cstdlib>

#include "base/assert.h"
#include "base/atomic.h"
#include "base/upcalls.h"

namespace rt {
namespace {

struct ExitHook {
  ExitHook* next;
  void (*call)(void*);
  void* arg;
};

constexpr u32 kStaticHooks = 16;
ExitHook static_hooks[kStaticHooks];
constinit Atomic<u32> static_hooks_used;

// The two stacks of hooks, newest first.
constinit Atomic<ExitHook*> exit_hooks;
constinit Atomic<ExitHook*> quick_exit_hooks;

ExitHook* new_hook() {
  if (static_hooks_used.load_relaxed() < kStaticHooks) {
    const u32 i = static_hooks_used.fetch_add_relaxed(1);
    if (i < kStaticHooks) return &static_hooks[i];
  }
  return static_cast<ExitHook*>(malloc(sizeof(ExitHook)));
}

// Returns 0, or -1 without memory.
int push(Atomic<ExitHook*>* hooks, void (*call)(void*), void* arg) {
  ExitHook* hook = new_hook();
  if (hook == nullptr) return -1;
  *hook = {hooks->load_relaxed(), call, arg};
  while (!hooks->cas_release(hook->next, hook)) {  // pairs with load_acquire in run
  }
  return 0;
}

void run(Atomic<ExitHook*>* hooks) {
  for (;;) {
    ExitHook* hook = hooks->load_acquire();  // pairs with cas_release in push
    if (hook == nullptr) return;
    if (hooks->cas_acquire(hook, hook->next)) hook->call(hook->arg);
  }
}

// A hook without an argument travels as the argument of one that calls it.
void call_plain(void* f) { reinterpret_cast<void (*)()>(f)(); }

}  // namespace
}  // namespace rt

extern "C" {

int __cxa_atexit(void (*destructor)(void*), void* object, void*) {
  return rt::push(&rt::exit_hooks, destructor, object);
}
int atexit(void (*f)()) noexcept {
  return rt::push(&rt::exit_hooks, rt::call_plain, reinterpret_cast<void*>(f));
}

void rt_run_exit_hooks() { rt::run(&rt::exit_hooks); }

// Compilers refer to these two weakly, so that only an object that every program links makes them found: this
// one.
[[noreturn]] void __cxa_pure_virtual() { rt::rt_throw("pure virtual method called"); }
[[noreturn]] void __cxa_deleted_virtual() { rt::rt_throw("deleted virtual method called"); }

void exit(int status) { rt_exit(status); }
void _Exit(int status) { rt::kernel::exit_group(status); }
void quick_exit(int status) {
  rt::run(&rt::quick_exit_hooks);
  rt::kernel::exit_group(status);
}
}

// <cstdlib> declares it with C++ linkage and gives it the C name.
int at_quick_exit(void (*f)()) noexcept {
  return rt::push(&rt::quick_exit_hooks, rt::call_plain, reinterpret_cast<void*>(f));
}
