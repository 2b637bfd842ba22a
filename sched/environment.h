// sched/environment.h - arguments and environment, as the process was born with them.
//
// Rows 11 and 22 of the boot. The strings stay where the kernel put them; the views over them are made
// when a program first asks, so that one that does not ask pays nothing.
// Layer: sched.
#pragma once
#include <span>
#include <string_view>

#include "kernel_iface/auxv.h"

namespace rt {

extern kernel::InitialStack initial;

// gogetenv is the value of a variable whose name begins with GO, or an empty view. No views are made.
// It remembers where it need not look again: first by the boot's thread alone, later it only reads.
std::string_view gogetenv(const char* name);

// goargs and goenvs keep what rt_args found; the spans are made on demand, once, from the bump allocator.
void goargs();
void goenvs();
std::span<const std::string_view> args();
std::span<const std::string_view> environ_views();

}  // namespace rt
