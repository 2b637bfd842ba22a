// tests/fake_kernel/fake_process.cc - see fake_process.h.
//
// Layer: tests.
#include "tests/fake_kernel/fake_process.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/bits.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/clone.h"
#include "sysnum_arch.h"
#include "tests/fake_kernel/fake_fd.h"
#include "tests/fake_kernel/fake_mm.h"

namespace rt {

FakeProcess::FakeProcess(FakeMm* mm, FakeFd* fd, i64* now_ns) : mm_(mm), fd_(fd), now_ns_(now_ns) {
  limits[kernel::kRlimitStack] = {8 << 20, kernel::kRlimInfinity};
  limits[kernel::kRlimitNofile] = {1024, 4096};
}

long FakeProcess::clone_thread(Thread thread) {
  thread.tid = next_id_++;
  if ((thread.flags & kernel::kCloneParentSettid) != 0) *thread.tid_word = thread.tid;
  threads.push_back(thread);
  return thread.tid;
}

long FakeProcess::sigaction(u32 sig, const kernel::Sigaction* act, kernel::Sigaction* old) {
  if (sig == 0 || sig >= kernel::kSigCount) return -EINVAL;
  if (act != nullptr && (sig == kernel::kSigKill || sig == kernel::kSigStop)) return -EINVAL;
  if (old != nullptr) *old = actions[sig];
  if (act != nullptr) actions[sig] = *act;
  return 0;
}

long FakeProcess::sigprocmask(u32 how, const kernel::Sigset* set, kernel::Sigset* old) {
  // The kernel reads the set before it looks at how; code asks it so whether a page is guarded.
  if (set != nullptr && mm_->is_guard(reinterpret_cast<uptr>(set))) return -EFAULT;
  const kernel::Sigset before = mask;
  if (set != nullptr) {
    switch (how) {
      case kernel::kSigBlock:
        mask.bits |= set->bits;
        break;
      case kernel::kSigUnblock:
        mask.bits &= ~set->bits;
        break;
      case kernel::kSigSetmask:
        mask.bits = set->bits;
        break;
      default:
        return -EINVAL;
    }
    mask.remove(kernel::kSigKill);
    mask.remove(kernel::kSigStop);
  }
  if (old != nullptr) *old = before;
  return 0;
}

long FakeProcess::sigaltstack(const kernel::AltStack* stack, kernel::AltStack* old) {
  const kernel::AltStack before = alt_stack;
  if (stack != nullptr) {
    if ((stack->flags & ~kernel::kSsDisable) != 0) return -EINVAL;
    if (stack->flags == 0 && stack->bytes < 2048) return -ENOMEM;
    alt_stack = *stack;
  }
  if (old != nullptr) *old = before;
  return 0;
}

long FakeProcess::getaffinity(usize bytes, u64* out) {
  if (bytes * 8 < possible_cpus || bytes % 8 != 0) return -EINVAL;
  const usize filled = std::min<usize>(bytes, align_up(possible_cpus, 64) / 8);
  for (usize i = 0; i < filled / 8; i++) out[i] = i < cpus.size() ? cpus[i] : 0;
  return static_cast<long>(filled);
}

long FakeProcess::setaffinity(usize bytes, const u64* in) {
  std::vector<u64> wanted(in, in + bytes / 8);
  if (std::all_of(wanted.begin(), wanted.end(), [](u64 w) { return w == 0; })) return -EINVAL;
  cpus = std::move(wanted);
  return 0;
}

long FakeProcess::prlimit(u32 resource, const kernel::Rlimit* set, kernel::Rlimit* old) {
  if (resource > 15) return -EINVAL;
  auto [it, fresh] =
      limits.try_emplace(resource, kernel::Rlimit{kernel::kRlimInfinity, kernel::kRlimInfinity});
  const kernel::Rlimit before = it->second;
  if (set != nullptr) {
    if (set->cur > set->max) return -EINVAL;
    if (set->max > before.max) return -EPERM;
    it->second = *set;
    if (resource == kernel::kRlimitAs) mm_->limit_bytes = set->cur;
  }
  if (old != nullptr) *old = before;
  return 0;
}

long FakeProcess::getrandom(u8* out, usize bytes) {
  for (usize i = 0; i < bytes; i++) {  // xorshift64 (Marsaglia, 2003)
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    out[i] = static_cast<u8>(random_state >> 32);
  }
  return static_cast<long>(bytes);
}

long FakeProcess::send(i32 pid, u32 tid, u32 sig) {
  if (sig >= kernel::kSigCount) return -EINVAL;
  const auto has_tid = [&](const Thread& t) { return t.tid == tid; };
  const bool ours = tid == 0 || tid == kPid || std::any_of(threads.begin(), threads.end(), has_tid);
  const bool child = std::find(forked.begin(), forked.end(), pid) != forked.end();
  if (!(pid == kPid && ours) && !child) return -ESRCH;
  if (sig != 0) sent.push_back({pid, tid, sig});
  return 0;
}

long FakeProcess::wait4(i32 pid, i32* status, u32 options) {
  const auto matches = [&](const Child& c) { return pid == -1 || c.pid == pid; };
  const auto it = std::find_if(ended.begin(), ended.end(), matches);
  if (it == ended.end()) return (options & kernel::kWaitNohang) != 0 && !forked.empty() ? 0 : -ECHILD;
  const Child child = *it;
  ended.erase(it);
  if (status != nullptr) *status = child.status;
  return child.pid;
}

void FakeProcess::end(i32 status) {
  fd_->dump();
  ::_exit(status);
}

bool FakeProcess::call_signals(u32 number, const long* w, long* result) {
  switch (number) {
    case kSysRtSigaction:
      *result = sigaction(static_cast<u32>(w[0]), reinterpret_cast<const kernel::Sigaction*>(w[1]),
                          reinterpret_cast<kernel::Sigaction*>(w[2]));
      return true;
    case kSysRtSigprocmask:
      *result = sigprocmask(static_cast<u32>(w[0]), reinterpret_cast<const kernel::Sigset*>(w[1]),
                            reinterpret_cast<kernel::Sigset*>(w[2]));
      return true;
    case kSysSigaltstack:
      *result = sigaltstack(reinterpret_cast<const kernel::AltStack*>(w[0]),
                            reinterpret_cast<kernel::AltStack*>(w[1]));
      return true;
    case kSysTgkill:
      *result = send(static_cast<i32>(w[0]), static_cast<u32>(w[1]), static_cast<u32>(w[2]));
      return true;
    case kSysKill:
      *result = send(static_cast<i32>(w[0]), 0, static_cast<u32>(w[1]));
      return true;
    default:
      return false;
  }
}

bool FakeProcess::call_children(u32 number, const long* w, long* result) {
  switch (number) {
    case kSysClone:  // fork: the test plays the parent
      forked.push_back(static_cast<i32>(next_id_));
      *result = next_id_++;
      return true;
    case kSysExecve:
      *result = -ENOENT;
      return true;
    case kSysWait4:
      *result = wait4(static_cast<i32>(w[0]), reinterpret_cast<i32*>(w[1]), static_cast<u32>(w[2]));
      return true;
    case kSysExit:
    case kSysExitGroup:
      end(static_cast<i32>(w[0]));
    default:
      return false;
  }
}

bool FakeProcess::call(u32 number, const long* w, long* result) {
  if (call_signals(number, w, result) || call_children(number, w, result)) return true;
  switch (number) {
    case kSysGetpid:
    case kSysGettid:
      *result = kPid;
      return true;
    case kSysGetppid:
      *result = kParentPid;
      return true;
    case kSysSchedYield:
      yields++;
      *result = 0;
      return true;
    case kSysGetcpu:
      if (w[0] != 0) *reinterpret_cast<u32*>(w[0]) = 0;
      *result = 0;
      return true;
    case kSysSchedGetaffinity:
      *result = getaffinity(static_cast<usize>(w[1]), reinterpret_cast<u64*>(w[2]));
      return true;
    case kSysSchedSetaffinity:
      *result = setaffinity(static_cast<usize>(w[1]), reinterpret_cast<const u64*>(w[2]));
      return true;
    case kSysPrlimit64:
      *result = prlimit(static_cast<u32>(w[1]), reinterpret_cast<const kernel::Rlimit*>(w[2]),
                        reinterpret_cast<kernel::Rlimit*>(w[3]));
      return true;
    case kSysGetrandom:
      *result = getrandom(reinterpret_cast<u8*>(w[0]), static_cast<usize>(w[1]));
      return true;
    case kSysNanosleep:
      *now_ns_ += kernel::timespec_to_ns(*reinterpret_cast<const kernel::Timespec*>(w[0]));
      if (w[1] != 0) *reinterpret_cast<kernel::Timespec*>(w[1]) = {0, 0};
      *result = 0;
      return true;
    default:
      return false;
  }
}

}  // namespace rt
