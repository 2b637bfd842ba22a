// kernel_iface/random.cc - the call behind getrandom.
//
// Layer: kernel_iface.
#include "kernel_iface/random.h"

#include "syscall_arch.h"

namespace rt::kernel {

Result<usize> getrandom(void* out, usize bytes, u32 flags) {
  return result_of<usize>(arch::syscall(rt_sys_getrandom, out, bytes, flags));
}

}  // namespace rt::kernel
