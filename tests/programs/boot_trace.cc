// tests/programs/boot_trace.cc - the order of the boot: every row under its name, each with its facts.
//
// run: silent without the option
// stdout: main
// run: the golden order
// under: tests/programs/boot_steps.sh
// stdout-file: tests/programs/expect/boot_trace.txt
// run: facts that make sense
// env: GODEBUG=boottrace=1
// procs: 2
// stdout: main
// stderr~ _rt0_amd64_linux$
// stderr~ g0_stack lo=0x[0-9a-f]+ hi=0x[0-9a-f]+ stackguard0=0x[0-9a-f]+$
// stderr~ args argc=1 envc=[0-9]+ auxv=[1-9][0-9]+ pagesize=[0-9]+ secure=0 vdso=0x[0-9a-f]+$
// stderr~ osinit ncpu=[0-9]+ why=affinity quota=[0-9]+ hugepagesize=[0-9]+ clock=(vdso|syscall)$
// stderr~ mcommoninit m=0 gsignal=0x[0-9a-f]+ guards=(madv_guard_install|mprotect)$
// stderr~ procresize procs=2$
// stderr~ runtime_init_time ns=[1-9][0-9]*$
#include <rt0/rt0.h>

int main() { rt0::println("main"); }
