// tests/interleave/machine.h - Ms, Ps and goroutines for cases that run the real scheduler.
//
// A thread of the case is an M; its goroutines have stacks of their own, and rt_switch changes between them as
// context.S does. What needs no interleaving is laid out in begin: no M is made and no stack allocated meanwhile.
// Layer: tests.
#pragma once
#include "sched/g.h"
#include "sched/m.h"
#include "sched/p.h"
#include "sched/sched.h"
#include "tests/interleave/sites.h"

namespace machine {

inline constexpr rt::u32 kMs = 4;
inline constexpr rt::u32 kPs = 2;
inline constexpr rt::u32 kGs = 4;

extern rt::M ms[kMs];
extern rt::P ps[kPs];
extern rt::G gs[kGs];

// begin makes everything anew: procs Ps, all idle, and count Ms, which belong to nobody yet.
void begin(rt::u32 procs, rt::u32 count);

// In begin of a case, after that. give: M m holds P p, and schedules. retire: M m sleeps in stopm.
void give(rt::u32 m, rt::u32 p);
void retire(rt::u32 m);
// born makes goroutine g, which will run entry(); queue puts it on P p as well.
rt::G* born(rt::u32 g, void (*entry)(void*));
void queue(rt::u32 p, rt::G* gp);

// What a thread of a case is: M m, which schedules (with the P that it was given), or sleeps first.
template <rt::u32 m>
void schedules();
template <rt::u32 m>
void sleeps();

void be(rt::u32 m);  // the running thread is M m, on its g0
void run();          // schedules for ever
void wait_for_p();   // the second half of stopm

template <rt::u32 m>
void schedules() {
  be(m);
  run();
}
template <rt::u32 m>
void sleeps() {
  be(m);
  wait_for_p();
  run();
}

// computes keeps the running goroutine on its M and P: it never gives way.
void computes();
// readies makes a new goroutine runnable, as newproc does.
void starts(rt::G* gp);

}  // namespace machine
