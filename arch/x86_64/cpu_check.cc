// arch/x86_64/cpu_check.cc - whether this CPU can run this program: row 5 of the boot.
//
// Only in programs with an object for more than the first level: isa_level.h refers to it from there, and link.ld
// tells rt0.S. It runs before the thread register is set: no locks, no TLS, nothing but its stack.
// Layer: arch.
#include "cpuinfo_arch.h"
#include "syscall_arch.h"

// From link.ld: the highest level that any object of this program was compiled for.
extern "C" const rt::u8 rt_isa_level;

namespace rt::arch {

// On a CPU below the build's level the first unknown instruction would be a SIGILL somewhere in
// the program. One line and status 1 instead.
extern "C" void rt_cpu_check() {
  const u8 wanted = rt_isa_level;
  if (cpu_info().level >= wanted) return;
  char message[] = "rt0: this program needs a CPU with x86-64-v0 instructions, which this one has not\n";
  constexpr usize kDigit = 43;
  message[kDigit] = static_cast<char>('0' + wanted);
  (void)syscall(rt_sys_write, 2, message, sizeof message - 1);
  (void)syscall(rt_sys_exit_group, 1);
}

}  // namespace rt::arch
