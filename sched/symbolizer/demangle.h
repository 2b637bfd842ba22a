// sched/symbolizer/demangle.h - a name as the compiler mangled it, made readable.
//
// For tracebacks, where file and line say the rest: parameters are left out, allocators and character traits too.
//
//     _ZN3app6server6handleERKSsi       app::server::handle(...)
//     _ZZ4mainENKUliE_clEi              main::{lambda(int)#1}(...)
//     _ZNSt6vectorIiSaIiEE2atEm         std::vector<int>::at(...)
//     _ZL4helpv.part.0                  help() [part.0]
//
// Layer: sched.
#pragma once
#include <string_view>

#include "sched/symbolizer/text.h"

namespace rt {

// demangle writes `name`; as it is when it is no mangled one, or one that is not understood.
//   parentheses  behind the name, with dots in them if the function has parameters
void demangle(std::string_view name, bool parentheses, Text& out);

}  // namespace rt
