// tests/unit/kernel_iface/socket_test.cc - the wrappers of the calls on sockets: their words, results and errors.
//
// Layer: tests.
#include "kernel_iface/socket.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cstring>
#include <string>

#include "kernel_iface/file.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/fixture.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

TestSuite(socket, .init = fixture_begin, .fini = fixture_end);

namespace {

Sockaddr v4(u8 last, u8 port) {
  Sockaddr s{};
  s.in = {kAfInet, {0, port}, {127, 0, 0, last}, {}};
  s.bytes = sizeof s.in;
  return s;
}

bool same(const Sockaddr& a, const Sockaddr& b) {
  return a.bytes == b.bytes && std::memcmp(&a, &b, a.bytes) == 0;
}

std::string name_of(const Sockaddr& s) { return {reinterpret_cast<const char*>(&s), s.bytes}; }

}  // namespace

Test(socket, a_server_accepts_with_the_flags_and_the_name) {
  const i32 fd = kernel::socket(kAfInet, kSockStream | kSockNonblock | kSockCloexec, 0).value();
  const Sockaddr own = v4(1, 80), other = v4(2, 99);
  cr_assert(eq(type(Errno), setsockopt(fd, kSolSocket, kSoReuseaddr, 1), Errno::ok));
  cr_assert(eq(type(Errno), bind(fd, &own), Errno::ok));
  cr_assert(eq(type(Errno), listen(fd, 5), Errno::ok));
  FakeNet::Socket& s = fake_kernel.net.socket(fd);
  cr_assert(s.nonblocking && s.type == kSockStream && s.backlog == 5);
  cr_assert(eq(i32, getsockopt(fd, kSolSocket, kSoReuseaddr).value(), 1));

  cr_assert(eq(type(Errno), accept4(fd, nullptr, 0).error(), Errno::eagain));
  s.to_accept = {name_of(other), name_of(other)};
  Sockaddr from, name;
  const i32 first = accept4(fd, &from, kSockNonblock).value();
  cr_assert(same(from, other) && fake_kernel.net.socket(first).nonblocking);
  const i32 second = accept4(fd, nullptr, kSockCloexec).value();
  cr_assert(eq(type(Errno), getsockname(fd, &name), Errno::ok));
  cr_assert(same(name, own));
  cr_assert(eq(type(Errno), getpeername(second, &name), Errno::ok));
  cr_assert(same(name, other));
  cr_assert(eq(type(Errno), getpeername(fd, &name), Errno::enotconn));
  for (i32 each : {fd, first, second}) cr_assert(eq(type(Errno), kernel::close(each), Errno::ok));
}

Test(socket, a_client_sends_and_receives) {
  const i32 fd = kernel::socket(kAfInet, kSockStream, 0).value();
  const Sockaddr to = v4(1, 80);
  cr_assert(eq(type(Errno), connect(fd, &to), Errno::ok));
  FakeNet::Socket& s = fake_kernel.net.socket(fd);
  s.room = 3;
  cr_assert(eq(sz, sendto(fd, "hello", 5, kMsgNosignal, nullptr).value(), 3));
  cr_assert(eq(type(Errno), sendto(fd, "lo", 2, kMsgNosignal, nullptr).error(), Errno::eagain));
  const FakeCall call = fake_kernel.log().back();
  cr_assert(call.words[3] == kMsgNosignal && call.words[4] == 0 && call.words[5] == 0);
  char buffer[4];
  cr_assert(eq(type(Errno), recvfrom(fd, buffer, 4, 0, nullptr).error(), Errno::eagain));
  s.to_receive = {"world", ""};
  cr_assert(eq(sz, recvfrom(fd, buffer, 4, 0, nullptr).value(), 4));
  cr_assert(eq(sz, recvfrom(fd, buffer, 4, 0, nullptr).value(), 1));
  cr_assert(eq(sz, recvfrom(fd, buffer, 4, 0, nullptr).value(), 0));
  cr_assert(eq(type(Errno), shutdown(fd, kShutWr), Errno::ok));
  cr_assert(eq(u32, s.shut, 1 + kShutWr));
  cr_assert(eq(type(Errno), kernel::close(fd), Errno::ok));
}

Test(socket, datagrams_carry_addresses) {
  const i32 fd = kernel::socket(kAfInet, kSockDgram, 0).value();
  const Sockaddr to = v4(9, 53);
  cr_assert(eq(sz, sendto(fd, "q", 1, 0, &to).value(), 1));
  cr_assert(eq(i64, fake_kernel.log().back().words[5], sizeof(SockaddrIn)));
  FakeNet::Socket& s = fake_kernel.net.socket(fd);
  s.peer_name = name_of(to);
  s.to_receive = {"answer"};
  Sockaddr from;
  char buffer[3];
  cr_assert(eq(sz, recvfrom(fd, buffer, 3, 0, &from).value(), 3));
  cr_assert(same(from, to));
  cr_assert(eq(type(Errno), kernel::close(fd), Errno::ok));
}

Test(socket, errors_are_handed_through) {
  const Sockaddr a = v4(1, 1);
  Sockaddr out;
  char byte;
  cr_assert(eq(type(Errno), bind(1, &a), Errno::enotsock));
  for (u32 number : {kSysSocket, kSysBind, kSysListen, kSysAccept4, kSysConnect, kSysShutdown, kSysGetsockname,
                     kSysGetpeername, kSysSetsockopt, kSysGetsockopt, kSysRecvfrom, kSysSendto})
    fake_kernel.fail_always(number, Errno::enobufs);
  cr_assert(eq(type(Errno), kernel::socket(kAfInet6, kSockStream, 0).error(), Errno::enobufs));
  cr_assert(eq(type(Errno), bind(1, &a), Errno::enobufs));
  cr_assert(eq(type(Errno), listen(1, 1), Errno::enobufs));
  cr_assert(eq(type(Errno), accept4(1, nullptr, 0).error(), Errno::enobufs));
  cr_assert(eq(type(Errno), connect(1, &a), Errno::enobufs));
  cr_assert(eq(type(Errno), shutdown(1, kShutRd), Errno::enobufs));
  cr_assert(eq(type(Errno), getsockname(1, &out), Errno::enobufs));
  cr_assert(eq(type(Errno), getpeername(1, &out), Errno::enobufs));
  cr_assert(eq(type(Errno), setsockopt(1, 1, 1, 1), Errno::enobufs));
  cr_assert(eq(type(Errno), getsockopt(1, 1, 1).error(), Errno::enobufs));
  cr_assert(eq(type(Errno), recvfrom(1, &byte, 1, 0, nullptr).error(), Errno::enobufs));
  cr_assert(eq(type(Errno), sendto(1, &byte, 1, 0, nullptr).error(), Errno::enobufs));
}
