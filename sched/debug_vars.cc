// sched/debug_vars.cc - GODEBUG, GOTRACEBACK.
//
// Layer: sched.
#include "sched/debug_vars.h"

#include "kernel_iface/print.h"
#include "sched/environment.h"
#include "sched/panic.h"

namespace rt {

constinit DebugVars debug;

bool parse_number(std::string_view text, i64* out) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18) return false;
  i64 n = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    n = n * 10 + (c - '0');
  }
  *out = negative ? -n : n;
  return true;
}

void complain(std::string_view name, std::string_view value, const char* what) {
  kernel::Print().str("rt0: ").str(name).ch('=').str(value).str(": ").str(what).str("; ignored\n");
}

static i32* field(std::string_view name) {
  if (name == "boottrace") return &debug.boottrace;
  if (name == "inittrace") return &debug.inittrace;
  if (name == "schedtrace") return &debug.schedtrace;
  if (name == "scheddetail") return &debug.scheddetail;
  if (name == "gctrace") return &debug.gctrace;
  if (name == "scavtrace") return &debug.scavtrace;
  if (name == "asyncpreemptoff") return &debug.asyncpreemptoff;
  if (name == "malloccheck") return &debug.malloccheck;
  if (name == "hibernate") return &debug.hibernate;
  return nullptr;
}

// next_item cuts one name=value off a comma separated list.
static std::string_view next_item(std::string_view* list) {
  const std::string_view item = list->substr(0, list->find(','));
  list->remove_prefix(item.size() == list->size() ? item.size() : item.size() + 1);
  return item;
}

static void set_debug(std::string_view item) {
  const usize eq = item.find('=');
  const std::string_view name = item.substr(0, eq);
  i32* into = field(name);
  if (into == nullptr) {
    complain("GODEBUG", item, "unknown name");
    return;
  }
  i64 n = 0;
  if (eq == item.npos || !parse_number(item.substr(eq + 1), &n) || n < 0 || n > INT32_MAX) {
    complain("GODEBUG", item, "not a number");
    return;
  }
  *into = static_cast<i32>(n);
}

static void set_traceback(std::string_view v) {
  if (v == "none" || v == "0") traceback_level = TracebackLevel::none;
  else if (v == "single" || v.empty()) traceback_level = TracebackLevel::single;
  else if (v == "all" || v == "1") traceback_level = TracebackLevel::all;
  else if (v == "system" || v == "2") traceback_level = TracebackLevel::system;
  else if (v == "crash") traceback_level = TracebackLevel::crash;
  else complain("GOTRACEBACK", v, "not one of none, single, all, system, crash");
}

void parsedebugvars() {
  if (initial.auxv.secure) return;
  std::string_view list = gogetenv("GODEBUG");
  while (!list.empty()) {
    const std::string_view item = next_item(&list);
    if (!item.empty()) set_debug(item);
  }
  set_traceback(gogetenv("GOTRACEBACK"));
}

bool boottrace_wanted() {
  if (initial.auxv.secure) return false;
  std::string_view list = gogetenv("GODEBUG");
  bool wanted = false;
  while (!list.empty()) {
    const std::string_view item = next_item(&list);
    if (item.starts_with("boottrace=")) wanted = item != "boottrace=0";
  }
  return wanted;
}

}  // namespace rt
