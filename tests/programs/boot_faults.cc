// tests/programs/boot_faults.cc - each kernel call of the boot refused in turn: a defined end or a way around.
//
// strace's fault injection plays the kernel. What is essential ends the process with a clear line and status
// 2 (settls, before anything can be printed, with a fault at 0xf1); what is not is done without.
//
// builds: gcc
// procs: 2
// run: settls
// under: strace -f -qqq -o /dev/null -e inject=arch_prctl:error=EPERM
// signal: 11
// run: no affinity
// under: strace -f -qqq -o /dev/null -e inject=sched_getaffinity:error=EINVAL
// stdout: ok
// run: no files at all
// under: strace -f -qqq -o /dev/null -e inject=openat:error=EMFILE
// stdout: ok
// run: the first mapping, which is the heap's reservation, and all but small ones
// under: strace -f -qqq -o /dev/null -e inject=mmap:error=ENOMEM:when=1
// stdout: ok
// run: the second mapping
// under: strace -f -qqq -o /dev/null -e inject=mmap:error=ENOMEM:when=2
// stdout: ok
// run: no mapping at all
// under: strace -f -qqq -o /dev/null -e inject=mmap:error=ENOMEM
// status: 2
// stderr~ ^fatal error: mallocinit: cannot reserve address space for the heap$
// run: no guards in one call
// under: strace -f -qqq -o /dev/null -e inject=process_madvise:error=EBADF
// stdout: ok
// run: no guards by madvise
// under: strace -f -qqq -o /dev/null -e inject=process_madvise,madvise:error=EINVAL
// stdout: ok
// run: no random bytes
// under: strace -f -qqq -o /dev/null -e inject=getrandom:error=ENOSYS
// stdout: ok
// run: no alternate stack
// under: strace -f -qqq -o /dev/null -e inject=sigaltstack:error=ENOMEM
// status: 2
// stderr~ ^fatal error: minit: sigaltstack
// run: no signal mask
// under: strace -f -qqq -o /dev/null -e inject=rt_sigprocmask:error=EINVAL
// status: 2
// stderr~ ^fatal error: msigsave: rt_sigprocmask
// run: no handlers
// under: strace -f -qqq -o /dev/null -e inject=rt_sigaction:error=EINVAL
// status: 2
// stderr~ ^fatal error: signal: rt_sigaction
// run: a signal that an emulator keeps for itself, among those that sysmon's thread catches later
// under: strace -f -qqq -o /dev/null -e inject=rt_sigaction:error=EINVAL:when=20
// args: long
// stdout: ok
// run: any other refusal there
// under: strace -f -qqq -o /dev/null -e inject=rt_sigaction:error=EPERM:when=20
// args: long
// status: 2
// stderr~ ^fatal error: signal: rt_sigaction
// run: no threads
// under: strace -f -qqq -o /dev/null -e inject=clone:error=EAGAIN
// status: 2
// stderr~ ^runtime: failed to create new OS thread \(have [0-9]+ already; errno=11\)$
// stderr~ ^fatal error: newm: clone$
// run: nobody reads what we print
// under: strace -f -qqq -o /dev/null -e inject=write:error=EIO
#include <rt0/rt0.h>

int main(int argc, char**) {
  if (argc > 1) rt0::sleep(std::chrono::milliseconds(50));
  rt0::println("ok");
}
