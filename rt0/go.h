// rt0/go.h - goroutines: start them, yield, end them, lock them to a thread.
//
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>

namespace rt0 {

// How a goroutine is made; the default is right for nearly all.
//   stack_size  bytes that the function can use; 0 is 256 KiB of address space. At most 1,000,000,000
//   name        shown in tracebacks; a string that lives as long as the program
struct go_options {
  std::size_t stack_size = 0;
  const char* name = nullptr;
};

namespace detail {

// What a goroutine will call: f and args as std::thread keeps them, in the new stack.
template <class F, class... A>
struct closure {
  std::tuple<F, A...> parts;

  static void run(void* self) {
    closure* c = static_cast<closure*>(self);
    std::apply([](F& f, A&... args) { std::invoke(std::move(f), std::move(args)...); }, c->parts);
    c->~closure();
  }
};

}  // namespace detail

// go starts std::invoke(f, args...) in a new goroutine. f and args are copied or moved here, in the caller;
// they are destroyed in the goroutine when the call is back. A reference is passed with std::ref.
//   cost     about 50 ns with its end, no allocation: the closure lies on the new stack
//   errors   panics when there is no memory for a stack
//   callers  any goroutine
template <class F, class... A>
void go(go_options options, F&& f, A&&... args) {
  static_assert(std::is_invocable_v<std::decay_t<F>, std::decay_t<A>...>, "rt0::go: f cannot be called with these arguments");
  using closure = detail::closure<std::decay_t<F>, std::decay_t<A>...>;
  abi::new_goroutine made = abi::newproc_begin(sizeof(closure), alignof(closure), options.stack_size, options.name);
  new (made.closure) closure{{std::forward<F>(f), std::forward<A>(args)...}};
  abi::newproc_commit(made, closure::run);
}

template <class F, class... A>
  requires(!std::is_same_v<std::remove_cvref_t<F>, go_options>)
void go(F&& f, A&&... args) {
  go(go_options{}, std::forward<F>(f), std::forward<A>(args)...);
}

// gosched lets other goroutines run first.
inline void gosched() { abi::gosched(); }

// goexit runs the pending rt0::defers of this goroutine, newest first, and ends it. Other objects on
// its stack are not destroyed. From main's: the others go on.
[[noreturn]] inline void goexit() { abi::goexit(); }

// gomaxprocs sets how many goroutines run at once when n > 0 (at most 1024); returns the former number.
// Setting it stops all goroutines for a moment.
inline int gomaxprocs(int n = 0) { return abi::gomaxprocs(n); }

// num_cpu is how many CPUs the process may use: the least of its affinity and its cgroups' quota.
inline int num_cpu() { return abi::num_cpu(); }

// num_goroutine counts the live goroutines, the caller's included, the runtime's own left out.
inline int num_goroutine() { return abi::num_goroutine(); }

// goid is this goroutine's number, never used twice; main's is 1.
inline std::uint64_t goid() { return abi::goid(); }

// lock_os_thread keeps this goroutine on the thread that it runs on, and all others off it, until as many
// unlock_os_thread. A goroutine that ends while locked ends the thread.
inline void lock_os_thread() { abi::lock_os_thread(); }
inline void unlock_os_thread() { abi::unlock_os_thread(); }

// gc runs a full collection of the collected heap and gives free pages back to the kernel.
inline void gc() { abi::gc(); }

// blocking runs f, which blocks in the kernel by other means than rt0's, with the P given away, so that
// other goroutines go on. f may use files and memory; it must not use goroutines, channels, timers or locks of rt0's.
//   returns  what f returns
template <class F>
auto blocking(F&& f) {
  abi::entersyscall_block();
  if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
    std::invoke(std::forward<F>(f));
    abi::exitsyscall();
  } else {
    auto result = std::invoke(std::forward<F>(f));
    abi::exitsyscall();
    return result;
  }
}

}  // namespace rt0
