// kernel_iface/mman.h - address space: map, protect, advise.
//
// Addresses are uptr here, because most of them are not objects yet. Lengths need not be
// multiples of the page; the kernel rounds them up. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Protections of include/uapi/asm-generic/mman-common.h.
inline constexpr u32 kProtNone = 0;   // PROT_NONE
inline constexpr u32 kProtRead = 1;   // PROT_READ
inline constexpr u32 kProtWrite = 2;  // PROT_WRITE
inline constexpr u32 kProtExec = 4;   // PROT_EXEC
inline constexpr u32 kProtReadWrite = kProtRead | kProtWrite;

// Flags of include/uapi/linux/mman.h, asm-generic/mman-common.h and asm-generic/mman.h.
inline constexpr u32 kMapShared = 0x01;              // MAP_SHARED
inline constexpr u32 kMapPrivate = 0x02;             // MAP_PRIVATE
inline constexpr u32 kMapFixed = 0x10;               // MAP_FIXED: replaces what is there
inline constexpr u32 kMapAnonymous = 0x20;           // MAP_ANONYMOUS
inline constexpr u32 kMapNoreserve = 0x4000;         // MAP_NORESERVE: not charged until touched
inline constexpr u32 kMapPopulate = 0x8000;          // MAP_POPULATE
inline constexpr u32 kMapStack = 0x20000;            // MAP_STACK: no huge pages, since Linux 6.7
inline constexpr u32 kMapFixedNoreplace = 0x100000;  // MAP_FIXED_NOREPLACE: eexist instead

// Flag of mremap: include/uapi/linux/mman.h.
inline constexpr u32 kMremapMaymove = 1;  // MREMAP_MAYMOVE

// Advice of include/uapi/asm-generic/mman-common.h.
inline constexpr u32 kMadvNormal = 0;          // MADV_NORMAL
inline constexpr u32 kMadvSequential = 2;      // MADV_SEQUENTIAL
inline constexpr u32 kMadvWillneed = 3;        // MADV_WILLNEED
inline constexpr u32 kMadvDontneed = 4;        // MADV_DONTNEED: reads as zeros afterwards
inline constexpr u32 kMadvFree = 8;            // MADV_FREE: gone when memory is short
inline constexpr u32 kMadvHugepage = 14;       // MADV_HUGEPAGE
inline constexpr u32 kMadvNohugepage = 15;     // MADV_NOHUGEPAGE
inline constexpr u32 kMadvDontdump = 16;       // MADV_DONTDUMP
inline constexpr u32 kMadvPopulateWrite = 23;  // MADV_POPULATE_WRITE: Linux 5.14
inline constexpr u32 kMadvCollapse = 25;       // MADV_COLLAPSE: Linux 6.1
inline constexpr u32 kMadvGuardInstall = 102;  // MADV_GUARD_INSTALL: Linux 6.13
inline constexpr u32 kMadvGuardRemove = 103;   // MADV_GUARD_REMOVE

// The calling process in place of a pidfd, for process_madvise:
// PIDFD_SELF_THREAD_GROUP of include/uapi/linux/pidfd.h, Linux 6.14.
inline constexpr i32 kPidfdSelfThreadGroup = -10001;

// mmap is the whole call; mmap_anon is what most callers want.
//   addr     where, with kMapFixed or kMapFixedNoreplace; otherwise a hint, 0 for none
//   bytes    above 0
//   fd       what to map, -1 with kMapAnonymous; offset in bytes, a multiple of the page
//   returns  the address of the mapping, or
//            enomem  no address space (RLIMIT_AS, vm.max_map_count) or no memory to promise
//            einval  bytes is 0, or addr or offset is not on a page
//            eexist  kMapFixedNoreplace and something is there
//            ebadf, eacces, enodev, eagain  the file cannot be mapped like that
// Any stack. man 2 mmap.
Result<uptr> mmap(uptr addr, usize bytes, u32 prot, u32 flags, i32 fd, i64 offset);

// mmap_anon maps fresh zeros, private to this process, where the kernel likes.
//   extra_flags  kMapNoreserve, kMapStack, kMapPopulate
//   returns      the address, or enomem, einval as mmap
Result<uptr> mmap_anon(usize bytes, u32 prot, u32 extra_flags = 0);

// munmap takes [addr, addr + bytes) out of the address space.
//   returns  ok
//            einval  addr is not on a page, or bytes is 0
//            enomem  it would split a mapping and vm.max_map_count is reached
// Any stack but the one that is unmapped. man 2 munmap.
[[nodiscard]] Errno munmap(uptr addr, usize bytes);

// mprotect changes what [addr, addr + bytes) may be used for.
//   returns  ok
//            enomem  a part is not mapped, the mapping would split beyond vm.max_map_count, or
//                    memory that becomes writable cannot be promised
//            einval  addr is not on a page
//            eacces  the mapped file does not allow it
// After an error a part of the range may have changed. Any stack. man 2 mprotect.
[[nodiscard]] Errno mprotect(uptr addr, usize bytes, u32 prot);

// madvise tells the kernel how [addr, addr + bytes) will be used.
//   returns  ok
//            einval  addr is not on a page, or the kernel does not know the advice
//            enomem  a part is not mapped
//            eagain  a resource is short for the moment
// Any stack. man 2 madvise.
[[nodiscard]] Errno madvise(uptr addr, usize bytes, u32 advice);

// One range of memory: struct iovec of include/uapi/linux/uio.h.
struct Iovec {
  uptr base;
  usize bytes;
};

// process_madvise gives one advice for several ranges.
//   pidfd    kPidfdSelfThreadGroup, or a descriptor of a process
//   returns  the number of bytes advised, which may stop short of all ranges, or
//            ebadf   the kernel does not know kPidfdSelfThreadGroup
//            einval  the kernel does not take this advice for a process, or a range is not on a page
//            enomem  a part is not mapped
//            enosys  before Linux 5.10
// Any stack. man 2 process_madvise.
Result<usize> process_madvise(i32 pidfd, const Iovec* ranges, usize count, u32 advice);

// mremap resizes a mapping.
//   flags    kMremapMaymove: may go elsewhere; 0: stays or fails
//   returns  where it is now, or enomem (no room, or no address space), efault (not one mapping),
//            einval; then it is as it was
// Any stack. man 2 mremap.
Result<uptr> mremap(uptr addr, usize old_bytes, usize new_bytes, u32 flags);

}  // namespace rt::kernel
