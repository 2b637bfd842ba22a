// sched/main_g.cc - the first goroutine.
//
// Layer: sched.
#include "sched/main_g.h"

#include <new>
#include <utility>

#include "base/assert.h"
#include "base/upcalls.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/process.h"
#include "rt0/abi.h"
#include "sched/boottrace.h"
#include "sched/debug_vars.h"
#include "sched/environment.h"
#include "sched/gc.h"
#include "sched/hchan.h"
#include "sched/init_task.h"
#include "sched/locked.h"
#include "sched/mstart.h"
#include "sched/newproc.h"
#include "sched/panic.h"
#include "sched/park.h"
#include "sched/schedule.h"
#include "sched/sched.h"
#include "sched/sched_trace.h"
#include "sched/sysmon.h"
#include "sched/thread_locals.h"
#include "tls_arch.h"

// From link.ld, relative to their own addresses, so that they need no relocation; 0: there is none.
extern "C" {
extern const rt::i32 rt_main_offset;     // the program's main
extern const rt::i32 rt_library_offset;  // _rt0_islibrary, which a program that is linked as a library defines
}

namespace rt {

constinit i64 runtime_init_time = 0;

// Row 28: 1 GB in decimal, because it looks nicer in the message.
static constexpr u64 kMaxStackBytes = 1'000'000'000;

template <class T>
static T* at_offset(const i32& offset) {
  return offset == 0 ? nullptr : reinterpret_cast<T*>(reinterpret_cast<uptr>(&offset) + static_cast<uptr>(i64{offset}));
}

// The first report of schedtrace comes before sysmon, so that a short program has one.
static void start_sysmon(void*) {
  if (RT_UNLIKELY(debug.schedtrace != 0)) schedtrace(kernel::nanotime());
  newm(sysmon, nullptr, true);
}

// The unlock of row 35, on the defer chain meanwhile: goexit in a constructor unlocks too.
struct UnlockMain : rt0::abi::defer_node {
  bool need = true;
};

static void unlock_main(rt0::abi::defer_node* node) {
  auto* self = static_cast<UnlockMain*>(node);
  if (std::exchange(self->need, false)) unlock_os_thread_internal();
}

static void init_program() {
  UnlockMain unlock;
  unlock.run = unlock_main;
  lock_os_thread_internal();
  if (getm() != &m0) rt_throw("runtime_main not on m0");
  boot_step("lock_os_thread m=%d", getm()->id);

  runtime_init_time = kernel::nanotime();
  if (runtime_init_time == 0) rt_throw("nanotime returning zero");
  boot_step("runtime_init_time ns=%d", runtime_init_time);

  do_init(runtime_module());
  rt0::abi::defer_push(&unlock);
  boot_step("runtime_inittasks");

  gcenable();
  sched.init_done = true;
  boot_step("gcenable goroutines=2");

  alignas(Hchan) static u8 storage[sizeof(Hchan)];
  Hchan* main_init_done = new (storage) Hchan(0, 0, nullptr);
  boot_step("main_init_done chan=%x", main_init_done);

  do_init(main_module());
  boot_step("main_inittasks");

  closechan(main_init_done);
  rt0::abi::defer_pop(&unlock);
  unlock_main(&unlock);
  boot_step("main_init_done_closed");
}

void runtime_main(void*) {
  sched.max_stack_bytes = kMaxStackBytes;
  rt_systemstack(start_sysmon, nullptr);
  boot_step("runtime_main sysmon=1 maxstacksize=%d", kMaxStackBytes);
  init_program();
  const int* library = at_offset<const int>(rt_library_offset);
  if (library != nullptr && *library != 0) {
    boot_step("islibrary");
    return;
  }
  // An indirect call: the linker binds it when the program is laid out.
  auto* main_main = at_offset<int(int, char**, char**)>(rt_main_offset);
  boot_step("main_main pc=%x", main_main);
  rt_exit(main_main(initial.argc, initial.argv, initial.envp));
}

// after_panics lets goroutines that are failing finish printing: they end the process then.
static void after_panics() {
  for (int i = 0; i < 1000 && sched.running_panic_defers.load_relaxed() != 0 && sched.panicking.load_relaxed() == 0; i++) gosched();
  if (sched.panicking.load_relaxed() != 0) gopark(nullptr, nullptr, WaitReason::panic_wait);
}

extern "C" void rt_exit(int status) {
  // Relaxed: a goroutine reads its own write, and nobody waits for another's. A hook that calls exit is in the
  // one who ends the process: it goes on with what is left, and its status counts.
  static constinit Atomic<u64> exiter;  // a goid; 0: nobody yet
  u64 first = 0;
  const u64 self = getg()->goid;
  if (!exiter.cas_relaxed(first, self) && first != self) gopark(nullptr, nullptr, WaitReason::none);
  run_thread_exit_hooks(getm());
  rt_run_exit_hooks();
  run_fini();
  if (auto flush = std::exchange(exit_flush, nullptr)) flush(false);
  after_panics();
  kernel::exit_group(status & 0xff);
}

}  // namespace rt
