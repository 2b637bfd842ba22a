// sched/symbolizer/internal_name.h - whose code a function is, by its name: the program's, or a library's machinery.
//
// Templates of rt0 and of the standard library are compiled into the program, and its own lines are what a reader of a
// traceback looks for.
//
//     std::vector<int>::at                     shown: the program called it
//     std::vector<int>::_M_range_check  __f    internal: a name that the standard reserves
//     std::invoke<...>  std::apply<...>        internal: only passes a call on
//     rt0::chan<int>::send                     internal: what it says, the panic says
//     rt0::formatter<point>::format            shown: the program wrote it
//
// Layer: sched.
#pragma once
#include <string_view>

namespace rt {

// is_internal takes a name as demangle writes it.
bool is_internal(std::string_view name);

}  // namespace rt
