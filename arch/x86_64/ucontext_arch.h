// arch/x86_64/ucontext_arch.h - the frame that the kernel pushes for a signal handler.
//
// A handler gets (signal number, Siginfo*, Ucontext*). The registers of the interrupted code are
// in the Ucontext and are restored from it by rt_sigreturn: writing pc and sp is how the runtime
// makes a goroutine go on elsewhere. Layouts of arch/x86/include/uapi/asm/sigcontext.h and
// include/uapi/asm-generic/ucontext.h.
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::arch {

// struct sigcontext (struct sigcontext_64 of the kernel).
struct Sigcontext {
  u64 r8, r9, r10, r11, r12, r13, r14, r15;
  u64 rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
  u64 eflags;
  u16 cs, gs, fs, ss;
  u64 err;     // page fault error code: bit 1 set for a write, bit 4 for a fetch
  u64 trapno;  // 14 for a page fault
  u64 oldmask;
  u64 cr2;  // the address that faulted
  void* fpstate;
  u64 reserved[8];
};
static_assert(sizeof(Sigcontext) == 256);

// struct ucontext. A larger frame, with the vector registers, hangs off mcontext.fpstate.
struct Ucontext {
  u64 flags;
  Ucontext* link;
  void* stack_sp;  // the alternate stack in force when the signal came (stack_t)
  i32 stack_flags;
  u64 stack_bytes;
  Sigcontext mcontext;
  u64 sigmask;  // restored when the handler returns
};
static_assert(offsetof(Ucontext, mcontext) == 40 && offsetof(Ucontext, sigmask) == 296);

inline uptr ucontext_pc(const Ucontext* uc) { return uc->mcontext.rip; }
inline uptr ucontext_sp(const Ucontext* uc) { return uc->mcontext.rsp; }
inline uptr ucontext_fp(const Ucontext* uc) { return uc->mcontext.rbp; }
inline void ucontext_set_pc(Ucontext* uc, uptr pc) { uc->mcontext.rip = pc; }
inline void ucontext_set_sp(Ucontext* uc, uptr sp) { uc->mcontext.rsp = sp; }
inline void ucontext_set_fp(Ucontext* uc, uptr fp) { uc->mcontext.rbp = fp; }

// ucontext_call makes the interrupted code go on as if it had called fn from where it stopped: the
// return address is pushed below the red zone, sp is as a callee expects it, and fp stays, so
// a traceback from fn shows the interrupted frames. fn must not return.
inline void ucontext_call(Ucontext* uc, uptr fn) {
  const uptr sp = ((ucontext_sp(uc) - 128) & ~uptr{15}) - 8;
  *reinterpret_cast<uptr*>(sp) = ucontext_pc(uc);
  ucontext_set_sp(uc, sp);
  ucontext_set_pc(uc, fn);
}

}  // namespace rt::arch
