// tests/programs/boot_args.cc - arguments and environment, in all three forms of main and through rt0.
//
// procs: 1
// run: some
// args: a 'b c' ''
// env: FRUIT=fig
// stdout: 4 [a] [b c] [] fig
// run: none
// argv: none
// stdout~ ^[01]  none$
#include <rt0/rt0.h>

#include <string_view>

int main(int argc, char** argv, char** envp) {
  const auto args = rt0::args();
  if (static_cast<std::size_t>(argc) != args.size()) return 1;
  for (int i = 0; i < argc; i++) {
    if (args[static_cast<std::size_t>(i)] != std::string_view(argv[i])) return 2;
  }
  std::size_t n = 0;
  while (envp[n] != nullptr) n++;
  if (rt0::environ().size() != n) return 3;
  rt0::print("{}", argc);
  for (std::size_t i = 1; i < args.size(); i++) rt0::print(" [{}]", args[i]);
  if (argc <= 1) rt0::print(" ");
  rt0::println(" {}", rt0::getenv("FRUIT").value_or("none"));
}
