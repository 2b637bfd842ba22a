// kernel_iface/file.h - descriptors: open, read, write, stat, directories, pipes.
//
// Paths end with a NUL. Every call may return ebadf (no such descriptor) and efault besides what
// is named. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/result.h"
#include "uapi_arch.h"

namespace rt::kernel {

// Flags of open: include/uapi/asm-generic/fcntl.h; four more are in uapi_arch.h.
inline constexpr u32 kOpenRdonly = 0;          // O_RDONLY
inline constexpr u32 kOpenWronly = 1;          // O_WRONLY
inline constexpr u32 kOpenRdwr = 2;            // O_RDWR
inline constexpr u32 kOpenAccmode = 3;         // O_ACCMODE
inline constexpr u32 kOpenCreat = 0100;        // O_CREAT
inline constexpr u32 kOpenExcl = 0200;         // O_EXCL
inline constexpr u32 kOpenNoctty = 0400;       // O_NOCTTY
inline constexpr u32 kOpenTrunc = 01000;       // O_TRUNC
inline constexpr u32 kOpenAppend = 02000;      // O_APPEND
inline constexpr u32 kOpenNonblock = 04000;    // O_NONBLOCK
inline constexpr u32 kOpenCloexec = 02000000;  // O_CLOEXEC

// Special descriptor and flags of the *at calls: include/uapi/linux/fcntl.h.
inline constexpr i32 kAtFdcwd = -100;             // AT_FDCWD: relative to the working directory
inline constexpr u32 kAtSymlinkNofollow = 0x100;  // AT_SYMLINK_NOFOLLOW
inline constexpr u32 kAtRemovedir = 0x200;        // AT_REMOVEDIR
inline constexpr u32 kAtEmptyPath = 0x1000;       // AT_EMPTY_PATH

// From where lseek counts: include/uapi/linux/fs.h.
inline constexpr u32 kSeekSet = 0;  // SEEK_SET
inline constexpr u32 kSeekCur = 1;  // SEEK_CUR
inline constexpr u32 kSeekEnd = 2;  // SEEK_END

// Types in Stat::mode: include/uapi/linux/stat.h.
inline constexpr u32 kModeType = 0170000;     // S_IFMT
inline constexpr u32 kModeSocket = 0140000;   // S_IFSOCK
inline constexpr u32 kModeLink = 0120000;     // S_IFLNK
inline constexpr u32 kModeRegular = 0100000;  // S_IFREG
inline constexpr u32 kModeBlock = 0060000;    // S_IFBLK
inline constexpr u32 kModeDir = 0040000;      // S_IFDIR
inline constexpr u32 kModeChar = 0020000;     // S_IFCHR
inline constexpr u32 kModeFifo = 0010000;     // S_IFIFO

// Types in Dirent::type: include/linux/fs_types.h, and <dirent.h>.
inline constexpr u8 kDtUnknown = 0;  // DT_UNKNOWN: ask newfstatat
inline constexpr u8 kDtFifo = 1;     // DT_FIFO
inline constexpr u8 kDtChar = 2;     // DT_CHR
inline constexpr u8 kDtDir = 4;      // DT_DIR
inline constexpr u8 kDtBlock = 6;    // DT_BLK
inline constexpr u8 kDtRegular = 8;  // DT_REG
inline constexpr u8 kDtLink = 10;    // DT_LNK
inline constexpr u8 kDtSocket = 12;  // DT_SOCK

// Commands of fcntl: include/uapi/asm-generic/fcntl.h and linux/fcntl.h.
inline constexpr u32 kFcntlGetfd = 1;            // F_GETFD
inline constexpr u32 kFcntlSetfd = 2;            // F_SETFD
inline constexpr u32 kFcntlGetfl = 3;            // F_GETFL
inline constexpr u32 kFcntlSetfl = 4;            // F_SETFL
inline constexpr u32 kFcntlDupfdCloexec = 1030;  // F_DUPFD_CLOEXEC
inline constexpr u32 kFdCloexec = 1;             // FD_CLOEXEC

// Requests of ioctl: include/uapi/asm-generic/ioctls.h.
inline constexpr u32 kIoctlTcgets = 0x5401;  // TCGETS

// Flags of renameat2: include/uapi/linux/fs.h.
inline constexpr u32 kRenameNoreplace = 1;  // RENAME_NOREPLACE

// Events of poll: include/uapi/asm-generic/poll.h.
inline constexpr i16 kPollIn = 1;     // POLLIN
inline constexpr i16 kPollOut = 4;    // POLLOUT
inline constexpr i16 kPollErr = 8;    // POLLERR, only returned
inline constexpr i16 kPollHup = 16;   // POLLHUP, only returned
inline constexpr i16 kPollNval = 32;  // POLLNVAL, only returned: no such descriptor

// struct pollfd of include/uapi/asm-generic/poll.h.
struct PollFd {
  i32 fd;
  i16 events;
  i16 revents;
};

// struct linux_dirent64 of include/linux/dirent.h; the name follows type directly.
struct Dirent {
  u64 ino;
  i64 off;     // where lseek would go on after this entry
  u16 reclen;  // from this entry to the next
  u8 type;     // kDt*

  const char* name() const { return reinterpret_cast<const char*>(&type + 1); }
};

// openat opens a file.
//   dirfd    where relative paths begin; kAtFdcwd
//   flags    kOpen*; mode: permissions of a file that kOpenCreat makes
//   returns  a descriptor, or enoent, eacces, eexist, eisdir, enotdir, eloop, emfile, enfile,
//            enametoolong, enospc, erofs, etxtbsy, enxio, eintr, ...
// Any stack. man 2 openat.
Result<i32> openat(i32 dirfd, const char* path, u32 flags, u32 mode = 0);

// open is openat from the working directory.
Result<i32> open(const char* path, u32 flags, u32 mode = 0);

// close gives a descriptor back. It is gone whatever close returns, eintr included: no second try.
//   returns  ok, eintr, or an error of earlier writes: eio, enospc, edquot
// Any stack. man 2 close.
[[nodiscard]] Errno close(i32 fd);

// read reads what is there, up to bytes.
//   returns  how many; 0 at the end, or
//            eagain  kOpenNonblock and nothing is there
//            eintr   a signal handler ran before anything came
//            eisdir, eio, einval
// Any stack. man 2 read.
Result<usize> read(i32 fd, void* buffer, usize bytes);

// write writes up to bytes; fewer when the disk or a pipe is full or a signal came.
//   returns  how many, or
//            eagain  kOpenNonblock and no room
//            eintr   a signal handler ran before anything went
//            epipe   nobody reads the other end (and SIGPIPE is raised)
//            enospc, edquot, efbig, eio, einval
// Any stack. man 2 write.
Result<usize> write(i32 fd, const void* buffer, usize bytes);

// pread and pwrite are read and write at an offset; the descriptor's own stays. espipe: not a file.
Result<usize> pread(i32 fd, void* buffer, usize bytes, i64 offset);
Result<usize> pwrite(i32 fd, const void* buffer, usize bytes, i64 offset);

// readv and writev are read and write of several ranges in turn; at most 1024 of them.
Result<usize> readv(i32 fd, const Iovec* ranges, usize count);
Result<usize> writev(i32 fd, const Iovec* ranges, usize count);

// lseek moves the descriptor's offset.
//   returns  the offset from the start, or espipe (a pipe, socket or terminal), einval (below 0)
// Any stack. man 2 lseek.
Result<i64> lseek(i32 fd, i64 offset, u32 whence);

// fstat and newfstatat describe a file.
//   flags    kAtSymlinkNofollow, kAtEmptyPath
//   returns  ok, enoent, eacces, enotdir, eloop, enametoolong, eoverflow. man 2 fstat.
[[nodiscard]] Errno fstat(i32 fd, Stat* out);
[[nodiscard]] Errno newfstatat(i32 dirfd, const char* path, Stat* out, u32 flags);

// getdents64 reads entries of a directory: Dirents, each reclen bytes after the one before.
//   buffer   8-byte aligned
//   returns  the bytes filled; 0 at the end, or enotdir, enoent (it was removed), einval (too small)
// Any stack. man 2 getdents64.
Result<usize> getdents64(i32 fd, void* buffer, usize bytes);

// pipe2 makes a pipe: fds[0] reads what fds[1] writes.
//   flags    kOpenCloexec, kOpenNonblock
//   returns  ok, emfile, enfile. man 2 pipe2.
[[nodiscard]] Errno pipe2(i32 (&fds)[2], u32 flags);

// unlinkat removes a name: of a file, or with kAtRemovedir of an empty directory.
//   returns  ok, enoent, eacces, eperm, eisdir, enotdir, enotempty, ebusy, erofs. man 2 unlinkat.
[[nodiscard]] Errno unlinkat(i32 dirfd, const char* path, u32 flags);

// mkdirat makes a directory. returns ok, eexist, enoent, eacces, enospc, emlink. man 2 mkdirat.
[[nodiscard]] Errno mkdirat(i32 dirfd, const char* path, u32 mode);

// renameat2 moves a name, replacing another one unless kRenameNoreplace.
//   returns  ok, enoent, eexist, exdev, eacces, eisdir, enotdir, enotempty, einval, ... man 2 rename.
[[nodiscard]] Errno renameat2(i32 old_dirfd, const char* old_path, i32 new_dirfd, const char* new_path,
                              u32 flags);

// ftruncate cuts or extends a file with zeros. returns ok, einval (not a file to write), efbig, eintr.
[[nodiscard]] Errno ftruncate(i32 fd, i64 bytes);

// fsync waits until a file is on its disk. returns ok, eio, enospc, einval (cannot be synced).
[[nodiscard]] Errno fsync(i32 fd);

// dup3 makes new_fd mean what old_fd means, and closes what it meant before.
//   flags    kOpenCloexec
//   returns  new_fd, or einval (they are equal), ebusy, emfile. man 2 dup3.
Result<i32> dup3(i32 old_fd, i32 new_fd, u32 flags);

// fcntl asks and tells about a descriptor. returns what command says, or einval, emfile. man 2 fcntl.
Result<i32> fcntl(i32 fd, u32 command, u64 arg);

// ioctl is the call itself. returns what request says, or enotty (not that kind of file). man 2 ioctl.
Result<i32> ioctl(i32 fd, u32 request, void* arg);

// isatty asks with kIoctlTcgets. Any error, a closed descriptor too, means no.
bool isatty(i32 fd);

// readlinkat reads the target of a symbolic link, without a NUL.
//   returns  its bytes, cut at the size of the buffer, or einval (not a link), enoent, ... man 2 readlink.
Result<usize> readlinkat(i32 dirfd, const char* path, char* buffer, usize bytes);

// getcwd writes the working directory.
//   returns  the bytes written, the NUL included, or erange (buffer too small), enoent (it was removed)
// Any stack. man 2 getcwd.
Result<usize> getcwd(char* buffer, usize bytes);

// chdir sets the working directory of the process. returns ok, enoent, enotdir, eacces, eloop.
[[nodiscard]] Errno chdir(const char* path);

// ppoll waits until one of the descriptors is ready; the calling M sleeps.
//   timeout_ns  kForever: no deadline; 0: only look
//   returns     how many have revents, 0 when time is up, or eintr, einval, enomem
// Any stack. man 2 ppoll.
Result<u32> ppoll(PollFd* fds, usize count, i64 timeout_ns);

}  // namespace rt::kernel
