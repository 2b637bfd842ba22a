// sched/symbolizer/demangle.cc - mangled or not, and what compilers append to names.
//
// Layer: sched.
#include "sched/symbolizer/demangle.h"

#include "sched/symbolizer/demangler.h"

namespace rt {

// A clone has its origin's name with a suffix: .cold, .isra.0, .part.3.constprop.0, .lto_priv.0, .llvm.123. A point
// first is part of no C++ name.
static usize name_end(std::string_view name) {
  if (begins(name, "_GLOBAL_")) return name.size();  // a file's constructors: _GLOBAL__sub_I_main.cc
  for (usize i = 1; i < name.size(); i++) {
    if (name[i] == '.') return i;
  }
  return name.size();
}

void demangle(std::string_view name, bool parentheses, Text& out) {
  const usize end = name_end(name);
  const std::string_view plain{name.data(), end};
  const usize mark = out.size();
  bool nothing = false;
  constexpr usize kMaxMangled = 60000;  // places in it are kept in 16 bits
  bool understood = false;
  if (begins(plain, "_Z") && end < kMaxMangled) {
    Demangler d({plain.data() + 2, end - 2}, out);
    understood = d.function_name();
    if (understood) nothing = d.no_parameters();
    understood = understood || out.full();
  }
  if (!understood) {
    out.take_back(mark);
    out.str(plain);
  }
  if (parentheses) out.str(nothing ? "()" : "(...)");
  if (end == name.size()) return;
  out.str(" [");
  out.str({name.data() + end + 1, name.size() - end - 1});
  out.ch(']');
}

}  // namespace rt
