// tests/fake_kernel/fake_net.cc - see fake_net.h.
//
// Layer: tests.
#include "tests/fake_kernel/fake_net.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "kernel_iface/clock.h"
#include "sysnum_arch.h"

namespace rt {

// ---- epoll ----

void FakeNet::post(i32 fd, u32 events) {
  const auto it = watched_.find(fd);
  if (it == watched_.end()) return;
  const u32 seen = events & (it->second.events | kernel::kEpollErr | kernel::kEpollHup);
  if (seen != 0) pending_.push_back({seen, it->second.data});
}

long FakeNet::epoll_ctl(i32 epoll, u32 op, i32 fd, const kernel::EpollEvent* event) {
  if (!fd_->is_open(epoll) || !fd_->is_open(fd)) return -EBADF;
  const bool known = watched_.count(fd) != 0;
  if (op == kernel::kEpollCtlAdd && known) return -EEXIST;
  if (op != kernel::kEpollCtlAdd && !known) return -ENOENT;
  if (op == kernel::kEpollCtlDel) watched_.erase(fd);
  else watched_[fd] = *event;
  return 0;
}

u32 FakeNet::deliver(kernel::EpollEvent* events, u32 count) {
  u32 n = 0;
  // An eventfd that is not 0 is ready again and again.
  for (const auto& [fd, value] : counters_) {
    if (value != 0 && watched_.count(fd) != 0 && n < count) events[n++] = {kernel::kEpollIn, watched_[fd].data};
  }
  for (; n < count && !pending_.empty(); n++) {
    events[n] = pending_.front();
    pending_.pop_front();
  }
  return n;
}

long FakeNet::epoll_wait(kernel::EpollEvent* events, u32 count, i64 timeout_ns) {
  u32 n = deliver(events, count);
  if (n != 0 || timeout_ns == 0) return n;
  if (while_blocked) {
    const auto others = std::exchange(while_blocked, nullptr);
    others();
    n = deliver(events, count);
  }
  if (n == 0 && timeout_ns < 0) {
    std::fprintf(stderr, "fake kernel: epoll_pwait would block for ever\n");
    std::abort();
  }
  if (n == 0) *now_ns_ += timeout_ns;
  return n;
}

bool FakeNet::call_epoll(u32 number, const long* w, long* result) {
  auto* const events = reinterpret_cast<kernel::EpollEvent*>(w[1]);
  switch (number) {
    case kSysEpollCreate1:
      *result = fd_->open_other((w[0] & kernel::kEpollCloexec) != 0);
      return true;
    case kSysEpollCtl:
      *result = epoll_ctl(static_cast<i32>(w[0]), static_cast<u32>(w[1]), static_cast<i32>(w[2]),
                          reinterpret_cast<const kernel::EpollEvent*>(w[3]));
      return true;
    case kSysEpollPwait:
      *result = epoll_wait(events, static_cast<u32>(w[2]), w[3] * 1'000'000);
      return true;
    case kSysEpollPwait2:
      *result = !has_pwait2 ? -ENOSYS
                            : epoll_wait(events, static_cast<u32>(w[2]),
                                         kernel::timespec_to_ns(*reinterpret_cast<const kernel::Timespec*>(w[3])));
      return true;
    default:
      return false;
  }
}

// ---- eventfd ----

bool FakeNet::call_eventfd(u32 number, const long* w, long* result) {
  if (number == kSysEventfd2) {
    const i32 fd = fd_->open_other((w[1] & kernel::kEventfdCloexec) != 0);
    counters_[fd] = static_cast<u64>(w[0]);
    *result = fd;
    return true;
  }
  const auto it = counters_.find(static_cast<i32>(w[0]));
  if (it == counters_.end() || !fd_->is_open(it->first)) return false;
  if (number != kSysRead && number != kSysWrite) return false;
  u64 value = 0;
  *result = sizeof value;
  if (number == kSysWrite) {
    std::memcpy(&value, reinterpret_cast<void*>(w[1]), sizeof value);
    it->second += value;
  } else if (it->second == 0) {
    *result = -EAGAIN;
  } else {
    std::memcpy(reinterpret_cast<void*>(w[1]), &it->second, sizeof value);
    it->second = 0;
  }
  return true;
}

// ---- sockets ----

static std::string name_at(long address, long bytes) {
  return {reinterpret_cast<const char*>(address), static_cast<usize>(bytes)};
}

// Writes a name where a call wants it, cut at the room there is.
static void give_name(const std::string& name, long address, long bytes_at) {
  if (address == 0) return;
  auto* const bytes = reinterpret_cast<u32*>(bytes_at);
  name.copy(reinterpret_cast<char*>(address), *bytes);
  *bytes = static_cast<u32>(name.size());
}

long FakeNet::accept(Socket& s, const long* w) {
  if (s.backlog == 0) return -EINVAL;
  if (s.to_accept.empty()) return -EAGAIN;
  const i32 fd = fd_->open_other((w[3] & kernel::kSockCloexec) != 0);
  Socket made;
  made.family = s.family;
  made.type = s.type;
  made.nonblocking = (w[3] & kernel::kSockNonblock) != 0;
  made.own_name = s.own_name;
  made.peer_name = s.to_accept.front();
  s.to_accept.pop_front();
  give_name(made.peer_name, w[1], w[2]);
  sockets_[fd] = std::move(made);
  return fd;
}

long FakeNet::receive(Socket& s, const long* w) {
  if (s.to_receive.empty()) return -EAGAIN;
  std::string& front = s.to_receive.front();
  const usize n = front.copy(reinterpret_cast<char*>(w[1]), static_cast<usize>(w[2]));
  give_name(s.peer_name, w[4], w[5]);
  if (n == front.size() || s.type == kernel::kSockDgram) s.to_receive.pop_front();
  else front.erase(0, n);
  return static_cast<long>(n);
}

long FakeNet::send(Socket& s, const long* w) {
  const usize n = std::min(static_cast<usize>(w[2]), s.room);
  if (n == 0 && w[2] != 0) return -EAGAIN;
  s.room -= n;
  s.sent.push_back(name_at(w[1], static_cast<long>(n)));
  return static_cast<long>(n);
}

bool FakeNet::call_socket(u32 number, const long* w, long* result) {
  if (number == kSysSocket) {
    const u32 flags = kernel::kSockNonblock | kernel::kSockCloexec;
    const i32 fd = fd_->open_other((w[1] & kernel::kSockCloexec) != 0);
    Socket made;
    made.family = static_cast<u32>(w[0]);
    made.type = static_cast<u32>(w[1]) & ~flags;
    made.nonblocking = (w[1] & kernel::kSockNonblock) != 0;
    sockets_[fd] = std::move(made);
    *result = fd;
    return true;
  }
  const auto it = sockets_.find(static_cast<i32>(w[0]));
  if (it == sockets_.end() || !fd_->is_open(it->first)) return false;
  Socket& s = it->second;
  const std::pair option(static_cast<u32>(w[1]), static_cast<u32>(w[2]));
  *result = 0;
  switch (number) {
    case kSysBind: s.own_name = name_at(w[1], w[2]); return true;
    case kSysConnect: s.peer_name = name_at(w[1], w[2]); return true;
    case kSysListen: s.backlog = static_cast<u32>(w[1]); return true;
    case kSysShutdown: s.shut = 1 + static_cast<u32>(w[1]); return true;
    case kSysAccept4: *result = accept(s, w); return true;
    case kSysRecvfrom: *result = receive(s, w); return true;
    case kSysSendto: *result = send(s, w); return true;
    case kSysGetsockname: give_name(s.own_name, w[1], w[2]); return true;
    case kSysGetpeername:
      if (s.peer_name.empty()) *result = -ENOTCONN;
      else give_name(s.peer_name, w[1], w[2]);
      return true;
    case kSysSetsockopt: s.options[option] = *reinterpret_cast<const i32*>(w[3]); return true;
    case kSysGetsockopt: *reinterpret_cast<i32*>(w[3]) = s.options[option]; return true;
    default: return false;
  }
}

bool FakeNet::call(u32 number, const long* w, long* result) {
  // The calls that are for sockets alone say so of any other descriptor.
  if (call_epoll(number, w, result) || call_eventfd(number, w, result) || call_socket(number, w, result)) return true;
  if (number == kSysClose) {
    const i32 fd = static_cast<i32>(w[0]);
    watched_.erase(fd);
    counters_.erase(fd);
    sockets_.erase(fd);
    return false;  // the number is FakeFd's
  }
  switch (number) {
    case kSysBind: case kSysConnect: case kSysListen: case kSysShutdown: case kSysAccept4: case kSysRecvfrom:
    case kSysSendto: case kSysGetsockname: case kSysGetpeername: case kSysSetsockopt: case kSysGetsockopt:
      *result = fd_->is_open(static_cast<i32>(w[0])) ? -ENOTSOCK : -EBADF;
      return true;
    default:
      return false;
  }
}

}  // namespace rt
