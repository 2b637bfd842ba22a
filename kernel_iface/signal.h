// kernel_iface/signal.h - signals: sets, handlers, masks, the stack that handlers run on.
//
// What a signal means is sched/signal.cc's. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"
#include "uapi_arch.h"

namespace rt::kernel {

// Signals of include/uapi/asm-generic/signal.h, the same on every isa that rt0 knows.
inline constexpr u32 kSigHup = 1;
inline constexpr u32 kSigInt = 2;
inline constexpr u32 kSigQuit = 3;
inline constexpr u32 kSigIll = 4;
inline constexpr u32 kSigTrap = 5;
inline constexpr u32 kSigAbrt = 6;
inline constexpr u32 kSigBus = 7;
inline constexpr u32 kSigFpe = 8;
inline constexpr u32 kSigKill = 9;
inline constexpr u32 kSigUsr1 = 10;
inline constexpr u32 kSigSegv = 11;
inline constexpr u32 kSigUsr2 = 12;
inline constexpr u32 kSigPipe = 13;
inline constexpr u32 kSigAlrm = 14;
inline constexpr u32 kSigTerm = 15;
inline constexpr u32 kSigStkflt = 16;
inline constexpr u32 kSigChld = 17;
inline constexpr u32 kSigCont = 18;
inline constexpr u32 kSigStop = 19;
inline constexpr u32 kSigTstp = 20;
inline constexpr u32 kSigTtin = 21;
inline constexpr u32 kSigTtou = 22;
inline constexpr u32 kSigUrg = 23;
inline constexpr u32 kSigXcpu = 24;
inline constexpr u32 kSigXfsz = 25;
inline constexpr u32 kSigVtalrm = 26;
inline constexpr u32 kSigProf = 27;
inline constexpr u32 kSigWinch = 28;
inline constexpr u32 kSigIo = 29;
inline constexpr u32 kSigPwr = 30;
inline constexpr u32 kSigSys = 31;
inline constexpr u32 kSigRtmin = 32;
inline constexpr u32 kSigCount = 65;  // one above the highest

// Handlers that are no functions: include/uapi/asm-generic/signal-defs.h.
inline constexpr uptr kSigDfl = 0;  // SIG_DFL
inline constexpr uptr kSigIgn = 1;  // SIG_IGN

// Flags of a Sigaction: include/uapi/asm-generic/signal-defs.h.
inline constexpr u64 kSaNocldstop = 0x00000001;  // SA_NOCLDSTOP
inline constexpr u64 kSaSiginfo = 0x00000004;    // SA_SIGINFO
inline constexpr u64 kSaOnstack = 0x08000000;    // SA_ONSTACK
inline constexpr u64 kSaRestart = 0x10000000;    // SA_RESTART
inline constexpr u64 kSaNodefer = 0x40000000;    // SA_NODEFER
inline constexpr u64 kSaResethand = 0x80000000;  // SA_RESETHAND

// How sigprocmask changes the mask: include/uapi/asm-generic/signal-defs.h.
inline constexpr u32 kSigBlock = 0;    // SIG_BLOCK
inline constexpr u32 kSigUnblock = 1;  // SIG_UNBLOCK
inline constexpr u32 kSigSetmask = 2;  // SIG_SETMASK

// Codes of a Siginfo: include/uapi/asm-generic/siginfo.h.
inline constexpr i32 kSiUser = 0;       // SI_USER: kill
inline constexpr i32 kSiKernel = 0x80;  // SI_KERNEL
inline constexpr i32 kSiTkill = -6;     // SI_TKILL: tgkill
inline constexpr i32 kSegvMaperr = 1;   // SEGV_MAPERR: nothing is mapped there
inline constexpr i32 kSegvAccerr = 2;   // SEGV_ACCERR: mapped, but not for this
inline constexpr i32 kFpeIntdiv = 1;    // FPE_INTDIV

// Sigset: bit n - 1 stands for signal n, as the kernel's sigset_t.
struct Sigset {
  u64 bits = 0;

  static constexpr Sigset all() { return {~u64{0}}; }
  static constexpr Sigset of(u32 sig) { return {u64{1} << (sig - 1)}; }
  constexpr bool has(u32 sig) const { return (bits >> (sig - 1) & 1) != 0; }
  constexpr void add(u32 sig) { bits |= u64{1} << (sig - 1); }
  constexpr void remove(u32 sig) { bits &= ~(u64{1} << (sig - 1)); }
};

// siginfo_t of include/uapi/asm-generic/siginfo.h, its parts that the runtime reads.
struct Siginfo {
  i32 signo;
  i32 error;
  i32 code;
  i32 pad;
  union {
    uptr addr;  // of a fault: SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP
    struct {
      i32 pid;  // who sent it: SI_USER, SI_TKILL, SIGCHLD
      u32 uid;
    } sender;
    u64 fields[14];
  };
};
static_assert(sizeof(Siginfo) == 128);

// stack_t of include/uapi/asm-generic/signal.h; flags of include/uapi/linux/signal.h.
struct AltStack {
  uptr lo;
  i32 flags;  // kSsDisable: none; kSsOnstack, only read: in use now
  u32 pad;
  usize bytes;
};
static_assert(sizeof(AltStack) == 24);
inline constexpr i32 kSsOnstack = 1;  // SS_ONSTACK
inline constexpr i32 kSsDisable = 2;  // SS_DISABLE

// Where a handler returns to: the rt_sigreturn system call, in arch/<isa>/signal.S.
extern "C" void rt_sigreturn();

// sigaction_of makes a Sigaction with the restorer that the isa needs.
//   handler  void (int, Siginfo*, arch::Ucontext*) with kSaSiginfo; kSigDfl, kSigIgn
Sigaction sigaction_of(uptr handler, u64 flags, Sigset mask);

// rt_sigaction sets and reads what a signal does, for the whole process.
//   act, old  either may be null
//   returns   ok, or einval: no such signal, or SIGKILL or SIGSTOP
// Any stack. man 2 sigaction.
[[nodiscard]] Errno rt_sigaction(u32 sig, const Sigaction* act, Sigaction* old);

// rt_sigprocmask changes and reads the mask of the calling thread.
//   how       kSigBlock, kSigUnblock, kSigSetmask
//   set, old  either may be null
//   returns   ok, or einval: how is none of the three
// Any stack. man 2 sigprocmask.
[[nodiscard]] Errno rt_sigprocmask(u32 how, const Sigset* set, Sigset* old);

// sigaltstack sets and reads the stack for handlers with kSaOnstack, per thread.
//   returns  ok
//            eperm   the thread runs on its alternate stack
//            enomem  fewer bytes than a signal frame needs (AT_MINSIGSTKSZ)
//            einval  flags
// Any stack. man 2 sigaltstack.
[[nodiscard]] Errno sigaltstack(const AltStack* stack, AltStack* old);

}  // namespace rt::kernel
