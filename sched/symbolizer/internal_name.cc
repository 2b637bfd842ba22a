// sched/symbolizer/internal_name.cc - names part by part.
//
// Layer: sched.
#include "sched/symbolizer/internal_name.h"

#include "base/types.h"
#include "sched/symbolizer/text.h"

namespace rt {

// part cuts the first part off a name: what stands before "::", without the arguments of a template. Brackets in an
// operator's name confuse it; then the rest is one part.
static std::string_view part(std::string_view* name) {
  usize end = 0, next = name->size();
  i32 depth = 0;
  bool plain = true;
  for (usize i = 0; i < name->size(); i++) {
    const char c = (*name)[i];
    if (c == '<' || c == '(' || c == '{') depth++;
    if (c == '>' || c == ')' || c == '}') depth--;
    if (depth == 0 && c == ':') {
      next = i + 2 < name->size() ? i + 2 : name->size();
      break;
    }
    plain = plain && depth == 0;
    if (plain) end = i + 1;
  }
  const std::string_view first{name->data(), end};
  *name = {name->data() + next, name->size() - next};
  return first;
}

static bool passes_a_call_on(std::string_view function) {
  return function == "invoke" || function == "invoke_r" || function == "apply" || function == "forward" || function == "move";
}

bool is_internal(std::string_view name) {
  const std::string_view space = part(&name);
  if (begins(space, "__")) return true;
  if (space == "rt0") return part(&name) != "formatter";
  if (space != "std") return false;
  while (!name.empty()) {
    const std::string_view p = part(&name);
    if (begins(p, "_") || (name.empty() && passes_a_call_on(p))) return true;
  }
  return false;
}

}  // namespace rt
