// arch/x86_64/uapi_arch.h - the kernel's structures and constants that differ by isa.
//
// tests/unit/uapi_test.cc compares all of them with the real headers.
// Layer: arch.
#pragma once
#include "base/types.h"

namespace rt::kernel {

// struct stat of arch/x86/include/uapi/asm/stat.h; times are seconds and nanoseconds since 1970.
struct Stat {
  u64 dev;
  u64 ino;
  u64 nlink;
  u32 mode;  // file type and permissions: kMode*
  u32 uid;
  u32 gid;
  u32 pad0;
  u64 rdev;
  i64 size;
  i64 blksize;
  i64 blocks;  // of 512 bytes
  i64 atime_s;
  i64 atime_ns;
  i64 mtime_s;
  i64 mtime_ns;
  i64 ctime_s;
  i64 ctime_ns;
  i64 unused[3];
};
static_assert(sizeof(Stat) == 144);

// struct sigaction of arch/x86/include/uapi/asm/signal.h (the kernel's, not the C library's).
struct Sigaction {
  uptr handler;   // a function, kSigDfl or kSigIgn
  u64 flags;      // kSa*
  uptr restorer;  // where the handler returns to; needs kSaRestorer
  u64 mask;       // blocked while the handler runs
};
static_assert(sizeof(Sigaction) == 32);

// The flag that says restorer is set: SA_RESTORER of the same header.
inline constexpr u64 kSaRestorer = 0x04000000;

// An isa whose kernel returns from handlers by itself leaves act as it is.
inline void sigaction_set_restorer(Sigaction* act, uptr restorer) {
  act->restorer = restorer;
  act->flags |= kSaRestorer;
}

// Flags of open that other isas number otherwise: include/uapi/asm-generic/fcntl.h.
inline constexpr u32 kOpenDirect = 040000;      // O_DIRECT
inline constexpr u32 kOpenLargefile = 0100000;  // O_LARGEFILE
inline constexpr u32 kOpenDirectory = 0200000;  // O_DIRECTORY
inline constexpr u32 kOpenNofollow = 0400000;   // O_NOFOLLOW

// struct epoll_event of include/uapi/linux/eventpoll.h: packed on this isa alone.
struct __attribute__((packed)) EpollEvent {
  u32 events;  // kEpoll*
  u64 data;    // what epoll_ctl was given
};
static_assert(sizeof(EpollEvent) == 12);

// Codes of arch_prctl: arch/x86/include/uapi/asm/prctl.h.
inline constexpr u32 kArchSetFs = 0x1002;  // ARCH_SET_FS
inline constexpr u32 kArchGetFs = 0x1003;  // ARCH_GET_FS

}  // namespace rt::kernel
