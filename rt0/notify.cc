// rt0/notify.cc - signals on channels: what sched/sigqueue.h does, for programs.
//
// Layer: rt0.
#include "rt0/notify.h"

#include "kernel_iface/process.h"
#include "rt0/io.h"
#include "rt0/sys.h"
#include "sched/sigqueue.h"

namespace rt0 {

namespace {

rt::kernel::Sigset set_of(std::span<const int> signals, const char* who) {
  rt::kernel::Sigset set;
  for (const int sig : signals) {
    if (sig < 1 || sig >= static_cast<int>(rt::kernel::kSigCount)) panic(std::string_view(who));
    set.add(static_cast<rt::u32>(sig));
  }
  if (signals.empty()) set = rt::kernel::Sigset::all();
  // The runtime's handler stays for SIGPIPE whatever comes later: writes on 1 and 2 have to know.
  if (set.has(rt::kernel::kSigPipe)) detail::broken_pipes_are_errors();
  return set;
}

std::span<const int> span_of(std::initializer_list<int> signals) { return {signals.begin(), signals.size()}; }

}  // namespace

chan<int> notify(std::span<const int> signals) {
  return chan<int>(detail::chan_handle(rt::notify_signals(set_of(signals, "notify: no such signal"))));
}

chan<int> notify(std::initializer_list<int> signals) { return notify(span_of(signals)); }

void stop_notify(const chan<int>& c) { rt::notify_stop(c.rt0_handle()); }

void ignore_signals(std::initializer_list<int> signals) {
  rt::notify_cancel(set_of(span_of(signals), "ignore_signals: no such signal"), true);
}

void reset_signals(std::initializer_list<int> signals) {
  rt::notify_cancel(set_of(span_of(signals), "reset_signals: no such signal"), false);
}

bool signal_ignored(int signal) { return signal > 0 && rt::signal_is_ignored(static_cast<rt::u32>(signal)); }

result<void> kill(pid_t pid, int signal) { return detail::result_of(rt::kernel::kill(pid, static_cast<rt::u32>(signal))); }

}  // namespace rt0
