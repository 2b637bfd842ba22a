// tests/programs/boot_cpu.cc - a program for x86-64-v3 on a lesser CPU says so and starts nothing.
//
// Under qemu-user there are also no guard pages by madvise, and on some versions no vDSO: fallbacks run.
//
// flags: -march=x86-64-v3
// builds: gcc clang
// procs: 1
// run: lesser
// under: qemu-x86_64 -cpu Nehalem
// status: 1
// stdout!~ .
// stderr: rt0: this program needs a CPU with x86-64-v3 instructions, which this one has not
// run: oldest
// under: qemu-x86_64 -cpu qemu64
// status: 1
// stderr: rt0: this program needs a CPU with x86-64-v3 instructions, which this one has not
#include <rt0/rt0.h>

int main() { rt0::println("never"); }
