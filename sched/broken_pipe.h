// sched/broken_pipe.h - SIGPIPE, as a Go program has it.
//
// A write to a pipe that nobody reads raises SIGPIPE, which ends the process by default. For standard output and error
// that is what the user of a pipeline expects; for any other descriptor the write's EPIPE is enough. So from the
// first other descriptor on a handler is set that does nothing, and who gets EPIPE on 1 or 2 calls end_by_sigpipe. A
// handler, not SIG_IGN, which programs that this one starts would inherit. Whoever asks for SIGPIPE by rt0::notify, or has it
// ignored, gets EPIPE on all. Layer: sched.
#pragma once

namespace rt {

// catch_sigpipe sets the handler. False: the process was started with SIGPIPE ignored, and it stays so, on 1 and 2 too.
bool catch_sigpipe();

// end_by_sigpipe ends the process as the signal's default does, unless the program asked for it or ignores it.
void end_by_sigpipe();

}  // namespace rt
