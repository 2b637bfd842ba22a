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
void rt_newproc_main(void (*const* main_pc)(void*));
extern void (*const rt_main_pc)(void*);
}

// check_error is what is wrong with the machine's arithmetic and atomics, or null. Row 10.
const char* check_error();

extern usize phys_page_bytes;
extern usize huge_page_bytes;  // 0: none

// num_cpu is what osinit counted; with a quota that was not asked then, asked now.
u32 num_cpu();

}  // namespace rt
