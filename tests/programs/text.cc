// tests/programs/text.cc - what one print call writes stays in one piece, whoever else prints.
//
// Eight goroutines print lines whose characters are all one letter, of lengths around the buffer's end;
// main reads them back from a pipe and finds no line mixed, lost or out of its goroutine's order.
#include <rt0/rt0.h>

#include "check.h"

namespace {

constexpr int kPrinters = 8;
constexpr int kLines = 200;

std::size_t length_of(int line) { return static_cast<std::size_t>(1 + line * 7 % 450); }

void print_lines(rt0::writer& to, int printer) {
  for (int line = 0; line < kLines; line++) {
    const std::string text(length_of(line), static_cast<char>('a' + printer));
    to.write(rt0::format("{}\n", text));
    if (line % 16 == 0) rt0::gosched();
  }
}

}  // namespace

int main() {
  auto ends = rt0::pipe();
  CHECK(ends);
  rt0::go([&] {
    rt0::writer to(ends->second);
    rt0::wait_group group;
    for (int p = 0; p < kPrinters; p++) group.go([&, p] { print_lines(to, p); });
    group.wait();
    to.flush();
    ends->second.close();
  });
  int seen[kPrinters] = {};
  rt0::reader from(ends->first);
  for (std::string_view line : from.lines()) {
    CHECK(!line.empty());
    const int printer = line[0] - 'a';
    CHECK(printer >= 0 && printer < kPrinters);
    CHECK(line.find_first_not_of(line[0]) == std::string_view::npos);
    CHECK(line.size() == length_of(seen[printer]));
    seen[printer]++;
  }
  for (int n : seen) CHECK(n == kLines);
  CHECK(!from.last_error());
  return check_done("text");
}
