// sched/bootstrap.cc - the order of initialization: rows 10 to 27 of the boot.
//
// Each step is a call under its Go name with its reason; the order is that of Go 1.18
// runtime/proc.go, schedinit. Layer: sched.
#include "sched/bootstrap.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/bits.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/file.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/mutex.h"
#include "kernel_iface/print.h"
#include "kernel_iface/process.h"
#include "kernel_iface/random.h"
#include "kernel_iface/text.h"
#include "mem/malloc.h"
#include "mem/stack.h"
#include "sched/alg.h"
#include "sched/boottrace.h"
#include "sched/check.h"
#include "sched/debug_vars.h"
#include "sched/environment.h"
#include "sched/gc.h"
#include "sched/init_task.h"
#include "sched/main_g.h"
#include "sched/mstart.h"
#include "sched/ncpu.h"
#include "sched/newproc.h"
#include "sched/panic.h"
#include "sched/procresize.h"
#include "sched/runq.h"
#include "sched/sched.h"
#include "sched/signal.h"
#include "sched/thread_locals.h"
#include "sched/traceback.h"

// From link.ld.
extern "C" {
extern char rt_relro_begin[], rt_relro_end[];
extern const rt::i32 rt_main_pc;  // runtime_main, relative to here: read-only data without a relocation
}

namespace rt {

constinit usize phys_page_bytes = 0;
static constinit u64 boot_seed = 0;

// Row 13, Go's number.
static constexpr i64 kMaxMcount = 10000;

// Row 10.
extern "C" void rt_check() {
  if (const char* what = check_error(check_facts())) {
    kernel::print("rt0: check: %s\n", what);
    kernel::exit_group(2);
  }
}

// From here on what was relocated is read-only.
static void protect_relro() {
  const uptr begin = reinterpret_cast<uptr>(rt_relro_begin) & ~(phys_page_bytes - 1);
  const uptr end = reinterpret_cast<uptr>(rt_relro_end) & ~(phys_page_bytes - 1);
  if (reinterpret_cast<uptr>(rt_relro_end) == reinterpret_cast<uptr>(rt_relro_begin) || end <= begin) return;
  must(kernel::mprotect(begin, end - begin, kernel::kProtRead), "protect_relro: mprotect");
}

static void sysargs() {
  phys_page_bytes = initial.auxv.page_bytes != 0 ? initial.auxv.page_bytes : kPageSize;
  if (initial.auxv.random != 0) std::memcpy(&boot_seed, reinterpret_cast<const void*>(initial.auxv.random), sizeof boot_seed);
  m0.canary = boot_seed & ~u64{0xff};  // a zero byte stops what copies strings
  tls_block_init(&m0);
  protect_relro();
}

// Row 11.
extern "C" void rt_args(i32 argc, char** argv) {
  kernel::walk_initial_stack(argc, argv, &initial);
  sysargs();
}

static usize read_huge_page_bytes() {
  char buffer[24];
  std::string_view text = read_small("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", buffer, sizeof buffer);
  const i64 n = take_number(&text);
  return n > 0 && is_pow2(static_cast<usize>(n)) ? static_cast<usize>(n) : 0;
}

usize huge_page_bytes() {
  static constinit Atomic<usize> known;  // 0: not asked; 1: there are none
  usize bytes = known.load_relaxed();
  if (bytes == 0) {
    bytes = std::max<usize>(read_huge_page_bytes(), 1);
    known.store_relaxed(bytes);  // two who ask at once find the same
  }
  return bytes == 1 ? 0 : bytes;
}

// Row 12.
extern "C" void rt_osinit() {
  const bool vdso = kernel::clock_init(initial.auxv.sysinfo_ehdr);
  if (RT_UNLIKELY(boottrace_wanted())) boottrace_begin();
  boot_step("args argc=%d envc=%d auxv=%d pagesize=%d secure=%d vdso=%x", initial.argc, initial.envc,
            initial.auxv.count, phys_page_bytes, initial.auxv.secure, initial.auxv.sysinfo_ehdr);
  ncpu = affinity_cpus();
  if (ncpu > 1) kernel::spin_turns = kernel::kSpinTurnsManyCpus;
  if (boottrace_on)
    boot_step("osinit ncpu=%d why=affinity quota=%d hugepagesize=%d clock=%s", ncpu, cgroup_cpus(), huge_page_bytes(),
              vdso ? "vdso" : "syscall");
}

// Row 17. The kernel's random pool may not be seeded yet; AT_RANDOM is there in any case.
static void fastrandinit() {
  u64 more = 0;
  (void)kernel::getrandom(&more, sizeof more, kernel::kGrndNonblock);
  m0.rand.state = boot_seed ^ more;
}

// Row 21: the mask is kept for children.
static void msigsave() {
  must(kernel::rt_sigprocmask(kernel::kSigBlock, nullptr, &m0.sigmask), "msigsave: rt_sigprocmask");
  kernel::Sigset own;
  own.add(kernel::kSigUrg);
  if (RT_LIKELY((m0.sigmask.bits & own.bits) == 0)) return;
  // For preemption. All threads begin with this one's mask.
  must(kernel::rt_sigprocmask(kernel::kSigUnblock, &own, nullptr), "msigsave: rt_sigprocmask");
}

static u32 wanted_procs() {
  const std::string_view v = gogetenv("GOMAXPROCS");
  if (v.empty()) return std::min(ncpu, kMaxProcs);
  i64 n = 0;
  if (!parse_number(v, &n) || n <= 0) {
    complain("GOMAXPROCS", v, "not a number above 0");
    return std::min(ncpu, kMaxProcs);
  }
  procs_fixed();
  if (n > kMaxProcs) kernel::print("rt0: GOMAXPROCS=%v: more than %d; capped\n", &v, kMaxProcs);
  return static_cast<u32>(std::min<i64>(n, kMaxProcs));
}

static void vm_init() {
  tracebackinit();
  moduledataverify();
  boot_step("tracebackinit, moduledataverify");
  stackinit(phys_page_bytes);
  boot_step("stackinit orders=%d", kStackOrders);
  mallocinit(phys_page_bytes, boot_seed);
  boot_step("mallocinit pagesize=%d", phys_page_bytes);
}

static void m0_init() {
  fastrandinit();
  boot_step("fastrandinit");
  mcommoninit(&m0);
  boot_step("mcommoninit m=%d gsignal=%x guards=%s", m0.id, m0.gsignal.stack.hi, stack_guard_mode());
}

// Rows 13 to 25.
extern "C" void rt_schedinit() {
  sched.maxmcount = kMaxMcount;
  boot_step("schedinit maxmcount=%d", sched.maxmcount);
  vm_init();
  m0_init();
  cpuinit();
  alginit(m0.rand.next(), m0.rand.next());
  if (boottrace_on) boot_step("cpuinit, alginit hash=%s", alg_name());
  modulesinit();
  typelinksinit();
  itabsinit();
  boot_step("modulesinit, typelinksinit, itabsinit modules=2");
  msigsave();
  initsig();
  boot_step("msigsave mask=%x", m0.sigmask.bits);
  goargs();
  goenvs();
  boot_step("goargs, goenvs");
  parsedebugvars();
  boot_step("parsedebugvars");
  gcinit();
  boot_step("gcinit gogc=%d", gc_controller.percent);
  const u32 procs = wanted_procs();
  if (procresize(procs) != nullptr) rt_throw("unknown runnable goroutine during bootstrap");
  boot_step("procresize procs=%d", procs);
}

// main_pc is the first goroutine's function, read from rt_main_pc.
static void (*main_pc())(void*) {
  return reinterpret_cast<void (*)(void*)>(reinterpret_cast<uptr>(&rt_main_pc) + static_cast<uptr>(i64{rt_main_pc}));
}

// Row 26. Its stack is larger than a goroutine's by default.
extern "C" void rt_newproc_main() {
  sched.max_stack_bytes = kStackMain;
  Result<G*> made = newproc_prepare(0, 1, kStackMain);
  if (!made.ok()) rt_throw("out of memory for main's stack");
  newproc_start_main(made.value(), main_pc());
  boot_step("newproc goid=%d g=%x main_pc=%x", made.value()->goid, made.value(), &rt_main_pc);
  boot_step("mstart m=%d", m0.id);
}

}  // namespace rt
