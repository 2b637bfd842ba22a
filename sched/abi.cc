// sched/abi.cc - rt0/abi.h, the narrow face of the runtime for public headers.
//
// Layer: sched.
#include "rt0/abi.h"

#include "base/assert.h"
#include "base/panic.h"
#include "base/upcalls.h"
#include "kernel_iface/clock.h"
#include "sched/bootstrap.h"
#include "sched/environment.h"
#include "sched/gc.h"
#include "sched/locked.h"
#include "sched/main_g.h"
#include "sched/ncpu.h"
#include "sched/newproc.h"
#include "sched/panic.h"
#include "sched/park.h"
#include "sched/procresize.h"
#include "sched/sched.h"
#include "sched/syscall_state.h"
#include "sched/traceback.h"
#include "tls_arch.h"

namespace rt0::abi {

new_goroutine newproc_begin(std::size_t closure_bytes, std::size_t closure_align, std::size_t stack_bytes, const char* name) {
  rt::Result<rt::G*> made = rt::newproc_prepare(closure_bytes, closure_align, stack_bytes);
  if (!made.ok()) rt::rt_panic("out of memory for a goroutine's stack");
  made.value()->name = name;
  return {made.value(), made.value()->closure};
}

void newproc_commit(new_goroutine made, void (*entry)(void*)) { rt::newproc_start(static_cast<rt::G*>(made.g), entry); }

void gosched() { rt::gosched(); }
void goexit() { rt::goexit(); }
int gomaxprocs(int n) {
  rt::follow_cpus();
  if (n <= 0) return static_cast<int>(rt::gomaxprocs.load_acquire());
  rt::procs_fixed();
  return static_cast<int>(rt::set_gomaxprocs(static_cast<rt::u32>(n)));
}
int num_cpu() { return static_cast<int>(rt::num_cpu()); }
int num_goroutine() { return static_cast<int>(rt::gcount()); }
std::uint64_t goid() { return rt::getg()->goid; }
void lock_os_thread() { rt::lock_os_thread(); }
void unlock_os_thread() { rt::unlock_os_thread(); }
void gc() { rt::gc(); }

void entersyscall() { rt::entersyscall(); }
void entersyscall_block() { rt::entersyscall_block(); }
void exitsyscall() { rt::exitsyscall(); }

void defer_push(defer_node* node) {
  rt::G* gp = rt::getg();
  node->next = gp->defers;
  gp->defers = node;
}

void defer_pop(defer_node* node) {
  rt::G* gp = rt::getg();
  RT_DEBUG_ASSERT(gp->defers == node);
  gp->defers = node->next;
}

void panic(std::string_view what) { rt::rt_panic(what); }

void print_stack() {
  rt::print_goroutine(rt::getg(), rt::frame_of_caller(__builtin_frame_address(0)), true);
}

void print_all_stacks() {
  rt::G* gp = rt::getg();
  rt::print_goroutine(gp, rt::frame_of_caller(__builtin_frame_address(0)), true);
  rt::print_other_goroutines(gp);
}

std::span<const std::string_view> args() { return rt::args(); }
std::span<const std::string_view> environ() { return rt::environ_views(); }
void exit(int status) { rt::rt_exit(status); }
void at_exit_flush(void (*flush)(bool failing)) { rt::exit_flush = flush; }

}  // namespace rt0::abi

extern "C" long rt_nanotime(void) { return rt::kernel::nanotime(); }
extern "C" long rt_walltime_ns(void) { return rt::kernel::walltime_ns(); }
