// tests/unit/uapi_test.cc - every number and structure of the shim against the real headers.
//
// The kernel's headers (linux-libc-dev) where they can be included beside the C library's, otherwise the C
// library's own, which hand the kernel's layouts through. What the installed headers are too old to name is
// left out here and marked with the version that brought it. What differs by isa is in tests/unit/arch.
// Layer: tests.
#include <criterion/criterion.h>

#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <linux/auxvec.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "kernel_iface/auxv.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/clone.h"
#include "kernel_iface/elf.h"
#include "kernel_iface/errno.h"
#include "kernel_iface/file.h"
#include "kernel_iface/futex.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/process.h"
#include "kernel_iface/random.h"
#include "kernel_iface/signal.h"
#include "sysnum_arch.h"
#include "tests/support/same.h"

// The kernel's own struct sigaction; the C library has another one under the same name.
#undef sa_handler
#undef sa_sigaction
namespace uapi {
#include <asm/signal.h>
}

using namespace rt;
using namespace rt::kernel;

Test(uapi, system_call_numbers) {
#define CHECK(name, Name, number) \
  SAME(number, SYS_##name);       \
  SAME(kSys##Name, number);
  RT_SYSCALLS(CHECK)
#undef CHECK
}

Test(uapi, errors) {
  SAME(Errno::enoent, ENOENT);
  SAME(Errno::eagain, EAGAIN);
  SAME(Errno::ewouldblock, EWOULDBLOCK);
  SAME(Errno::enotsup, ENOTSUP);
  SAME(Errno::etimedout, ETIMEDOUT);
  SAME(Errno::ehwpoison, EHWPOISON);
#define CHECK(name, number, text) SAME(Errno::name, number);
  RT_ERRNOS(CHECK)  // the names are compared in errno_test.cc
#undef CHECK
}

Test(uapi, mman) {
  SAME(kProtNone, PROT_NONE);
  SAME(kProtRead, PROT_READ);
  SAME(kProtWrite, PROT_WRITE);
  SAME(kProtExec, PROT_EXEC);
  SAME(kMapShared, MAP_SHARED);
  SAME(kMapPrivate, MAP_PRIVATE);
  SAME(kMapFixed, MAP_FIXED);
  SAME(kMapAnonymous, MAP_ANONYMOUS);
  SAME(kMapNoreserve, MAP_NORESERVE);
  SAME(kMapPopulate, MAP_POPULATE);
  SAME(kMapStack, MAP_STACK);
  SAME(kMapFixedNoreplace, MAP_FIXED_NOREPLACE);
  SAME(kMremapMaymove, MREMAP_MAYMOVE);
  SAME(kMadvNormal, MADV_NORMAL);
  SAME(kMadvSequential, MADV_SEQUENTIAL);
  SAME(kMadvWillneed, MADV_WILLNEED);
  SAME(kMadvDontneed, MADV_DONTNEED);
  SAME(kMadvFree, MADV_FREE);
  SAME(kMadvHugepage, MADV_HUGEPAGE);
  SAME(kMadvNohugepage, MADV_NOHUGEPAGE);
  SAME(kMadvDontdump, MADV_DONTDUMP);
  SAME(kMadvPopulateWrite, MADV_POPULATE_WRITE);
#ifdef MADV_COLLAPSE
  SAME(kMadvCollapse, MADV_COLLAPSE);  // Linux 6.1
#endif
#ifdef MADV_GUARD_INSTALL
  SAME(kMadvGuardInstall, MADV_GUARD_INSTALL);  // Linux 6.13
  SAME(kMadvGuardRemove, MADV_GUARD_REMOVE);
#endif
#ifdef PIDFD_SELF_THREAD_GROUP
  SAME(kPidfdSelfThreadGroup, PIDFD_SELF_THREAD_GROUP);  // Linux 6.14
#endif
  FIELD(Iovec, base, iovec, iov_base);
  FIELD(Iovec, bytes, iovec, iov_len);
  SAME(sizeof(Iovec), sizeof(iovec));
}

Test(uapi, clock_and_futex) {
  SAME(kClockRealtime, CLOCK_REALTIME);
  SAME(kClockMonotonic, CLOCK_MONOTONIC);
  FIELD(Timespec, s, timespec, tv_sec);
  FIELD(Timespec, ns, timespec, tv_nsec);
  SAME(sizeof(Timespec), sizeof(timespec));
  SAME(kFutexWaitPrivate, FUTEX_WAIT_PRIVATE);
  SAME(kFutexWakePrivate, FUTEX_WAKE_PRIVATE);
}

Test(uapi, clone) {
  SAME(kCloneVm, CLONE_VM);
  SAME(kCloneFs, CLONE_FS);
  SAME(kCloneFiles, CLONE_FILES);
  SAME(kCloneSighand, CLONE_SIGHAND);
  SAME(kCloneVfork, CLONE_VFORK);
  SAME(kCloneThread, CLONE_THREAD);
  SAME(kCloneSysvsem, CLONE_SYSVSEM);
  SAME(kCloneSettls, CLONE_SETTLS);
  SAME(kCloneParentSettid, CLONE_PARENT_SETTID);
  SAME(kCloneChildCleartid, CLONE_CHILD_CLEARTID);
  SAME(kCloneChildSettid, CLONE_CHILD_SETTID);
}

Test(uapi, process) {
  SAME(kRlimitStack, RLIMIT_STACK);
  SAME(kRlimitNproc, RLIMIT_NPROC);
  SAME(kRlimitNofile, RLIMIT_NOFILE);
  SAME(kRlimitAs, RLIMIT_AS);
  SAME(kRlimInfinity, RLIM64_INFINITY);
  FIELD(Rlimit, cur, rlimit64, rlim_cur);
  FIELD(Rlimit, max, rlimit64, rlim_max);
  SAME(kWaitNohang, WNOHANG);
  for (const int status : {0, 1 << 8, 255 << 8, 9, 11 | 0x80}) {
    SAME(wait_exited(status), WIFEXITED(status) != 0);
    if (wait_exited(status))
      SAME(wait_code(status), WEXITSTATUS(status));
    else
      SAME(wait_signal(status), WTERMSIG(status));
  }
}

Test(uapi, signal_numbers_and_flags) {
  const int theirs[] = {SIGHUP,  SIGINT,    SIGQUIT, SIGILL,   SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,
                        SIGKILL, SIGUSR1,   SIGSEGV, SIGUSR2,  SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT,
                        SIGCHLD, SIGCONT,   SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGURG,  SIGXCPU,
                        SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO,   SIGPWR,  SIGSYS,  __SIGRTMIN};
  const u32 ours[] = {kSigHup,  kSigInt,    kSigQuit, kSigIll,   kSigTrap, kSigAbrt, kSigBus,  kSigFpe,
                      kSigKill, kSigUsr1,   kSigSegv, kSigUsr2,  kSigPipe, kSigAlrm, kSigTerm, kSigStkflt,
                      kSigChld, kSigCont,   kSigStop, kSigTstp,  kSigTtin, kSigTtou, kSigUrg,  kSigXcpu,
                      kSigXfsz, kSigVtalrm, kSigProf, kSigWinch, kSigIo,   kSigPwr,  kSigSys,  kSigRtmin};
  static_assert(sizeof(ours) == sizeof(theirs));
  for (usize i = 0; i < std::size(ours); i++) SAME(ours[i], theirs[i]);
  SAME(kSigCount, _NSIG);
  SAME(kSigDfl, reinterpret_cast<uptr>(SIG_DFL));
  SAME(kSigIgn, reinterpret_cast<uptr>(SIG_IGN));
  SAME(kSaNocldstop, SA_NOCLDSTOP);
  SAME(kSaSiginfo, SA_SIGINFO);
  SAME(kSaOnstack, SA_ONSTACK);
  SAME(kSaRestart, SA_RESTART);
  SAME(kSaNodefer, SA_NODEFER);
  SAME(kSaResethand, static_cast<u32>(SA_RESETHAND));
  SAME(kSigBlock, SIG_BLOCK);
  SAME(kSigUnblock, SIG_UNBLOCK);
  SAME(kSigSetmask, SIG_SETMASK);
  SAME(kSiUser, SI_USER);
  SAME(kSiKernel, SI_KERNEL);
  SAME(kSiTkill, SI_TKILL);
  SAME(kSegvMaperr, SEGV_MAPERR);
  SAME(kSegvAccerr, SEGV_ACCERR);
  SAME(kFpeIntdiv, FPE_INTDIV);
  SAME(kSsOnstack, SS_ONSTACK);
  SAME(kSsDisable, SS_DISABLE);
}

Test(uapi, signal_structures) {
  SAME(sizeof(Siginfo), sizeof(siginfo_t));
  FIELD(Siginfo, signo, siginfo_t, si_signo);
  FIELD(Siginfo, error, siginfo_t, si_errno);
  FIELD(Siginfo, code, siginfo_t, si_code);
  SAME(offsetof(Siginfo, addr), offsetof(siginfo_t, si_addr));
  SAME(offsetof(Siginfo, sender.pid), offsetof(siginfo_t, si_pid));
  SAME(offsetof(Siginfo, sender.uid), offsetof(siginfo_t, si_uid));
  SAME(sizeof(AltStack), sizeof(stack_t));
  FIELD(AltStack, lo, stack_t, ss_sp);
  FIELD(AltStack, flags, stack_t, ss_flags);
  FIELD(AltStack, bytes, stack_t, ss_size);
  SAME(sizeof(Sigaction), sizeof(uapi::sigaction));
  FIELD(Sigaction, handler, uapi::sigaction, sa_handler);
  FIELD(Sigaction, flags, uapi::sigaction, sa_flags);
  FIELD(Sigaction, mask, uapi::sigaction, sa_mask);
}

Test(uapi, file_flags) {
  SAME(kOpenRdonly, O_RDONLY);
  SAME(kOpenWronly, O_WRONLY);
  SAME(kOpenRdwr, O_RDWR);
  SAME(kOpenAccmode, O_ACCMODE);
  SAME(kOpenCreat, O_CREAT);
  SAME(kOpenExcl, O_EXCL);
  SAME(kOpenNoctty, O_NOCTTY);
  SAME(kOpenTrunc, O_TRUNC);
  SAME(kOpenAppend, O_APPEND);
  SAME(kOpenNonblock, O_NONBLOCK);
  SAME(kOpenCloexec, O_CLOEXEC);
  SAME(kOpenDirect, O_DIRECT);
  SAME(kOpenLargefile, __O_LARGEFILE | 0100000);  // the C library's O_LARGEFILE is 0 on 64-bit isas
  SAME(kOpenDirectory, O_DIRECTORY);
  SAME(kOpenNofollow, O_NOFOLLOW);
  SAME(kAtFdcwd, AT_FDCWD);
  SAME(kAtSymlinkNofollow, AT_SYMLINK_NOFOLLOW);
  SAME(kAtRemovedir, AT_REMOVEDIR);
  SAME(kAtEmptyPath, AT_EMPTY_PATH);
  SAME(kSeekSet, SEEK_SET);
  SAME(kSeekCur, SEEK_CUR);
  SAME(kSeekEnd, SEEK_END);
  SAME(kFcntlGetfd, F_GETFD);
  SAME(kFcntlSetfd, F_SETFD);
  SAME(kFcntlGetfl, F_GETFL);
  SAME(kFcntlSetfl, F_SETFL);
  SAME(kFcntlDupfdCloexec, F_DUPFD_CLOEXEC);
  SAME(kFdCloexec, FD_CLOEXEC);
  SAME(kIoctlTcgets, TCGETS);
  SAME(kRenameNoreplace, RENAME_NOREPLACE);
  SAME(kGrndNonblock, GRND_NONBLOCK);
}

Test(uapi, file_types) {
  SAME(kModeType, S_IFMT);
  SAME(kModeSocket, S_IFSOCK);
  SAME(kModeLink, S_IFLNK);
  SAME(kModeRegular, S_IFREG);
  SAME(kModeBlock, S_IFBLK);
  SAME(kModeDir, S_IFDIR);
  SAME(kModeChar, S_IFCHR);
  SAME(kModeFifo, S_IFIFO);
  SAME(kDtUnknown, DT_UNKNOWN);
  SAME(kDtFifo, DT_FIFO);
  SAME(kDtChar, DT_CHR);
  SAME(kDtDir, DT_DIR);
  SAME(kDtBlock, DT_BLK);
  SAME(kDtRegular, DT_REG);
  SAME(kDtLink, DT_LNK);
  SAME(kDtSocket, DT_SOCK);
}

Test(uapi, file_structures) {
  using CStat = struct ::stat;
  SAME(sizeof(Stat), sizeof(CStat));
  FIELD(Stat, dev, CStat, st_dev);
  FIELD(Stat, ino, CStat, st_ino);
  FIELD(Stat, nlink, CStat, st_nlink);
  FIELD(Stat, mode, CStat, st_mode);
  FIELD(Stat, uid, CStat, st_uid);
  FIELD(Stat, gid, CStat, st_gid);
  FIELD(Stat, rdev, CStat, st_rdev);
  FIELD(Stat, size, CStat, st_size);
  FIELD(Stat, blksize, CStat, st_blksize);
  FIELD(Stat, blocks, CStat, st_blocks);
  FIELD(Stat, atime_s, CStat, st_atim.tv_sec);
  FIELD(Stat, atime_ns, CStat, st_atim.tv_nsec);
  FIELD(Stat, mtime_s, CStat, st_mtim.tv_sec);
  FIELD(Stat, mtime_ns, CStat, st_mtim.tv_nsec);
  FIELD(Stat, ctime_s, CStat, st_ctim.tv_sec);
  FIELD(Stat, ctime_ns, CStat, st_ctim.tv_nsec);
  FIELD(Dirent, ino, dirent64, d_ino);
  FIELD(Dirent, off, dirent64, d_off);
  FIELD(Dirent, reclen, dirent64, d_reclen);
  FIELD(Dirent, type, dirent64, d_type);
  SAME(offsetof(Dirent, type) + 1, offsetof(dirent64, d_name));
  SAME(sizeof(PollFd), sizeof(pollfd));
  FIELD(PollFd, fd, pollfd, fd);
  FIELD(PollFd, events, pollfd, events);
  FIELD(PollFd, revents, pollfd, revents);
  SAME(kPollIn, POLLIN);
  SAME(kPollOut, POLLOUT);
  SAME(kPollErr, POLLERR);
  SAME(kPollHup, POLLHUP);
  SAME(kPollNval, POLLNVAL);
}

Test(uapi, auxiliary_vector) {
  SAME(kAtNull, AT_NULL);
  SAME(kAtPhdr, AT_PHDR);
  SAME(kAtPhent, AT_PHENT);
  SAME(kAtPhnum, AT_PHNUM);
  SAME(kAtPagesz, AT_PAGESZ);
  SAME(kAtBase, AT_BASE);
  SAME(kAtFlags, AT_FLAGS);
  SAME(kAtEntry, AT_ENTRY);
  SAME(kAtUid, AT_UID);
  SAME(kAtEuid, AT_EUID);
  SAME(kAtGid, AT_GID);
  SAME(kAtEgid, AT_EGID);
  SAME(kAtPlatform, AT_PLATFORM);
  SAME(kAtHwcap, AT_HWCAP);
  SAME(kAtClktck, AT_CLKTCK);
  SAME(kAtSecure, AT_SECURE);
  SAME(kAtRandom, AT_RANDOM);
  SAME(kAtHwcap2, AT_HWCAP2);
#ifdef AT_RSEQ_FEATURE_SIZE
  SAME(kAtRseqFeatureSize, AT_RSEQ_FEATURE_SIZE);  // Linux 6.3
  SAME(kAtRseqAlign, AT_RSEQ_ALIGN);
#endif
  SAME(kAtExecfn, AT_EXECFN);
  SAME(kAtSysinfoEhdr, AT_SYSINFO_EHDR);
  SAME(kAtMinsigstksz, AT_MINSIGSTKSZ);
  FIELD(AuxvEntry, type, Elf64_auxv_t, a_type);
  FIELD(AuxvEntry, value, Elf64_auxv_t, a_un.a_val);
}

Test(uapi, elf_structures) {
  SAME(sizeof(ElfEhdr), sizeof(Elf64_Ehdr));
  FIELD(ElfEhdr, machine, Elf64_Ehdr, e_machine);
  FIELD(ElfEhdr, phoff, Elf64_Ehdr, e_phoff);
  FIELD(ElfEhdr, shoff, Elf64_Ehdr, e_shoff);
  FIELD(ElfEhdr, phentsize, Elf64_Ehdr, e_phentsize);
  FIELD(ElfEhdr, phnum, Elf64_Ehdr, e_phnum);
  FIELD(ElfEhdr, shstrndx, Elf64_Ehdr, e_shstrndx);
  SAME(sizeof(ElfPhdr), sizeof(Elf64_Phdr));
  FIELD(ElfPhdr, flags, Elf64_Phdr, p_flags);
  FIELD(ElfPhdr, offset, Elf64_Phdr, p_offset);
  FIELD(ElfPhdr, vaddr, Elf64_Phdr, p_vaddr);
  FIELD(ElfPhdr, filesz, Elf64_Phdr, p_filesz);
  FIELD(ElfPhdr, memsz, Elf64_Phdr, p_memsz);
  FIELD(ElfPhdr, align, Elf64_Phdr, p_align);
  SAME(sizeof(ElfShdr), sizeof(Elf64_Shdr));
  FIELD(ElfShdr, type, Elf64_Shdr, sh_type);
  FIELD(ElfShdr, offset, Elf64_Shdr, sh_offset);
  FIELD(ElfShdr, link, Elf64_Shdr, sh_link);
  FIELD(ElfShdr, entsize, Elf64_Shdr, sh_entsize);
  SAME(sizeof(ElfDyn), sizeof(Elf64_Dyn));
  FIELD(ElfDyn, value, Elf64_Dyn, d_un.d_val);
  SAME(sizeof(ElfSym), sizeof(Elf64_Sym));
  FIELD(ElfSym, info, Elf64_Sym, st_info);
  FIELD(ElfSym, shndx, Elf64_Sym, st_shndx);
  FIELD(ElfSym, value, Elf64_Sym, st_value);
  FIELD(ElfRela, info, Elf64_Rela, r_info);
  FIELD(ElfRela, addend, Elf64_Rela, r_addend);
}

Test(uapi, elf_constants) {
  u32 magic;
  std::memcpy(&magic, ELFMAG, 4);
  SAME(kElfMagic, magic);
  SAME(kElfTypeExec, ET_EXEC);
  SAME(kElfTypeDyn, ET_DYN);
  SAME(kElfPtLoad, PT_LOAD);
  SAME(kElfPtDynamic, PT_DYNAMIC);
  SAME(kElfPtPhdr, PT_PHDR);
  SAME(kElfPtTls, PT_TLS);
  SAME(kElfPtGnuStack, PT_GNU_STACK);
  SAME(kElfPtGnuRelro, PT_GNU_RELRO);
  SAME(kElfShtSymtab, SHT_SYMTAB);
  SAME(kElfShtStrtab, SHT_STRTAB);
  SAME(kElfDtNull, DT_NULL);
  SAME(kElfDtStrtab, DT_STRTAB);
  SAME(kElfDtSymtab, DT_SYMTAB);
  SAME(kElfShnUndef, SHN_UNDEF);
  SAME(kElfSttFunc, STT_FUNC);
  SAME(kElfStbGlobal, STB_GLOBAL);
  SAME(kElfStbWeak, STB_WEAK);
}
