// kernel_iface/auxv.cc - the walk over the initial stack.
//
// Layer: kernel_iface.
#include "kernel_iface/auxv.h"

#include <cstddef>
#include <iterator>

#include "kernel_iface/text_table.h"

namespace rt::kernel {

// The types in the order of Auxv's fields.
static constexpr u8 kTypes[] = {kAtPhdr,   kAtPhnum, kAtPagesz, kAtRandom,      kAtSysinfoEhdr,
                                kAtExecfn, kAtHwcap, kAtHwcap2, kAtMinsigstksz, kAtSecure};
static_assert(offsetof(Auxv, secure) - offsetof(Auxv, phdr) == (std::size(kTypes) - 1) * sizeof(u64));

static void take(Auxv* auxv, AuxvEntry entry) {
  u64* field = &auxv->phdr;
  for (const u8 type : kTypes) {
    if (type == entry.type) *field = entry.value;
    field++;
  }
}

void walk_initial_stack(i32 argc, char** argv, InitialStack* out) {
  out->argc = argc;
  out->argv = argv;
  char** at = argv + argc + 1;
  out->envp = at;
  while (*at != nullptr) at++;
  out->envc = static_cast<usize>(at - out->envp);
  const AuxvEntry* entry = reinterpret_cast<const AuxvEntry*>(at + 1);
  out->auxv.entries = entry;
  for (; entry->type != kAtNull; entry++) take(&out->auxv, *entry);
  out->auxv.count = static_cast<usize>(entry - out->auxv.entries);
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
