// sched/signal.h - what signals mean to the runtime.
//
// SIGSEGV, SIGBUS, SIGFPE and SIGILL in a program's code become a report with the goroutine and its
// traceback; a fault in the guard below a goroutine's stack is a stack overflow. Handlers run on the
// M's gsignal, set up by minit, so an exhausted stack can still be reported.
// Layer: sched.
#pragma once

namespace rt {

// initsig installs the handlers. Once, on m0, after mcommoninit.
void initsig();

}  // namespace rt
