// tests/unit/kernel_iface/epoll_test.cc - the wrappers of epoll and eventfd.
//
// Each once with success and once with an error; also how the fake behaves where sched/netpoll_test.cc relies on it.
// Layer: tests.
#include "kernel_iface/epoll.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "kernel_iface/file.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/fixture.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

TestSuite(epoll, .init = fixture_begin, .fini = fixture_end);

namespace {

struct Both {
  i32 epoll = epoll_create1(kEpollCloexec).value();
  i32 event = eventfd2(0, kEventfdCloexec | kEventfdNonblock).value();
  ~Both() {
    (void)kernel::close(event);
    (void)kernel::close(epoll);
  }
};

}  // namespace

Test(epoll, delivers_what_was_asked_for_with_its_data) {
  Both b;
  const EpollEvent wanted{kEpollIn | kEpollEt, 0x1234567890};
  cr_assert(eq(type(Errno), epoll_ctl(b.epoll, kEpollCtlAdd, b.event, &wanted), Errno::ok));
  fake_kernel.net.post(b.event, kEpollIn | kEpollOut | kEpollHup);
  EpollEvent events[4];
  cr_assert(eq(u32, epoll_pwait(b.epoll, events, 4, 0).value(), 1));
  const u32 seen = events[0].events;
  const u64 data = events[0].data;
  cr_assert(eq(u32, seen, kEpollIn | kEpollHup));
  cr_assert(eq(u64, data, 0x1234567890));
  cr_assert(eq(u32, epoll_pwait(b.epoll, events, 4, 0).value(), 0));
}

Test(epoll, an_eventfd_is_ready_until_it_is_read) {
  Both b;
  const EpollEvent wanted{kEpollIn, 7};
  cr_assert(eq(type(Errno), epoll_ctl(b.epoll, kEpollCtlAdd, b.event, &wanted), Errno::ok));
  u64 value = 3;
  cr_assert(eq(sz, kernel::write(b.event, &value, 8).value(), 8));
  cr_assert(eq(sz, kernel::write(b.event, &value, 8).value(), 8));
  EpollEvent events[1];
  cr_assert(eq(u32, epoll_pwait(b.epoll, events, 1, -1).value(), 1));
  cr_assert(eq(u32, epoll_pwait2(b.epoll, events, 1, 5).value(), 1));
  cr_assert(eq(sz, kernel::read(b.event, &value, 8).value(), 8));
  cr_assert(eq(u64, value, 6));
  cr_assert(eq(type(Errno), kernel::read(b.event, &value, 8).error(), Errno::eagain));
  cr_assert(eq(u32, epoll_pwait(b.epoll, events, 1, 0).value(), 0));
}

Test(epoll, waits_to_the_millisecond_and_to_the_nanosecond) {
  Both b;
  EpollEvent events[1];
  const i64 begin = fake_kernel.now_ns;
  cr_assert(eq(u32, epoll_pwait(b.epoll, events, 1, 3).value(), 0));
  cr_assert(eq(i64, fake_kernel.now_ns - begin, 3'000'000));
  cr_assert(eq(u32, epoll_pwait2(b.epoll, events, 1, 1'000'000'007).value(), 0));
  cr_assert(eq(i64, fake_kernel.now_ns - begin, 1'003'000'007));
}

Test(epoll, errors_are_handed_through) {
  Both b;
  const EpollEvent wanted{kEpollIn, 0};
  cr_assert(eq(type(Errno), epoll_ctl(b.epoll, kEpollCtlDel, b.event, nullptr), Errno::enoent));
  cr_assert(eq(type(Errno), epoll_ctl(b.epoll, kEpollCtlAdd, 99, &wanted), Errno::ebadf));
  EpollEvent events[1];
  for (u32 number : {kSysEpollCreate1, kSysEpollPwait, kSysEpollPwait2, kSysEventfd2})
    fake_kernel.fail_nth(number, 1, Errno::enomem);
  cr_assert(eq(type(Errno), epoll_create1(0).error(), Errno::enomem));
  cr_assert(eq(type(Errno), epoll_pwait(b.epoll, events, 1, 0).error(), Errno::enomem));
  cr_assert(eq(type(Errno), epoll_pwait2(b.epoll, events, 1, 0).error(), Errno::enomem));
  cr_assert(eq(type(Errno), eventfd2(0, 0).error(), Errno::enomem));
}
