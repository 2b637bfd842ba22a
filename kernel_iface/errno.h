// kernel_iface/errno.h - Errno: why the kernel said no.
//
// Numbers and names are those of include/uapi/asm-generic/errno-base.h and errno.h; the isas
// that rt0 runs on share them. The texts are the usual ones, in lower case.
// Layer: kernel_iface.
#pragma once
#include "base/types.h"

// clang-format off
#define RT_ERRNOS(X)                                                 \
  X(eperm, 1, "operation not permitted")                             \
  X(enoent, 2, "no such file or directory")                          \
  X(esrch, 3, "no such process")                                     \
  X(eintr, 4, "interrupted system call")                             \
  X(eio, 5, "input/output error")                                    \
  X(enxio, 6, "no such device or address")                           \
  X(e2big, 7, "argument list too long")                              \
  X(enoexec, 8, "exec format error")                                 \
  X(ebadf, 9, "bad file descriptor")                                 \
  X(echild, 10, "no child processes")                                \
  X(eagain, 11, "resource temporarily unavailable")                  \
  X(enomem, 12, "cannot allocate memory")                            \
  X(eacces, 13, "permission denied")                                 \
  X(efault, 14, "bad address")                                       \
  X(enotblk, 15, "block device required")                            \
  X(ebusy, 16, "device or resource busy")                            \
  X(eexist, 17, "file exists")                                       \
  X(exdev, 18, "invalid cross-device link")                          \
  X(enodev, 19, "no such device")                                    \
  X(enotdir, 20, "not a directory")                                  \
  X(eisdir, 21, "is a directory")                                    \
  X(einval, 22, "invalid argument")                                  \
  X(enfile, 23, "too many open files in system")                     \
  X(emfile, 24, "too many open files")                               \
  X(enotty, 25, "inappropriate ioctl for device")                    \
  X(etxtbsy, 26, "text file busy")                                   \
  X(efbig, 27, "file too large")                                     \
  X(enospc, 28, "no space left on device")                           \
  X(espipe, 29, "illegal seek")                                      \
  X(erofs, 30, "read-only file system")                              \
  X(emlink, 31, "too many links")                                    \
  X(epipe, 32, "broken pipe")                                        \
  X(edom, 33, "numerical argument out of domain")                    \
  X(erange, 34, "numerical result out of range")                     \
  X(edeadlk, 35, "resource deadlock avoided")                        \
  X(enametoolong, 36, "file name too long")                          \
  X(enolck, 37, "no locks available")                                \
  X(enosys, 38, "function not implemented")                          \
  X(enotempty, 39, "directory not empty")                            \
  X(eloop, 40, "too many levels of symbolic links")                  \
  X(enomsg, 42, "no message of desired type")                        \
  X(eidrm, 43, "identifier removed")                                 \
  X(echrng, 44, "channel number out of range")                       \
  X(el2nsync, 45, "level 2 not synchronized")                        \
  X(el3hlt, 46, "level 3 halted")                                    \
  X(el3rst, 47, "level 3 reset")                                     \
  X(elnrng, 48, "link number out of range")                          \
  X(eunatch, 49, "protocol driver not attached")                     \
  X(enocsi, 50, "no CSI structure available")                        \
  X(el2hlt, 51, "level 2 halted")                                    \
  X(ebade, 52, "invalid exchange")                                   \
  X(ebadr, 53, "invalid request descriptor")                         \
  X(exfull, 54, "exchange full")                                     \
  X(enoano, 55, "no anode")                                          \
  X(ebadrqc, 56, "invalid request code")                             \
  X(ebadslt, 57, "invalid slot")                                     \
  X(ebfont, 59, "bad font file format")                              \
  X(enostr, 60, "device not a stream")                               \
  X(enodata, 61, "no data available")                                \
  X(etime, 62, "timer expired")                                      \
  X(enosr, 63, "out of streams resources")                           \
  X(enonet, 64, "machine is not on the network")                     \
  X(enopkg, 65, "package not installed")                             \
  X(eremote, 66, "object is remote")                                 \
  X(enolink, 67, "link has been severed")                            \
  X(eadv, 68, "advertise error")                                     \
  X(esrmnt, 69, "srmount error")                                     \
  X(ecomm, 70, "communication error on send")                        \
  X(eproto, 71, "protocol error")                                    \
  X(emultihop, 72, "multihop attempted")                             \
  X(edotdot, 73, "RFS specific error")                               \
  X(ebadmsg, 74, "bad message")                                      \
  X(eoverflow, 75, "value too large for defined data type")          \
  X(enotuniq, 76, "name not unique on network")                      \
  X(ebadfd, 77, "file descriptor in bad state")                      \
  X(eremchg, 78, "remote address changed")                           \
  X(elibacc, 79, "can not access a needed shared library")           \
  X(elibbad, 80, "accessing a corrupted shared library")             \
  X(elibscn, 81, ".lib section in a.out corrupted")                  \
  X(elibmax, 82, "attempting to link in too many shared libraries")  \
  X(elibexec, 83, "cannot exec a shared library directly")           \
  X(eilseq, 84, "invalid or incomplete multibyte or wide character") \
  X(erestart, 85, "interrupted system call should be restarted")     \
  X(estrpipe, 86, "streams pipe error")                              \
  X(eusers, 87, "too many users")                                    \
  X(enotsock, 88, "socket operation on non-socket")                  \
  X(edestaddrreq, 89, "destination address required")                \
  X(emsgsize, 90, "message too long")                                \
  X(eprototype, 91, "protocol wrong type for socket")                \
  X(enoprotoopt, 92, "protocol not available")                       \
  X(eprotonosupport, 93, "protocol not supported")                   \
  X(esocktnosupport, 94, "socket type not supported")                \
  X(eopnotsupp, 95, "operation not supported")                       \
  X(epfnosupport, 96, "protocol family not supported")               \
  X(eafnosupport, 97, "address family not supported by protocol")    \
  X(eaddrinuse, 98, "address already in use")                        \
  X(eaddrnotavail, 99, "cannot assign requested address")            \
  X(enetdown, 100, "network is down")                                \
  X(enetunreach, 101, "network is unreachable")                      \
  X(enetreset, 102, "network dropped connection on reset")           \
  X(econnaborted, 103, "software caused connection abort")           \
  X(econnreset, 104, "connection reset by peer")                     \
  X(enobufs, 105, "no buffer space available")                       \
  X(eisconn, 106, "transport endpoint is already connected")         \
  X(enotconn, 107, "transport endpoint is not connected")            \
  X(eshutdown, 108, "cannot send after transport endpoint shutdown") \
  X(etoomanyrefs, 109, "too many references: cannot splice")         \
  X(etimedout, 110, "connection timed out")                          \
  X(econnrefused, 111, "connection refused")                         \
  X(ehostdown, 112, "host is down")                                  \
  X(ehostunreach, 113, "no route to host")                           \
  X(ealready, 114, "operation already in progress")                  \
  X(einprogress, 115, "operation now in progress")                   \
  X(estale, 116, "stale file handle")                                \
  X(euclean, 117, "structure needs cleaning")                        \
  X(enotnam, 118, "not a XENIX named type file")                     \
  X(enavail, 119, "no XENIX semaphores available")                   \
  X(eisnam, 120, "is a named type file")                             \
  X(eremoteio, 121, "remote I/O error")                              \
  X(edquot, 122, "disk quota exceeded")                              \
  X(enomedium, 123, "no medium found")                               \
  X(emediumtype, 124, "wrong medium type")                           \
  X(ecanceled, 125, "operation canceled")                            \
  X(enokey, 126, "required key not available")                       \
  X(ekeyexpired, 127, "key has expired")                             \
  X(ekeyrevoked, 128, "key has been revoked")                        \
  X(ekeyrejected, 129, "key was rejected by service")                \
  X(eownerdead, 130, "owner died")                                   \
  X(enotrecoverable, 131, "state not recoverable")                   \
  X(erfkill, 132, "operation not possible due to RF-kill")           \
  X(ehwpoison, 133, "memory page has hardware error")
// clang-format on

namespace rt {

enum class Errno : u16 {
  ok = 0,
#define RT_ERRNO_VALUE_(name, number, text) name = number,
  RT_ERRNOS(RT_ERRNO_VALUE_)
#undef RT_ERRNO_VALUE_
      ewouldblock = eagain,
  enotsup = eopnotsupp,
};

// The highest number that a raw result can mean by -number: MAX_ERRNO of include/linux/err.h.
inline constexpr unsigned long kMaxErrno = 4095;

// errno_of reads the raw result of a system call: ok, or the error that -4095 to -1 stand for.
// Any other value, negative as a long or not, is a result (an address, a count).
constexpr Errno errno_of(long raw) {
  const auto negated = 0ul - static_cast<unsigned long>(raw);
  return negated - 1 < kMaxErrno ? static_cast<Errno>(negated) : Errno::ok;
}

// errno_text is what a user reads: "no such file or directory"; "success" for ok and "unknown
// error" for a number without a name. The text is static. Any stack.
const char* errno_text(Errno error);

}  // namespace rt
