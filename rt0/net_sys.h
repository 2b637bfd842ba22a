// rt0/net_sys.h - between the public network types and the kernel's: handles and addresses.
//
// Not a public header: the library's own sources include it. Layer: rt0.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "kernel_iface/socket.h"
#include "rt0/net.h"
#include "rt0/sys.h"
#include "sched/poll_fd.h"

namespace rt0::detail {

rt::kernel::Sockaddr to_sockaddr(const net_addr& a);
net_addr from_sockaddr(const rt::kernel::Sockaddr& s);
// An address of any family as text; of a Unix socket its path, with '@' for the abstract name space.
std::string sockaddr_text(const rt::kernel::Sockaddr& s);
// enametoolong: the path does not fit; einval: it has a NUL, or is empty.
rt::Errno unix_sockaddr(std::string_view path, rt::kernel::Sockaddr* out);

// open_socket makes a socket that poll_fd.h knows nothing of; adopt gives it one to it, or closes it.
rt::Result<rt::i32> open_socket(rt::u32 family, rt::u32 type);
result<socket> adopt(rt::i32 fd);

// listen_at makes a socket of that type with that address, listening if it is a stream.
result<socket> listen_at(const rt::kernel::Sockaddr& addr, rt::u32 type);

// connect_to makes a connection. at: nanotime() after which it fails with etimedout; 0: never.
result<socket> connect_to(const rt::kernel::Sockaddr& to, std::int64_t at);

}  // namespace rt0::detail
