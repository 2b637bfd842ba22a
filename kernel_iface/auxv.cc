// kernel_iface/auxv.cc - the walk over the initial stack.
//
// Layer: kernel_iface.
#include "kernel_iface/auxv.h"

#include "kernel_iface/text_table.h"

namespace rt::kernel {

static void take(Auxv* auxv, AuxvEntry entry) {
  switch (entry.type) {
    case kAtPhdr:
      auxv->phdr = entry.value;
      break;
    case kAtPhnum:
      auxv->phnum = entry.value;
      break;
    case kAtPagesz:
      auxv->page_bytes = entry.value;
      break;
    case kAtRandom:
      auxv->random = entry.value;
      break;
    case kAtSysinfoEhdr:
      auxv->sysinfo_ehdr = entry.value;
      break;
    case kAtExecfn:
      auxv->execfn = entry.value;
      break;
    case kAtHwcap:
      auxv->hwcap = entry.value;
      break;
    case kAtHwcap2:
      auxv->hwcap2 = entry.value;
      break;
    case kAtMinsigstksz:
      auxv->min_sigstack_bytes = entry.value;
      break;
    case kAtSecure:
      auxv->secure = entry.value != 0;
      break;
    default:
      break;
  }
}

InitialStack walk_initial_stack(i32 argc, char** argv) {
  InitialStack stack{};
  stack.argc = argc;
  stack.argv = argv;
  stack.envp = argv + argc + 1;
  while (stack.envp[stack.envc] != nullptr) stack.envc++;
  stack.auxv.entries = reinterpret_cast<const AuxvEntry*>(stack.envp + stack.envc + 1);
  for (const AuxvEntry* entry = stack.auxv.entries; entry->type != kAtNull; entry++) {
    take(&stack.auxv, *entry);
    stack.auxv.count++;
  }
  return stack;
}

// clang-format off
#define RT_AUXV_NAMES(X)                     \
  X(kAtPhdr, "PHDR")                         \
  X(kAtPhent, "PHENT")                       \
  X(kAtPhnum, "PHNUM")                       \
  X(kAtPagesz, "PAGESZ")                     \
  X(kAtBase, "BASE")                         \
  X(kAtFlags, "FLAGS")                       \
  X(kAtEntry, "ENTRY")                       \
  X(kAtUid, "UID")                           \
  X(kAtEuid, "EUID")                         \
  X(kAtGid, "GID")                           \
  X(kAtEgid, "EGID")                         \
  X(kAtPlatform, "PLATFORM")                 \
  X(kAtHwcap, "HWCAP")                       \
  X(kAtClktck, "CLKTCK")                     \
  X(kAtSecure, "SECURE")                     \
  X(kAtRandom, "RANDOM")                     \
  X(kAtHwcap2, "HWCAP2")                     \
  X(kAtRseqFeatureSize, "RSEQ_FEATURE_SIZE") \
  X(kAtRseqAlign, "RSEQ_ALIGN")              \
  X(kAtExecfn, "EXECFN")                     \
  X(kAtSysinfoEhdr, "SYSINFO_EHDR")          \
  X(kAtMinsigstksz, "MINSIGSTKSZ")
// clang-format on

#define RT_AUXV_BYTES_(type, name) +sizeof(name) + 1
#define RT_AUXV_ADD_(type, name) table.add(type, name);

static constexpr auto kAuxvNames = [] {
  TextTable<0 RT_AUXV_NAMES(RT_AUXV_BYTES_)> table;
  RT_AUXV_NAMES(RT_AUXV_ADD_)
  return table;
}();

const char* auxv_name(u64 type) { return kAuxvNames.find(type); }

}  // namespace rt::kernel
