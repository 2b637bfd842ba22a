// tests/interleave/explore.h - runs a small case in every order that its threads can take.
//
// The runtime's own sources are compiled with -fsanitize=thread, which turns each access to memory into a call;
// but those calls end here (hooks.cc), not in thread sanitiser. Threads of a case are coroutines of one thread of
// the host. Before each atomic operation and system call the explorer decides who goes on, and of a load which value it
// returns (memory.h). It goes through all decisions depth first, each run from the beginning.
//
// Two runs that differ only in the order of operations that do not concern each other are one: sleep sets (Godefroid,
// "Partial-Order Methods for the Verification of Concurrent Systems", 1996). Large cases bound the number of delays
// (Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling", 2011) and of old values read instead: see Bounds.
//
// A run fails by MUST, rt_throw, a race, a thread that sleeps for ever, or too many steps. The schedule is printed.
// Layer: tests.
#pragma once
#include <csetjmp>
#include <string>
#include <vector>

#include "arch/thread_block.h"
#include "tests/interleave/memory.h"

namespace interleave {

inline constexpr u32 kAny = ~u32{0};

struct Bounds {
  // In the plain order who runs goes on, and then comes the next by number. To pass over one that could run is a delay.
  u32 delays = kAny;
  u32 old_reads = kAny;    // loads that do not return the newest value
  u64 runs = 3'000'000;    // more are a failure of the case's author
  u32 steps = 3000;        // of a run; more: it hangs
};

struct Case {
  void (*begin)();                    // alone, before the threads; makes all objects anew
  std::vector<void (*)()> threads;    // what meets
  void (*end)() = nullptr;            // alone, after them
  Bounds bounds{};
  bool may_sleep_on = false;          // a thread may be asleep at the end
};

struct Outcome {
  u64 runs = 0;         // that came to an end
  u64 cut = 0;          // that were like another one
  std::string failure;  // empty: none failed
};

inline constexpr const char* kTooManyRuns = "more runs than the case's bound";

Outcome explore(const Case& c);

// In a case: what does not hold ends the run, and the case has failed.
[[noreturn]] void fail(const char* why, const void* site = nullptr);
#define MUST(condition) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::interleave::fail("not so: " #condition))

// await lets the running thread go on when holds() says so. holds is asked between steps and orders nothing.
void await(bool (*holds)());

// What a thread is about to do.
enum class Act : u8 { go_on, load, store, change, fence, futex_wait, futex_wake, pause };
struct Pending {
  Act act = Act::go_on;
  const void* at = nullptr;
  int order = 0;
  const void* site = nullptr;  // the caller's address in the code
};

struct Coroutine;

struct Thread {
  u32 id;
  Pending next;
  Coroutine* fresh = nullptr;  // the stack it begins on, until it does
  bool live = false;
  bool asleep = false;      // until wake, or holds()
  const void* futex = nullptr;  // the word it sleeps on
  i64 deadline_ns = 0;      // of a futex_wait; 0: none
  bool timed_out = false;
  bool (*holds)() = nullptr;
  rt::ThreadBlock* block;   // where its thread register points
  rt::ThreadBlock own_block;
  std::jmp_buf context;     // of whatever stack it is on
};

// For hooks.cc and for what plays the scheduler.
bool running();              // inside a thread of a case
Thread& self();
Memory& memory();
i64& now_ns();               // the clock, which time-outs move
i64& clock_step_ns();        // and by which it moves whenever somebody looks; 0 at the begin of each run
void point(const Pending& next);  // the running thread is about to do this
u32 choose(u32 n);           // one of n, each in some run
void note(const Seen& seen); // what came of it
void sleep_here(const void* futex, i64 deadline_ns);  // until wake_sleeper, or the time is up
void wake_sleeper(Thread& t);
Thread* sleeper_on(const void* futex, u32 n);  // the n-th in order of coming, or null
u32 thread_count();
Thread& thread(u32 id);
// begin_thread starts one more, which knows what the running one knows.
Thread& begin_thread(void (*run)());

// Stacks, which belong to no thread: a thread goes on on the one it jumps to.
Coroutine* take_coroutine(void (*run)());
[[noreturn]] void jump_to(Coroutine* to);

}  // namespace interleave
