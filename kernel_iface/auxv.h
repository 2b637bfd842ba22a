// kernel_iface/auxv.h - what the process is born with: argc, argv, envp, auxiliary vector.
//
// The kernel lays them out above the first stack pointer, one after the other:
//
//     argc | argv[0] .. argv[argc-1] | 0 | envp[0] .. | 0 | type, value | .. | 0, 0
//
// argc may be 0, and then argv[0] is the null. Layer: kernel_iface.
#pragma once
#include "base/types.h"

namespace rt::kernel {

// One entry of the auxiliary vector: Elf64_auxv_t of <elf.h>.
struct AuxvEntry {
  u64 type;
  u64 value;
};

// Types of include/uapi/linux/auxvec.h and arch/*/include/uapi/asm/auxvec.h.
inline constexpr u64 kAtNull = 0;              // AT_NULL: the end
inline constexpr u64 kAtPhdr = 3;              // AT_PHDR
inline constexpr u64 kAtPhent = 4;             // AT_PHENT
inline constexpr u64 kAtPhnum = 5;             // AT_PHNUM
inline constexpr u64 kAtPagesz = 6;            // AT_PAGESZ
inline constexpr u64 kAtBase = 7;              // AT_BASE
inline constexpr u64 kAtFlags = 8;             // AT_FLAGS
inline constexpr u64 kAtEntry = 9;             // AT_ENTRY
inline constexpr u64 kAtUid = 11;              // AT_UID
inline constexpr u64 kAtEuid = 12;             // AT_EUID
inline constexpr u64 kAtGid = 13;              // AT_GID
inline constexpr u64 kAtEgid = 14;             // AT_EGID
inline constexpr u64 kAtPlatform = 15;         // AT_PLATFORM
inline constexpr u64 kAtHwcap = 16;            // AT_HWCAP
inline constexpr u64 kAtClktck = 17;           // AT_CLKTCK
inline constexpr u64 kAtSecure = 23;           // AT_SECURE
inline constexpr u64 kAtRandom = 25;           // AT_RANDOM
inline constexpr u64 kAtHwcap2 = 26;           // AT_HWCAP2
inline constexpr u64 kAtRseqFeatureSize = 27;  // AT_RSEQ_FEATURE_SIZE
inline constexpr u64 kAtRseqAlign = 28;        // AT_RSEQ_ALIGN
inline constexpr u64 kAtExecfn = 31;           // AT_EXECFN
inline constexpr u64 kAtSysinfoEhdr = 33;      // AT_SYSINFO_EHDR
inline constexpr u64 kAtMinsigstksz = 51;      // AT_MINSIGSTKSZ

// Auxv is the part that the runtime uses; what the kernel did not pass is 0.
struct Auxv {
  const AuxvEntry* entries;  // the vector itself, for who looks for more
  usize count;               // entries before AT_NULL
  uptr phdr;                 // the program headers of this program
  u64 phnum;
  usize page_bytes;
  uptr random;        // address of 16 random bytes
  uptr sysinfo_ehdr;  // the vDSO image
  uptr execfn;        // the path that was executed
  u64 hwcap;
  u64 hwcap2;
  usize min_sigstack_bytes;  // a signal frame with all registers of this CPU
  u64 secure;                // not 0: set-user-id and the like: do not trust the environment
};

// InitialStack is the whole picture.
struct InitialStack {
  i32 argc;
  char** argv;  // argc strings and a null
  char** envp;  // envc strings and a null
  usize envc;
  Auxv auxv;
};

// walk_initial_stack finds envp and the auxiliary vector behind argv.
//   argc, argv  as at the entry point
//   out         all zero before
// Reads memory only; any stack, before anything is set up.
void walk_initial_stack(i32 argc, char** argv, InitialStack* out);

// auxv_name is the kernel's name of a type without AT_, as in "PAGESZ"; null for one that this file does
// not name.
const char* auxv_name(u64 type);

}  // namespace rt::kernel
