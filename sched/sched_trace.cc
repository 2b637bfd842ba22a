// sched/sched_trace.cc - when to report, and what a report is made of.
//
// Layer: sched.
#include "sched/sched_trace.h"

#include "sched/debug_vars.h"
#include "sched/sched.h"
#include "sched/symtab.h"

namespace rt {

static constinit i64 begun, reported;  // nanotime() of the first report, and of the last

// The list of Gs is locked: one that ends leaves it. Nothing else is, so that a standard error that nobody reads does not
// stop the scheduler.
static bool report(i64 now) {
  SchedView v;
  v.since_begin_ns = now - begun;
  v.detail = debug.scheddetail != 0;
  v.sched = &sched;
  v.allp = &allp;
  v.gomaxprocs = &gomaxprocs;
  v.allm = &allm;
  v.wait_reason_text = wait_reason_text;
  FramesRequest r;
  r.flags = kSchedule;
  r.sched = &v;
  kernel::MutexGuard guard(allg_lock);
  v.allgs = allgs.head;
  return print_with_symbols(&r) != kNoSymbols;
}

void schedtrace(i64 now) {
  if (begun == 0) begun = now;
  else if (now - reported < i64{debug.schedtrace} * 1'000'000) return;
  reported = now;
  if (report(now)) return;
  complain("GODEBUG", "schedtrace", "strip removed it");
  debug.schedtrace = 0;
}

}  // namespace rt
