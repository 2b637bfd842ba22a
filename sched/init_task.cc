// sched/init_task.cc - constructors of globals before main, destructors after it.
//
// Layer: sched.
#include "sched/init_task.h"

#include "base/assert.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/print.h"
#include "sched/debug_vars.h"
#include "sched/environment.h"
#include "sched/main_g.h"

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
  if (m.text >= m.etext) return "moduledataverify: no text";
  if (m.rt_text < m.text || m.rt_text > m.ert_text || m.ert_text > m.etext) return "moduledataverify: runtime text outside text";
  if (m.rodata > m.erodata || m.data > m.edata || m.bss > m.ebss) return "moduledataverify: a section ends before it begins";
  if (m.erodata > m.text || m.etext > m.data || m.edata > m.bss) return "moduledataverify: sections out of order";
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

static void trace(const Module& m, i64 begin, i64 end, usize tasks) {
  kernel::Print out;
  out.str("init ").str(m.name).str(" @").micros(begin - runtime_init_time).str(" us, ").micros(end - begin);
  out.str(" us clock, ").udec(tasks).str(" tasks\n");
}

void do_init(const Module& m) {
  const i64 begin = debug.inittrace != 0 ? kernel::nanotime() : 0;
  usize tasks = 0;
  for (int part = 0; part < 2; part++) {
    for (const InitTask* task = m.begin[part]; task != m.end[part]; task++, tasks++) {
      (*task)(initial.argc, initial.argv, initial.envp);
    }
  }
  if (debug.inittrace != 0) trace(m, begin, kernel::nanotime(), tasks);
}

void run_fini() {
  // Static, because a task may call exit, which comes here again.
  static constinit i64 done = 0;
  while (done != __fini_array_end - __fini_array_start) __fini_array_end[-++done]();
}

}  // namespace rt
