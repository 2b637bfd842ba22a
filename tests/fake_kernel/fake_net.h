// tests/fake_kernel/fake_net.h - epoll, eventfd and sockets, as a test scripts them.
//
// Readiness is not worked out: the test posts events for a descriptor, and epoll delivers those that the descriptor
// was registered for, with the data that it was registered with. Sockets have what the test puts in: connections to be
// accepted, bytes to be received; what is sent is kept. Layer: tests.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/types.h"
#include "kernel_iface/epoll.h"
#include "kernel_iface/errno.h"
#include "kernel_iface/socket.h"
#include "tests/fake_kernel/fake_fd.h"

namespace rt {

class FakeNet {
 public:
  FakeNet(FakeFd* fd, i64* now_ns) : fd_(fd), now_ns_(now_ns) {}

  struct Socket {
    u32 family = 0, type = 0;
    bool nonblocking = false;
    std::string own_name, peer_name;      // bytes of an address, as bind and connect were given them
    std::map<std::pair<u32, u32>, i32> options;
    u32 backlog = 0;
    u32 shut = 0;                         // 1 + the direction of the last shutdown
    std::deque<std::string> to_accept;    // names of those that connect
    std::deque<std::string> to_receive;   // each what one recvfrom finds; an empty one is the end
    std::vector<std::string> sent;
    usize room = ~usize{0};               // what sendto takes before it says eagain
  };

  // What a test may set and ask.
  void post(i32 fd, u32 events);          // delivered to every epoll that watches fd
  void post_raw(kernel::EpollEvent event) { pending_.push_back(event); }
  bool is_watched(i32 fd) const { return watched_.count(fd) != 0; }
  kernel::EpollEvent watched(i32 fd) const { return watched_.at(fd); }
  std::function<void()> while_blocked;    // done once, by an epoll wait without a limit that finds nothing
  Socket& socket(i32 fd) { return sockets_.at(fd); }
  u64 eventfd_count(i32 fd) const { return counters_.at(fd); }
  bool has_pwait2 = true;

  // For the dispatch.
  bool call(u32 number, const long* words, long* result);

 private:
  long epoll_ctl(i32 epoll, u32 op, i32 fd, const kernel::EpollEvent* event);
  long epoll_wait(kernel::EpollEvent* events, u32 count, i64 timeout_ns);
  u32 deliver(kernel::EpollEvent* events, u32 count);
  bool call_epoll(u32 number, const long* w, long* result);
  bool call_eventfd(u32 number, const long* w, long* result);
  bool call_socket(u32 number, const long* w, long* result);
  long accept(Socket& s, const long* w);
  long receive(Socket& s, const long* w);
  long send(Socket& s, const long* w);

  FakeFd* fd_;
  i64* now_ns_;
  std::map<i32, kernel::EpollEvent> watched_;
  std::deque<kernel::EpollEvent> pending_;
  std::map<i32, u64> counters_;
  std::map<i32, Socket> sockets_;
};

}  // namespace rt
