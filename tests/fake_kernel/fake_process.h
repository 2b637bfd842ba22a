// tests/fake_kernel/fake_process.h - ids, CPUs, limits, signals, threads and children, on paper.
//
// Nothing here happens to the test's own process, save exit: it ends with the status given, so
// that Criterion can expect it. Threads are recorded; who wants to run one calls its entry.
// Layer: tests.
#pragma once
#include <array>
#include <deque>
#include <map>
#include <vector>

#include "base/types.h"
#include "kernel_iface/process.h"
#include "kernel_iface/signal.h"

namespace rt {

class FakeMm;
class FakeFd;

class FakeProcess {
 public:
  FakeProcess(FakeMm* mm, FakeFd* fd, i64* now_ns);

  static constexpr i32 kPid = 1000;
  static constexpr i32 kParentPid = 999;

  struct Thread {
    u64 flags;
    uptr stack_hi;
    u32* tid_word;
    uptr thread_pointer;
    void (*entry)(void*);
    void* arg;
    u32 tid;
  };
  struct Sent {
    i32 pid;
    u32 tid;  // 0: to the whole process
    u32 sig;
  };
  struct Child {
    i32 pid;
    i32 status;
  };

  // What a test may set.
  std::vector<u64> cpus{0xff};            // the affinity mask
  u32 possible_cpus = 64;                 // the size of the kernel's own masks, in bits
  std::map<u32, kernel::Rlimit> limits;   // by resource; infinite unless set
  u64 random_state = 0x9e3779b97f4a7c15;  // getrandom's bytes follow from it
  std::deque<Child> ended;                // what wait4 finds

  // What happened.
  std::vector<Thread> threads;
  std::vector<Sent> sent;
  std::vector<i32> forked;  // pids
  std::array<kernel::Sigaction, kernel::kSigCount> actions{};
  kernel::Sigset mask;
  kernel::AltStack alt_stack{0, kernel::kSsDisable, 0, 0};
  u32 yields = 0;

  // For the dispatch, and for the fake rt_clone.
  bool call(u32 number, const long* words, long* result);
  long clone_thread(Thread thread);

 private:
  long sigaction(u32 sig, const kernel::Sigaction* act, kernel::Sigaction* old);
  long sigprocmask(u32 how, const kernel::Sigset* set, kernel::Sigset* old);
  long sigaltstack(const kernel::AltStack* stack, kernel::AltStack* old);
  long getaffinity(usize bytes, u64* out);
  long setaffinity(usize bytes, const u64* in);
  long prlimit(u32 resource, const kernel::Rlimit* set, kernel::Rlimit* old);
  long getrandom(u8* out, usize bytes);
  long send(i32 pid, u32 tid, u32 sig);
  long wait4(i32 pid, i32* status, u32 options);
  bool call_signals(u32 number, const long* w, long* result);
  bool call_children(u32 number, const long* w, long* result);
  [[noreturn]] void end(i32 status);

  FakeMm* mm_;
  FakeFd* fd_;
  i64* now_ns_;
  u32 next_id_ = kPid + 1;
};

}  // namespace rt
