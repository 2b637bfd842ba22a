// rt0/broken_pipe.cc - the first file above descriptor 2 makes broken pipes errors.
//
// Layer: rt0.
#include "sched/broken_pipe.h"

#include "rt0/io.h"
#include "rt0/sys.h"

namespace rt0::detail {

static constinit rt::Atomic<std::uint32_t> asked;

void broken_pipes_are_errors() {
  // Relaxed: who comes second while the first is at it may write a moment before the handler is set, as before it.
  if (asked.load_relaxed() != 0 || asked.exchange_relaxed(1) != 0) return;
  if (rt::catch_sigpipe()) end_by_sigpipe.store_relaxed(rt::end_by_sigpipe);
}

}  // namespace rt0::detail
