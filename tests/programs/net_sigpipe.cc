// tests/programs/net_sigpipe.cc - a broken pipe on a standard stream ends the process, elsewhere it is an error.
//
// procs: 1 4
// run: standard output, with files open that have a handler of SIGPIPE set
// args: out handler
// signal: 13
// run: standard output, without
// args: out
// signal: 13
// run: standard error
// args: err handler
// signal: 13
// run: another descriptor
// args: other
// status: 0
#include <rt0/rt0.h>

#include <cerrno>
#include <string>
#include <string_view>

// take_over makes from the descriptor `number`: what was there is closed, and the lowest free number is taken.
static rt0::file take_over(int number, rt0::file from) {
  const int fd = from.release();
  static_cast<void>(rt0::file(number).close());
  auto copy = rt0::open("/proc/self/fd/" + std::to_string(fd), O_WRONLY);
  rt0::file(fd).close();
  return std::move(*copy);
}

int main() {
  const auto args = rt0::args();
  auto p = rt0::pipe().value();
  if (args[1] == "other") {
    static_cast<void>(p.first.close());
    return p.second.write("x").error().code() == EPIPE ? 0 : 1;
  }
  const int number = args[1] == "out" ? 1 : 2;
  rt0::file stream = take_over(number, std::move(p.second));
  if (stream.fd() != number) return 3;
  static_cast<void>(p.first.close());
  static_cast<void>(stream.write("x"));
  return 4;
}
