// kernel_iface/signal.cc - the calls on signals.
//
// Layer: kernel_iface.
#include "kernel_iface/signal.h"

#include "syscall_arch.h"

namespace rt::kernel {

Sigaction sigaction_of(uptr handler, u64 flags, Sigset mask) {
  Sigaction act{};
  act.handler = handler;
  act.flags = flags;
  act.mask = mask.bits;
  sigaction_set_restorer(&act, reinterpret_cast<uptr>(&rt_sigreturn));
  return act;
}

Errno rt_sigaction(u32 sig, const Sigaction* act, Sigaction* old) {
  return errno_of(arch::syscall(rt_sys_rt_sigaction, sig, act, old, sizeof(Sigset)));
}

Errno rt_sigprocmask(u32 how, const Sigset* set, Sigset* old) {
  return errno_of(arch::syscall(rt_sys_rt_sigprocmask, how, set, old, sizeof(Sigset)));
}

Errno sigaltstack(const AltStack* stack, AltStack* old) {
  return errno_of(arch::syscall(rt_sys_sigaltstack, stack, old));
}

}  // namespace rt::kernel
