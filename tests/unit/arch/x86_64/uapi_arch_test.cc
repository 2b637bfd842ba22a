// tests/unit/arch/x86_64/uapi_arch_test.cc - what the kernel lays out in its own way on this isa.
//
// The part of uapi_test.cc that another isa answers otherwise. Layer: tests.
#include "uapi_arch.h"

#include <criterion/criterion.h>

#include <asm/prctl.h>
#include <elf.h>
#include <signal.h>
#include <ucontext.h>

#include "tests/support/same.h"
#include "ucontext_arch.h"
#include "vdso_arch.h"

// The kernel's own struct sigaction; the C library has another one under the same name.
#undef sa_handler
#undef sa_sigaction
namespace uapi {
#include <asm/signal.h>
}

using namespace rt;
using namespace rt::kernel;

Test(uapi_arch, signal_frame) {
  FIELD(arch::Ucontext, flags, ucontext_t, uc_flags);
  FIELD(arch::Ucontext, link, ucontext_t, uc_link);
  SAME(offsetof(arch::Ucontext, stack_sp), offsetof(ucontext_t, uc_stack.ss_sp));
  SAME(offsetof(arch::Ucontext, stack_flags), offsetof(ucontext_t, uc_stack.ss_flags));
  SAME(offsetof(arch::Ucontext, stack_bytes), offsetof(ucontext_t, uc_stack.ss_size));
  SAME(offsetof(arch::Ucontext, mcontext), offsetof(ucontext_t, uc_mcontext));
  SAME(offsetof(arch::Ucontext, sigmask), offsetof(ucontext_t, uc_sigmask));
  SAME(sizeof(arch::Sigcontext), sizeof(sigcontext));
  FIELD(arch::Sigcontext, r8, sigcontext, r8);
  FIELD(arch::Sigcontext, r15, sigcontext, r15);
  FIELD(arch::Sigcontext, rdi, sigcontext, rdi);
  FIELD(arch::Sigcontext, rbp, sigcontext, rbp);
  FIELD(arch::Sigcontext, rsp, sigcontext, rsp);
  FIELD(arch::Sigcontext, rip, sigcontext, rip);
  FIELD(arch::Sigcontext, eflags, sigcontext, eflags);
  FIELD(arch::Sigcontext, err, sigcontext, err);
  FIELD(arch::Sigcontext, trapno, sigcontext, trapno);
  FIELD(arch::Sigcontext, cr2, sigcontext, cr2);
  SAME(offsetof(arch::Sigcontext, fpstate), offsetof(sigcontext, fpstate));
}

Test(uapi_arch, sigaction_has_a_restorer) {
  FIELD(Sigaction, restorer, uapi::sigaction, sa_restorer);
  SAME(kSaRestorer, SA_RESTORER);
}

Test(uapi_arch, constants) {
  SAME(kArchSetFs, ARCH_SET_FS);
  SAME(kArchGetFs, ARCH_GET_FS);
}
