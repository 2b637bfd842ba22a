// sched/bootstrap.h - the calls that rt0_go makes: rows 10 to 27 of the boot.
//
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

extern "C" {
void rt_check();
void rt_args(i32 argc, char** argv);
void rt_osinit();
void rt_schedinit();
void rt_newproc_main();
}

extern usize phys_page_bytes;
// The size of a transparent huge page, 0: none. Asked of sysfs when somebody first wants to know: the file costs 15 us,
// a sixth of a whole start.
usize huge_page_bytes();

}  // namespace rt
