// kernel_iface/socket.h - sockets: make, bind, connect, accept, send, receive, options, addresses.
//
// An address is a Sockaddr, one type for the three families, with its length. Every call may return ebadf and
// enotsock besides what is named. Layer: kernel_iface.
#pragma once
#include "base/types.h"
#include "kernel_iface/result.h"

namespace rt::kernel {

// Address families: include/linux/socket.h.
inline constexpr u16 kAfUnspec = 0;  // AF_UNSPEC
inline constexpr u16 kAfUnix = 1;    // AF_UNIX
inline constexpr u16 kAfInet = 2;    // AF_INET
inline constexpr u16 kAfInet6 = 10;  // AF_INET6

// Types and their flags: include/linux/net.h.
inline constexpr u32 kSockStream = 1;           // SOCK_STREAM
inline constexpr u32 kSockDgram = 2;            // SOCK_DGRAM
inline constexpr u32 kSockNonblock = 04000;     // SOCK_NONBLOCK
inline constexpr u32 kSockCloexec = 02000000;   // SOCK_CLOEXEC

// Options. Levels of include/linux/socket.h and include/uapi/linux/in.h; names of include/uapi/asm-generic/socket.h,
// include/uapi/linux/tcp.h and include/uapi/linux/in6.h.
inline constexpr u32 kSolSocket = 1;     // SOL_SOCKET
inline constexpr u32 kSoReuseaddr = 2;   // SO_REUSEADDR
inline constexpr u32 kSoError = 4;       // SO_ERROR: the error of a connect in the background; reading it clears it
inline constexpr u32 kIpprotoTcp = 6;    // IPPROTO_TCP
inline constexpr u32 kTcpNodelay = 1;    // TCP_NODELAY: small writes leave at once
inline constexpr u32 kIpprotoIpv6 = 41;  // IPPROTO_IPV6
inline constexpr u32 kIpv6V6only = 26;   // IPV6_V6ONLY: no IPv4 through an IPv6 socket

// Flags of sendto and recvfrom: include/linux/socket.h.
inline constexpr u32 kMsgNosignal = 0x4000;  // MSG_NOSIGNAL: epipe without SIGPIPE

// Directions of shutdown: include/linux/net.h.
inline constexpr u32 kShutRd = 0;    // SHUT_RD
inline constexpr u32 kShutWr = 1;    // SHUT_WR
inline constexpr u32 kShutRdwr = 2;  // SHUT_RDWR

// struct sockaddr_in of include/uapi/linux/in.h. Numbers in network order are kept as bytes.
struct SockaddrIn {
  u16 family;  // kAfInet
  u8 port[2];
  u8 addr[4];
  u8 zero[8];
};

// struct sockaddr_in6 of include/uapi/linux/in6.h.
struct SockaddrIn6 {
  u16 family;  // kAfInet6
  u8 port[2];
  u32 flowinfo;
  u8 addr[16];
  u32 scope_id;  // the interface of a link-local address
};

// struct sockaddr_un of include/uapi/linux/un.h.
inline constexpr usize kUnixPathBytes = 108;
struct SockaddrUn {
  u16 family;  // kAfUnix
  char path[kUnixPathBytes];
};

// Sockaddr is any of them with the bytes of it that count; 0 bytes: none.
struct Sockaddr {
  union {
    u16 family;
    SockaddrIn in;
    SockaddrIn6 in6;
    SockaddrUn un;
  };
  u32 bytes;
};

// socket makes one.
//   type     kSock*, with flags
//   returns  its descriptor, or eafnosupport (no IPv6 here), emfile, enfile, enobufs, enomem, eacces
// Any stack. man 2 socket.
Result<i32> socket(u32 family, u32 type, u32 protocol);

// bind gives a socket its own address.
//   returns  ok, eaddrinuse, eaddrnotavail, eacces, einval; unix: enoent, enotdir, erofs. man 2 bind.
[[nodiscard]] Errno bind(i32 fd, const Sockaddr* addr);

// listen makes a socket take connections.
//   backlog  how many may wait to be accepted; the kernel's limit is net.core.somaxconn
//   returns  ok, eaddrinuse, eopnotsupp. man 2 listen.
[[nodiscard]] Errno listen(i32 fd, u32 backlog);

// accept4 takes a connection.
//   flags    kSockNonblock, kSockCloexec
//   from     filled in with the other end's address, or null
//   returns  its descriptor, or
//            eagain        none is waiting
//            econnaborted  it went away while it waited
//            emfile, enfile, enobufs, enomem, eintr, einval (not listening), eperm, and of the network: enetdown,
//            eproto, enoprotoopt, ehostdown, enonet, ehostunreach, eopnotsupp, enetunreach
// Any stack. man 2 accept4.
Result<i32> accept4(i32 fd, Sockaddr* from, u32 flags);

// connect begins a connection, or sets where a datagram socket sends to.
//   returns  ok, einprogress (it goes on in the background), eintr (likewise), econnrefused, enetunreach,
//            etimedout, eaddrnotavail, eisconn, ealready, eaddrinuse, eagain (unix: its backlog is full), enoent, eacces
// Any stack. man 2 connect.
[[nodiscard]] Errno connect(i32 fd, const Sockaddr* addr);

// shutdown ends one or both directions of a connection, for everybody who has it.
//   returns  ok, enotconn. man 2 shutdown.
[[nodiscard]] Errno shutdown(i32 fd, u32 how);

// getsockname and getpeername ask for the address of this end and of the other. returns ok, enotconn.
[[nodiscard]] Errno getsockname(i32 fd, Sockaddr* addr);
[[nodiscard]] Errno getpeername(i32 fd, Sockaddr* addr);

// setsockopt and getsockopt, for options that are a number. returns ok, enoprotoopt, einval.
[[nodiscard]] Errno setsockopt(i32 fd, u32 level, u32 name, i32 value);
Result<i32> getsockopt(i32 fd, u32 level, u32 name);

// recvfrom takes what is there, up to bytes; of a datagram, the rest is lost.
//   from     filled in with the sender, or null
//   returns  how many; 0 at the end of a stream, or
//            eagain        nothing is there
//            econnreset    the other end gave up; econnrefused: nobody took a datagram that was sent before
//            eintr, etimedout, enotconn, enomem
// Any stack. man 2 recvfrom.
Result<usize> recvfrom(i32 fd, void* buffer, usize bytes, u32 flags, Sockaddr* from);

// sendto sends up to bytes; fewer when a stream has no more room.
//   to       null on a connected socket
//   returns  how many, or
//            eagain      no room
//            epipe       the other end reads no more, or this one has ended writing
//            emsgsize    too long for a datagram
//            econnreset, eintr, edestaddrreq, enetunreach, ehostunreach, enobufs, enomem, eacces
// Any stack. man 2 sendto.
Result<usize> sendto(i32 fd, const void* buffer, usize bytes, u32 flags, const Sockaddr* to);

}  // namespace rt::kernel
