// rt0/abi.h - the functions of the runtime that public headers call, and nothing else.
//
// A narrow list of plain functions and opaque pointers, so that a program compiles fast and
// the rooms below stay free to change. Not for programs: names here may change.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rt {
struct Hchan;
}

namespace rt0::abi {

// goroutines

// A goroutine in the making: newproc_begin took it and room for the closure on its stack; between
// the two calls it belongs to the caller, who constructs the closure there.
struct new_goroutine {
  void* g;
  void* closure;
};
new_goroutine newproc_begin(std::size_t closure_bytes, std::size_t closure_align, std::size_t stack_bytes,
                            const char* name);
// entry(closure) runs in the goroutine, which ends when it returns; entry destroys the closure.
void newproc_commit(new_goroutine made, void (*entry)(void* closure));

void gosched();
[[noreturn]] void goexit();
int gomaxprocs(int n);
int num_cpu();
int num_goroutine();
std::uint64_t goid();
void lock_os_thread();
void unlock_os_thread();
void gc();

// system calls that may block: the P can be taken meanwhile. They pair on one goroutine.
void entersyscall();
void entersyscall_block();  // known to block: the P is given away at once
void exitsyscall();

// failing

struct defer_node {
  defer_node* next;
  void (*run)(defer_node*);
};
void defer_push(defer_node* node);
void defer_pop(defer_node* node);  // node is the newest
[[noreturn]] void panic(std::string_view what);
void print_stack();
void print_all_stacks();

// the process

std::span<const std::string_view> args();
std::span<const std::string_view> environ();
[[noreturn]] void exit(int status);
// flush(false) runs in exit, on a goroutine that may park; flush(true) before the message of a
// panic or of a fatal error, on any stack: it does not park and writes what it can. The last one
// registered counts: what buffers output registers itself when it is first used.
void at_exit_flush(void (*flush)(bool failing));

// text and io

// The kernel's error number in words, without a capital or a full stop; valid for ever.
std::string_view error_text(int code);

// channels

using hchan = rt::Hchan;

// How values of a type that is not trivially copyable travel: with to, *to is constructed from *from
// by a move; without, *from is destroyed. Never called with anything locked.
using move_fn = void (*)(void* to, void* from);

// The new channel has one handle. Panics when it does not fit in memory.
hchan* chan_make(std::size_t elem_bytes, std::size_t elem_align, std::size_t capacity);  // trivially copyable values
hchan* chan_make_moved(std::size_t elem_bytes, std::size_t elem_align, std::size_t capacity, move_fn move);
void chan_retain(hchan* c);   // one handle more
void chan_release(hchan* c);  // one less; the last one destroys what is left in the buffer
// elem is moved from, or copied when the type is trivially copyable.
void chan_send(hchan* c, void* elem);
bool chan_try_send(hchan* c, void* elem);  // false: would block, and elem is untouched
// Whether a send would not block just now, or would panic: a hint.
bool chan_send_ready(hchan* c);
// into is raw memory, where the value is constructed. A null into drops a trivially copyable value.
bool chan_recv(hchan* c, void* into);  // false: closed and drained, into is still raw
enum class received { would_block, value, closed };
received chan_try_recv(hchan* c, void* into);
void chan_close(hchan* c);
std::size_t chan_len(hchan* c);
std::size_t chan_cap(hchan* c);
[[noreturn]] void park_for_ever();

// select

enum class select_kind : std::uint32_t { none, recv, send };

// One case, in the frame of the call. Only chan, elem and kind are set by the caller.
struct select_entry {
  hchan* chan = nullptr;  // null: never ready
  void* elem = nullptr;   // recv: raw memory; send: the value
  select_kind kind = select_kind::none;
  bool received = false;    // out: of a recv that ran, whether there is a value in elem
  std::uint32_t order[2];   // the runtime's
  std::uint64_t waiter[10];
};

inline constexpr std::size_t select_none = ~std::size_t{0};

// The index of the case that ran; without block select_none when none is ready.
std::size_t select_cases(select_entry* entries, std::size_t n, bool block);

// A case of a select whose length is known at run time.
struct runtime_case {
  hchan* chan = nullptr;  // counted by the owner of the case
  select_kind kind = select_kind::none;
  std::uint32_t value_align = 1;
  std::size_t value_bytes = 0;
  void* object = nullptr;  // recv: where store puts the value; send: the value
  // A value is received in raw memory, of which all cases share one piece, and put where it belongs when it is
  // there. value null: the channel is closed.
  void (*store)(void* object, void* value) = nullptr;
};
std::size_t select_runtime(const runtime_case* cases, std::size_t n, bool block);

// sync

// What the locks are made of. All zero: free, nobody waits. The words are accessed atomically.
struct mutex_words {
  std::uint32_t state = 0;  // 1: locked; the rest belongs to the slow path
  void* waiters = nullptr;
};
void mutex_lock_slow(mutex_words* m);
void mutex_unlock_slow(mutex_words* m);
bool mutex_try_lock(mutex_words* m);

struct rwmutex_words {
  std::uint64_t state = 0;  // 1: a writer holds it; 2: somebody waits; 4: each reader
  void* waiters = nullptr;
};
void rwmutex_lock_slow(rwmutex_words* m);
void rwmutex_unlock_slow(rwmutex_words* m);
void rwmutex_lock_shared_slow(rwmutex_words* m);
void rwmutex_unlock_shared_slow(rwmutex_words* m);

struct cond_words {
  void* waiters = nullptr;
};
void cond_wait(cond_words* c, mutex_words* m);
bool cond_wait_until(cond_words* c, mutex_words* m, std::int64_t deadline_ns);  // false: time is up
void cond_notify(cond_words* c, bool all);

struct wait_group_words {
  std::uint64_t state = 0;  // the counter in the upper half, a signed number; waiters in the lower
  void* waiters = nullptr;
};
void wait_group_add(wait_group_words* g, std::int32_t delta);
void wait_group_wait(wait_group_words* g);

struct sema_words {
  std::uint64_t state = 0;  // 1: somebody waits; 2: each permit
  void* waiters = nullptr;
};
void sema_acquire_slow(sema_words* s);
void sema_release(sema_words* s, std::uint64_t n);

// 0: not begun, 2: done; 1 and 3: somebody is at it, 3 with others waiting.
bool once_begin(std::uint32_t* state);  // true: the caller runs it, then calls once_end
void once_end(std::uint32_t* state);

// time

std::int64_t nanotime();  // CLOCK_MONOTONIC
std::int64_t walltime();  // CLOCK_REALTIME
void sleep(std::int64_t ns);
std::int64_t deadline(std::int64_t ns);  // nanotime() + ns, at most the last moment there is

// A channel of nanotime() values with the timer that sends them; period_ns 0: once.
hchan* timer_chan_make(std::int64_t ns, std::int64_t period_ns);
// Both return whether it was still to be noticed. A period is kept unless a new one is given.
bool timer_chan_stop(hchan* c);
bool timer_chan_reset(hchan* c, std::int64_t ns, std::int64_t period_ns);

// func_timer is the head of a block of memory with a function in it. refs: the timer object's, one
// while it is armed, one for each goroutine that runs the function.
struct func_timer {
  void (*run)(func_timer*) = nullptr;   // calls the function
  void (*drop)(func_timer*) = nullptr;  // destroys the block: the last reference is gone
  std::uint64_t own[16] = {};           // the runtime's
};
void func_timer_start(func_timer* t, std::int64_t ns);  // made with one reference, which is the caller's
bool func_timer_stop(func_timer* t);
bool func_timer_reset(func_timer* t, std::int64_t ns);
void func_timer_release(func_timer* t);

}  // namespace rt0::abi
