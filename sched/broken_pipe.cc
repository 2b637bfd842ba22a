// sched/broken_pipe.cc - catching SIGPIPE, and dying of it.
//
// Layer: sched.
#include "sched/broken_pipe.h"

#include "base/assert.h"
#include "base/upcalls.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"
#include "sched/signal.h"

namespace rt {

bool catch_sigpipe() { return catch_signal(kernel::kSigPipe); }

void end_by_sigpipe() {
  if (signal_is_wanted(kernel::kSigPipe)) return;
  if (set_disposition(kernel::kSigPipe, kernel::kSigDfl) == kernel::kSigIgn) {
    set_disposition(kernel::kSigPipe, kernel::kSigIgn);
    return;
  }
  kernel::Sigset only;
  only.add(kernel::kSigPipe);
  must(kernel::rt_sigprocmask(kernel::kSigUnblock, &only, nullptr), "end_by_sigpipe: rt_sigprocmask");
  must(kernel::tgkill(kernel::getpid(), kernel::gettid(), kernel::kSigPipe), "end_by_sigpipe: tgkill");
  kernel::exit_group(2);  // traced, and the tracer dropped the signal
}

}  // namespace rt
