// sched/syscall_state.h - lending the P while a goroutine is in the kernel.
//
// entersyscall leaves the P behind, marked: most calls are short, and the M takes it back with one CAS.
// If the call lasts, sysmon makes the P idle with the same CAS and gives it to another M; then
// exitsyscall finds it gone and looks for any idle P, and failing that queues the goroutine and sleeps.
//
//     P running --entersyscall--> syscall --exitsyscall's CAS--> running
//                                    \--retake's or stop_the_world's CAS--> idle, gcstop
//
// Exactly one CAS wins. Between the two calls the goroutine must not use the scheduler or channels; the
// heap works, through the shared cache. Calls nest: an inner one, of a file in rt0::blocking, changes nothing.
// Layer: sched.
#pragma once

namespace rt {

void entersyscall();
void entersyscall_block();  // known to block: the P goes to another M at once
void exitsyscall();

}  // namespace rt
