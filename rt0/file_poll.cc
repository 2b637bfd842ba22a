// rt0/file_poll.cc - files that park in the network poller: the pipes that this process makes.
//
// Reached through detail::polled_io, so that a program without them is not linked with it. Layer: rt0.
#include "kernel_iface/file.h"
#include "rt0/io.h"
#include "rt0/sys.h"
#include "sched/poll_fd.h"

namespace rt0::detail {

namespace kernel = rt::kernel;
using rt::Errno;
using rt::PollMode;
using rt::Result;

static Result<std::size_t> read_polled(rt::PollFd h, std::byte* into, std::size_t bytes) {
  const auto pd = rt::poll_begin(h, PollMode::read);
  if (!pd.ok()) return pd.error();
  const auto r =
      rt::poll_transfer(pd.value(), PollMode::read, [&](int fd) { return kernel::read(fd, into, bytes); });
  rt::poll_end(pd.value(), PollMode::read);
  return r;
}

static Result<std::size_t> write_polled(rt::PollFd h, const std::byte* data, std::size_t bytes) {
  const auto pd = rt::poll_begin(h, PollMode::write);
  if (!pd.ok()) return pd.error();
  Result<std::size_t> r = std::size_t{0};
  for (std::size_t done = 0; r.ok() && done < bytes; done += r.value()) {
    r = rt::poll_transfer(pd.value(), PollMode::write,
                          [&](int fd) { return kernel::write(fd, data + done, bytes - done); });
    if (!r.ok()) break;
  }
  rt::poll_end(pd.value(), PollMode::write);
  return r;
}

static Errno release_polled(rt::PollFd h) {
  if (const Errno e = rt::poll_release(h); e != Errno::ok) return e;
  // Whoever gets it expects a descriptor that blocks.
  const auto flags = kernel::fcntl(h.fd, kernel::kFcntlGetfl, 0);
  if (!flags.ok()) return flags.error();
  return kernel::fcntl(h.fd, kernel::kFcntlSetfl, static_cast<rt::u32>(flags.value()) & ~kernel::kOpenNonblock).error();
}

static Result<std::size_t> polled(polled_op op, int fd, std::uint32_t handle, std::byte* data, std::size_t bytes) {
  const rt::PollFd h{fd, handle - 1};
  switch (op) {
    case polled_op::read: return read_polled(h, data, bytes);
    case polled_op::write: return write_polled(h, data, bytes);
    case polled_op::close: return rt::poll_close(h);
    case polled_op::release: break;
  }
  return release_polled(h);
}

file polled_file(int fd) {
  broken_pipes_are_errors();
  const auto h = rt::poll_open(fd);
  if (!h.ok()) return file(fd, 0);
  polled_io.store_relaxed(polled);
  return file(fd, h.value().generation + 1);
}

}  // namespace rt0::detail
