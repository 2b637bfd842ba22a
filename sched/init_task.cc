// sched/init_task.cc - constructors of globals before main, destructors after it.
//
// Layer: sched.
#include "sched/init_task.h"

#include "base/assert.h"
#include "base/attributes.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/print.h"
#include "mem/mheap.h"
#include "mem/mstats.h"
#include "sched/debug_vars.h"
#include "sched/environment.h"
#include "sched/main_g.h"
#include "sched/symtab.h"

// From link.ld.
extern "C" {
extern const char rt_rodata_begin[], rt_rodata_end[], rt_text_all_begin[], rt_text_all_end[], rt_text_begin[], rt_text_end[];
extern const char rt_data_begin[], rt_data_end[], rt_bss_begin[], rt_bss_end[];
extern const rt::InitTask __preinit_array_start[], __preinit_array_end[], __init_array_start[], __init_array_end[];
extern void (*const __fini_array_start[])();
extern void (*const __fini_array_end[])();
}

namespace rt {

static uptr address(const char* symbol) { return reinterpret_cast<uptr>(symbol); }

const char* module_data_error(const ModuleData& m) {
  const uptr* at = &m.rodata;
  for (; at != &m.ebss; at++) {
    if (at[0] > at[1]) return "moduledataverify: sections out of order";
  }
  if (m.text == m.etext) return "moduledataverify: no text";
  return nullptr;
}

void moduledataverify() {
  const ModuleData m{address(rt_rodata_begin), address(rt_rodata_end), address(rt_text_all_begin), address(rt_text_begin),
                     address(rt_text_end),     address(rt_text_all_end), address(rt_data_begin),  address(rt_data_end),
                     address(rt_bss_begin),    address(rt_bss_end)};
  if (const char* what = module_data_error(m)) rt_throw(what);
}

static constinit Module modules[2]{};

void modulesinit() {
  modules[0].name = "runtime";
  // Word by word: a table to copy from would need relocations.
  Module& program = modules[1];
  program.name = "main";
  program.begin[0] = __preinit_array_start;
  program.end[0] = __preinit_array_end;
  program.begin[1] = __init_array_start;
  program.end[1] = __init_array_end;
}

// Go's linker tables of types and of interfaces have no counterpart: C++ has its virtual tables
// in place, relocated in row 3.
void typelinksinit() {}
void itabsinit() {}

const Module& runtime_module() { return modules[0]; }
const Module& main_module() { return modules[1]; }

static void run(const InitTask* task) { (*task)(initial.argc, initial.argv, initial.envp); }

// A program that does not allocate is linked without the figures.
static void read_totals(HeapTotals* out) {
  if (mheap.totals != nullptr) mheap.totals(out);
}

// Go's line for a package, here for a constructor.
static RT_COLD void traced_run(const InitTask* task) {
  HeapTotals before{}, after{};
  read_totals(&before);
  const i64 begin = kernel::nanotime();
  run(task);
  const i64 end = kernel::nanotime();
  read_totals(&after);
  const uptr pc = reinterpret_cast<uptr>(*task);
  {
    kernel::Print out;
    out.str("init ");
    if (!print_function_name(pc, out)) out.hex(image_offset(pc));
  }
  kernel::print(" @%m ms, %m ms clock, %d bytes, %d allocs\n", begin - runtime_init_time, end - begin,
                after.bytes - before.bytes, after.objects - before.objects);
}

void do_init(const Module& m) {
  for (int part = 0; part < 2; part++) {
    for (const InitTask* task = m.begin[part]; task != m.end[part]; task++) {
      if (debug.inittrace != 0) traced_run(task);
      else run(task);
    }
  }
}

void run_fini() {
  // Static, because a task may call exit, which comes here again.
  static constinit i64 done = 0;
  while (done != __fini_array_end - __fini_array_start) __fini_array_end[-++done]();
}

}  // namespace rt
