// examples/echo.cc - writes its arguments; -n leaves the new line out.
//
// Layer: examples.
#include <rt0/rt0.h>

int main() {
  auto words = rt0::args().subspan(rt0::args().empty() ? 0 : 1);
  const bool new_line = words.empty() || words[0] != "-n";
  if (!new_line) words = words.subspan(1);
  std::string_view between;
  for (std::string_view word : words) {
    rt0::print("{}{}", between, word);
    between = " ";
  }
  if (new_line) rt0::println();
  return rt0::out.flush() ? 0 : 1;
}
