// sched/debug_vars.cc - GODEBUG, GOTRACEBACK.
//
// Layer: sched.
#include "sched/debug_vars.h"

#include <algorithm>
#include <iterator>

#include "kernel_iface/print.h"
#include "sched/environment.h"
#include "sched/panic.h"

namespace rt {

constinit DebugVars debug;

void complain(const char* name, std::string_view value, const char* what) {
  kernel::print("rt0: %s=%v: %s; ignored\n", name, &value, what);
}

// The names of DebugVars' fields, in their order.
alignas(char) static constexpr char kNames[] =
    "boottrace inittrace schedtrace scheddetail gctrace scavtrace asyncpreemptoff malloccheck hibernate";
static_assert(std::count(std::begin(kNames), std::end(kNames), ' ') + 1 == sizeof(DebugVars) / sizeof(i32));

// set_debug returns what is wrong with an item, or null.
static const char* set_debug(std::string_view item) {
  const i32 index = word_index(kNames, cut_at(&item, '='));
  i64 n = 0;
  if (index < 0) return "unknown name";
  if (!parse_number(item, &n) || n < 0 || n > INT32_MAX) return "not a number";
  reinterpret_cast<i32*>(&debug)[index] = static_cast<i32>(n);
  return nullptr;
}

static void set_all_debug(bool complaining) {
  for (std::string_view list = gogetenv("GODEBUG"); !list.empty();) {
    const std::string_view item = cut_at(&list, ',');
    const char* wrong = item.empty() ? nullptr : set_debug(item);
    if (wrong != nullptr && complaining) complain("GODEBUG", item, wrong);
  }
}

static void set_traceback(std::string_view v) {
  if (v.empty()) return;
  i32 index = word_index("none single all system crash", v);
  if (index < 0) index = word_index("0 single 1 2", v);
  if (index < 0) return complain("GOTRACEBACK", v, "not one of none, single, all, system, crash");
  traceback_level = static_cast<TracebackLevel>(index + static_cast<i32>(TracebackLevel::none));
}

void parsedebugvars() {
  set_all_debug(true);
  set_traceback(gogetenv("GOTRACEBACK"));
}

bool boottrace_wanted() {
  set_all_debug(false);
  return debug.boottrace != 0;
}

}  // namespace rt
