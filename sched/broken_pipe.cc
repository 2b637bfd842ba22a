// sched/broken_pipe.cc - catching SIGPIPE, and dying of it.
//
// Layer: sched.
#include "sched/broken_pipe.h"

#include "base/assert.h"
#include "base/upcalls.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"

namespace rt {

// Runs on the signal stack of any thread and touches nothing.
static void on_sigpipe(int) {}

bool catch_sigpipe() {
  const kernel::Sigaction act =
      kernel::sigaction_of(reinterpret_cast<uptr>(on_sigpipe), kernel::kSaOnstack | kernel::kSaRestart, {});
  kernel::Sigaction old;
  must(kernel::rt_sigaction(kernel::kSigPipe, &act, &old), "catch_sigpipe: rt_sigaction");
  if (old.handler != kernel::kSigIgn) return true;
  must(kernel::rt_sigaction(kernel::kSigPipe, &old, nullptr), "catch_sigpipe: rt_sigaction");
  return false;
}

void end_by_sigpipe() {
  const kernel::Sigaction dfl = kernel::sigaction_of(kernel::kSigDfl, 0, {});
  must(kernel::rt_sigaction(kernel::kSigPipe, &dfl, nullptr), "end_by_sigpipe: rt_sigaction");
  kernel::Sigset only;
  only.add(kernel::kSigPipe);
  must(kernel::rt_sigprocmask(kernel::kSigUnblock, &only, nullptr), "end_by_sigpipe: rt_sigprocmask");
  must(kernel::tgkill(kernel::getpid(), kernel::gettid(), kernel::kSigPipe), "end_by_sigpipe: tgkill");
  kernel::exit_group(2);  // traced, and the tracer dropped the signal
}

}  // namespace rt
