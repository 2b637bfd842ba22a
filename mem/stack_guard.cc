// mem/stack_guard.cc - see stack_guard.h.
//
// Layer: mem.
#include "mem/stack_guard.h"

#include <utility>

#include "base/assert.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/signal.h"
#include "kernel_iface/text.h"
#include "mem/stack.h"

namespace rt {
namespace {

enum class GuardMode : u8 { undecided, advice, protection };

// Guarded by the lock of the stack pool.
struct Guards {
  GuardMode mode = GuardMode::undecided;
  bool one_by_one = false;  // the kernel does not take several at once
  usize protections = 0;    // how many guards are made by mprotect
  usize max_protections = 0;
};

RT_HOT_BSS constinit Guards guards;

// How many guards one process_madvise makes; the ranges are on the caller's stack. The kernel's limit,
// UIO_MAXIOV, is 1024.
constexpr usize kBatch = 32;

// vm.max_map_count unless it was changed, and how many mappings guards leave to everything else.
constexpr usize kDefaultMaxMaps = 65530;
constexpr usize kMapsForOthers = 2000;

// f(address of the guard, its size) for each block, until one fails.
Errno each_guard(std::span<const StackRange> ranges, usize guard_bytes, Errno (*f)(uptr, usize)) {
  for (const StackRange& r : ranges) {
    for (usize i = 0; i < r.count; i++) {
      if (const Errno e = f(r.lo + i * r.block_bytes, guard_bytes); e != Errno::ok) return e;
    }
  }
  return Errno::ok;
}

// Guards that are collected for one call of the kernel.
struct Batch {
  kernel::Iovec guards[kBatch];
  usize count = 0;

  // install hands them to the kernel; short counts as refused.
  Errno install(usize guard_bytes) {
    const Result<usize> done =
        kernel::process_madvise(kernel::kPidfdSelfThreadGroup, guards, count, kernel::kMadvGuardInstall);
    const usize asked = std::exchange(count, 0) * guard_bytes;
    if (!done.ok()) return done.error();
    return done.value() == asked ? Errno::ok : Errno::eagain;
  }
};

Errno advise_many(std::span<const StackRange> ranges, usize guard_bytes) {
  Batch batch;
  Errno e = Errno::ok;
  for (const StackRange& r : ranges) {
    for (usize i = 0; i < r.count && e == Errno::ok; i++) {
      if (batch.count == kBatch) e = batch.install(guard_bytes);
      batch.guards[batch.count++] = {r.lo + i * r.block_bytes, guard_bytes};
    }
  }
  return e != Errno::ok ? e : batch.install(guard_bytes);
}

// is_guarded asks the kernel to read from the page: emulators say yes to any advice. An unknown `how`
// keeps the call from changing anything.
bool is_guarded(uptr guard) {
  constexpr u32 kUnknownHow = ~0u;
  return kernel::rt_sigprocmask(kUnknownHow, reinterpret_cast<const kernel::Sigset*>(guard), nullptr) ==
         Errno::efault;
}

Errno advise(uptr guard, usize guard_bytes) {
  const Errno e = kernel::madvise(guard, guard_bytes, kernel::kMadvGuardInstall);
  if (e == Errno::ok && guards.mode != GuardMode::advice && !is_guarded(guard)) return Errno::einval;
  return e;
}

Errno protect(uptr guard, usize guard_bytes) { return kernel::mprotect(guard, guard_bytes, kernel::kProtNone); }

// max_protections_allowed reads vm.max_map_count. A guard by mprotect makes two mappings of one.
usize max_protections_allowed() {
  char buffer[24];
  std::string_view text = read_small("/proc/sys/vm/max_map_count", buffer, sizeof buffer);
  const i64 found = take_number(&text);
  const usize maps = found > 0 ? static_cast<usize>(found) : kDefaultMaxMaps;
  return maps > 2 * kMapsForOthers ? (maps - kMapsForOthers) / 2 : maps / 4;
}

Errno protect_each(std::span<const StackRange> ranges, usize guard_bytes) {
  if (guards.max_protections == 0) guards.max_protections = max_protections_allowed();
  usize count = 0;
  for (const StackRange& r : ranges) count += r.count;
  if (guards.protections + count > guards.max_protections) return Errno::enomem;
  const Errno e = each_guard(ranges, guard_bytes, protect);
  if (e != Errno::ok) return e;
  guards.protections += count;
  for (const StackRange& r : ranges) {
    // Kernels that old may back a stack with a huge page in spite of MAP_STACK (Linux 6.7). Without
    // huge pages in the kernel the advice is refused, and not needed.
    static_cast<void>(kernel::madvise(r.lo, r.block_bytes * r.count, kernel::kMadvNohugepage));
  }
  return Errno::ok;
}

}  // namespace

Errno stack_guards_install(std::span<const StackRange> ranges, usize guard_bytes) {
  if (guards.mode != GuardMode::protection) {
    Errno e = Errno::enosys;
    if (!guards.one_by_one) {
      e = advise_many(ranges, guard_bytes);
      // Anything but success: perhaps a kernel that knows the advice, but not for several at once.
      if (e != Errno::ok) guards.one_by_one = true;
    }
    if (e != Errno::ok) e = each_guard(ranges, guard_bytes, advise);
    if (e == Errno::ok) guards.mode = GuardMode::advice;
    if (e == Errno::ok || e == Errno::enomem || guards.mode == GuardMode::advice) return e;
    guards.mode = GuardMode::protection;
  }
  return protect_each(ranges, guard_bytes);
}

const char* stack_guard_mode() {
  switch (guards.mode) {
    case GuardMode::advice:
      return "madv_guard_install";
    case GuardMode::protection:
      return "mprotect";
    case GuardMode::undecided:
      break;
  }
  return "undecided";
}

}  // namespace rt
