// tests/unit/kernel_iface/signal_test.cc - sets, handlers, masks, alternate stacks.
//
// Layer: tests.
#include "kernel_iface/signal.h"

#include <criterion/criterion.h>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/show.h"
#include "ucontext_arch.h"

using namespace rt;
using namespace rt::kernel;

Test(signal, set_has_a_bit_per_signal) {
  Sigset s;
  s.add(kSigHup);
  s.add(64);
  cr_assert(eq(u64, s.bits, 1 | u64{1} << 63));
  cr_assert(s.has(64) && s.has(kSigHup) && !s.has(kSigInt));
  s.remove(64);
  cr_assert(eq(u64, s.bits, 1));
  cr_assert(eq(u64, Sigset::all().bits, ~u64{0}));
}

Test(signal, sigaction_passes_handler_mask_and_restorer) {
  const Sigaction act = sigaction_of(0x1234, kSaSiginfo | kSaOnstack, Sigset::all());
  Sigaction old{};
  cr_assert(eq(type(Errno), kernel::rt_sigaction(kSigSegv, &act, &old), Errno::ok));
  cr_assert(eq(u64, old.handler, kSigDfl));
  const Sigaction set = fake_kernel.process.actions[kSigSegv];
  cr_assert(eq(u64, set.handler, 0x1234));
  cr_assert(eq(u64, set.mask, ~u64{0}));
  cr_assert(eq(u64, set.flags & kSaSiginfo, kSaSiginfo));
  cr_assert(eq(u64, set.restorer, reinterpret_cast<uptr>(&rt_sigreturn)));
  cr_assert(eq(u64, set.flags & kSaRestorer, kSaRestorer));
  cr_assert(eq(i64, fake_kernel.log().back().words[3], 8));
}

Test(signal, sigaction_refuses_kill_and_nonsense) {
  const Sigaction act = sigaction_of(kSigIgn, 0, {});
  for (const u32 sig : {0u, kSigKill, kSigStop, kSigCount}) {
    cr_assert(eq(type(Errno), kernel::rt_sigaction(sig, &act, nullptr), Errno::einval));
  }
}

Test(signal, mask_is_changed_and_read) {
  Sigset s, old;
  s.add(kSigUrg);
  cr_assert(eq(type(Errno), kernel::rt_sigprocmask(kSigBlock, &s, &old), Errno::ok));
  cr_assert(eq(u64, old.bits, 0));
  cr_assert(eq(type(Errno), kernel::rt_sigprocmask(kSigUnblock, nullptr, &old), Errno::ok));
  cr_assert(old.has(kSigUrg));
  cr_assert(eq(type(Errno), kernel::rt_sigprocmask(17, &s, nullptr), Errno::einval));
}

Test(signal, alternate_stack_is_set_and_read) {
  const AltStack stack{0x10000, 0, 0, 32768};
  AltStack old{};
  cr_assert(eq(type(Errno), kernel::sigaltstack(&stack, &old), Errno::ok));
  cr_assert(eq(i32, old.flags, kSsDisable));
  cr_assert(eq(type(Errno), kernel::sigaltstack(nullptr, &old), Errno::ok));
  cr_assert(eq(sz, old.bytes, 32768));
  const AltStack tiny{0x10000, 0, 0, 100};
  cr_assert(eq(type(Errno), kernel::sigaltstack(&tiny, nullptr), Errno::enomem));
}

Test(signal, a_call_injected_into_a_frame_returns_to_where_it_was) {
  alignas(16) u64 stack[64] = {};
  arch::Ucontext uc{};
  const uptr sp = reinterpret_cast<uptr>(&stack[60]);
  arch::ucontext_set_sp(&uc, sp);
  arch::ucontext_set_pc(&uc, 0x1111);
  arch::ucontext_set_fp(&uc, 0x2222);
  arch::ucontext_call(&uc, 0x3333);
  cr_assert(eq(u64, arch::ucontext_pc(&uc), 0x3333));
  cr_assert(eq(u64, arch::ucontext_fp(&uc), 0x2222));
  cr_assert(arch::ucontext_sp(&uc) + 8 <= sp - 128);
  cr_assert(eq(u64, arch::ucontext_sp(&uc) % 16, 8));
  cr_assert(eq(u64, *reinterpret_cast<u64*>(arch::ucontext_sp(&uc)), 0x1111));
}
