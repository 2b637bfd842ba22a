// examples/cat.cc - copies files, or standard input, to standard output.
//
// It reads while it writes: one goroutine fills buffers, main empties them, and a channel each way
// hands them over. Layer: examples.
#include <rt0/rt0.h>

#include <array>
#include <cstddef>
#include <span>

namespace {

struct block {
  std::size_t buffer;  // which of the two
  std::size_t size;
};

std::array<std::array<std::byte, 128 << 10>, 2> buffers;

// Copies one file; false when something failed, which is told on standard error.
bool copy(rt0::file& from, rt0::file& to, std::string_view name) {
  auto full = rt0::make_chan<block>(buffers.size());
  auto empty = rt0::make_chan<std::size_t>(buffers.size());
  for (std::size_t i = 0; i < buffers.size(); i++) empty.send(i);
  bool ok = true;
  rt0::wait_group reader;
  reader.go([&] {
    while (const auto i = empty.recv()) {
      const auto n = from.read(buffers[*i]);
      if (!n) rt0::eprintln("cat: {}: {}", name, n.error());
      ok = ok && n.has_value();
      if (!n || *n == 0) break;
      full.send({*i, *n});
    }
    full.close();
  });
  bool written = true;
  for (block b : full) {
    if (const auto done = to.write(std::span(buffers[b.buffer]).first(b.size)); !done) {
      rt0::eprintln("cat: write error: {}", done.error());
      written = false;
      empty.close();
      break;
    }
    empty.send(b.buffer);
  }
  reader.wait();
  return ok && written;
}

}  // namespace

int main() {
  rt0::file input(0), output(1);
  bool ok = true;
  const auto names = rt0::args();
  if (names.size() < 2) ok = copy(input, output, "standard input");
  for (std::string_view name : names.empty() ? names : names.subspan(1)) {
    if (name == "-") {
      ok = copy(input, output, name) && ok;
    } else if (auto opened = rt0::open(name)) {
      ok = copy(*opened, output, name) && ok;
    } else {
      rt0::eprintln("cat: {}: {}", name, opened.error());
      ok = false;
    }
  }
  return ok ? 0 : 1;
}
