// mem/sysmem.h - address space and its states: none, reserved, ready, ready but given back.
//
//     none      --sys_reserve-->  reserved   the addresses are ours; touching them faults
//     reserved  --sys_ready---->  ready      reads as zeros when first touched
//     none      --sys_alloc---->  ready
//     ready     --sys_unused--->  ready      no memory behind it until it is touched again
//     any       --sys_free----->  none
//
// Go's model (runtime/mem.go) without "prepared", which Linux does not need. Who owns a range
// counts it for mem_stats. Layer: mem.
#pragma once
#include "base/types.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/result.h"

namespace rt {

// sys_reserve takes bytes of address space, or says enomem (an address-space limit).
inline Result<uptr> sys_reserve(usize bytes) {
  return kernel::mmap_anon(bytes, kernel::kProtNone, kernel::kMapNoreserve);
}

// sys_ready makes a part of a reservation usable.
//   returns  ok, or enomem (RLIMIT_DATA, strict overcommit, vm.max_map_count): still reserved
[[nodiscard]] inline Errno sys_ready(uptr addr, usize bytes) {
  return kernel::mprotect(addr, bytes, kernel::kProtReadWrite);
}

// sys_alloc takes a mapping that is usable at once, or says enomem.
//   extra_flags  kernel::kMapStack, kernel::kMapNoreserve
inline Result<uptr> sys_alloc(usize bytes, u32 extra_flags = 0) {
  return kernel::mmap_anon(bytes, kernel::kProtReadWrite, extra_flags);
}

// sys_unused gives the memory behind a ready range back; guards inside it stay.
//   returns  whether all of it reads as zeros now; the kernel refuses locked pages
[[nodiscard]] inline bool sys_unused(uptr addr, usize bytes) {
  return kernel::madvise(addr, bytes, kernel::kMadvDontneed) == Errno::ok;
}

// sys_free unmaps a whole mapping.
inline void sys_free(uptr addr, usize bytes) {
  // A mapping of our own, whole: it splits nothing, so only nonsense is refused.
  must(kernel::munmap(addr, bytes), "sys_free: munmap");
}

}  // namespace rt
