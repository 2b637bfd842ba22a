// sched/newproc.h - goroutines come and go.
//
// A G and its stack are one block of memory and are recycled together: newest first on a list of
// the P, the rest by sched/gfree.h. The closure is built on the new stack, so that a goroutine costs no other
// allocation.
//
//     block.hi  ->  | colour: 0 .. 24 cache lines, so that the hot lines of many Gs |
//                   | do not all fall into the same cache sets                      |
//     stack.hi  ->  | G                                                            |
//                   | closure                                                      |
//     sched_sp  ->  | frames, downwards                                            |
//     stack.lo  ->  | guard                                                        |
// Layer: sched.
#pragma once
#include "sched/g.h"
#include "sched/p.h"

namespace rt {

inline constexpr usize kStackMain = stack_usable_bytes(kStackOrderMain) - 64 * 1024;
// What the runtime itself may need on a goroutine's stack beyond what the function was promised.
inline constexpr usize kStackReserve = 8 * 1024;

// newproc_prepare takes a dead G whose stack holds at least stack_bytes (0: the default) and makes room for
// a closure. Fails with enomem. Needs a P.
Result<G*> newproc_prepare(usize closure_bytes, usize closure_align, usize stack_bytes);

// newproc_start makes gp run entry(gp->closure) some time.
void newproc_start(G* gp, void (*entry)(void*));

// newproc_start_main is the same for main, so that a program without goroutines is linked without gfree.h.
void newproc_start_main(G* gp, void (*entry)(void*));

// go_system starts one of the runtime's own goroutines, which num_goroutine and deadlock detection leave out.
void go_system(void (*entry)(void*), void* arg, const char* name);

// go_func starts an ordinary goroutine for a function of the program's, as a timer does.
void go_func(void (*entry)(void*), void* arg);

// goexit0 ends the running goroutine, after its function returned or goexit ran the defers.
extern "C" [[noreturn]] void rt_goexit0();

// goexit runs the pending defers, newest first, and ends the goroutine.
[[noreturn]] void goexit();

// gfree_give_all moves all dead Gs of pp to the global list. By who owns pp.
void gfree_give_all(P* pp);
// gfree_flush does that and puts the stacks that pp has not used yet back, when pp is retired.
void gfree_flush(P* pp);

// Live goroutines of the program.
i64 gcount();

}  // namespace rt
