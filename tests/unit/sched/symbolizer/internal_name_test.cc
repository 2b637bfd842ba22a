// tests/unit/sched/symbolizer/internal_name_test.cc - which names a traceback passes over.
//
// Layer: tests.
#include "sched/symbolizer/internal_name.h"

#include <criterion/criterion.h>

using rt::is_internal;

Test(internal_name, the_programs_own_is_shown) {
  for (const char* name : {"main", "app::helper", "app::std::_x", "rt0x::f", "stdx::_f", "main::{lambda(int)#1}", "", ":", "a::", "_f",
                           "app::invoke", "?", "std", "(anonymous namespace)::f", "operator<<", "app::operator<"})
    cr_assert(!is_internal(name), "%s", name);
}

Test(internal_name, what_the_program_calls_of_the_library_is_shown) {
  for (const char* name : {"std::vector<int>::at", "std::vector<_x>::push_back", "std::sort<_f>", "std::string::append",
                           "std::map<int, std::__x>::operator[]", "std::invoked", "std::function<void (int)>::operator()"})
    cr_assert(!is_internal(name), "%s", name);
}

Test(internal_name, its_insides_are_not) {
  for (const char* name : {"std::__invoke_impl<void>", "std::vector<int>::_M_range_check", "std::_Vector_base<int>::f", "std::invoke<int>",
                           "std::apply<f, std::tuple<int> >", "__gnu_cxx::__normal_iterator<int*>::operator*", "std::__cxx::f", "__invoke_impl<void>"})
    cr_assert(is_internal(name), "%s", name);
}

Test(internal_name, rt0s_templates_are_not_but_formatters_are) {
  cr_assert(is_internal("rt0::chan<int>::send"));
  cr_assert(is_internal("rt0::detail::closure<main::{lambda()#1}>::run"));
  cr_assert(is_internal("rt0::go<main::{lambda()#1}>"));
  cr_assert(!is_internal("rt0::formatter<app::point>::format"));
}
