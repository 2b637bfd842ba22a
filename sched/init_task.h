// sched/init_task.h - constructors of globals before main, destructors after it.
//
// A module is a named list of init tasks; there are two: the runtime's own, and the program's,
// which link.ld collects (.preinit_array, then .init_array by priority).
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

using InitTask = void (*)(int argc, char** argv, char** envp);

struct Module {
  const char* name;
  const InitTask* begin[2];
  const InitTask* end[2];
};

// Rows 14 and 20: the module's map is sane and ordered, else it throws; the modules' list is made.
void moduledataverify();
void modulesinit();
void typelinksinit();
void itabsinit();

// do_init runs the tasks of a module, in order; each once. On the main goroutine. With GODEBUG=inittrace=1 each has a line:
//
//     init NAME @0.104 ms, 0.012 ms clock, 73728 bytes, 2 allocs
//
// NAME is the constructor's function, its address in a stripped program; then when it began after the runtime
// was ready, how long it took, and what it allocated.
void do_init(const Module& m);
const Module& runtime_module();
const Module& main_module();

// run_fini runs .fini_array, backwards.
void run_fini();

// The span of the image that link.ld laid out, in ascending order; checked by moduledataverify.
struct ModuleData {
  uptr rodata, erodata, text, rt_text, ert_text, etext, data, edata, bss, ebss;
};
// module_data_error is what is wrong with m, or null.
const char* module_data_error(const ModuleData& m);

}  // namespace rt
