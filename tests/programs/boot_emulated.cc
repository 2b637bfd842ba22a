// tests/programs/boot_emulated.cc - the whole boot under qemu-user: another kernel's answers, fallbacks taken.
//
// builds: gcc clang nopie
// procs: 1 2
// timeout: 60
// stdout: 55
// run: an old CPU
// under: qemu-x86_64 -cpu qemu64
// run: a common one
// under: qemu-x86_64 -cpu Nehalem
#include <rt0/rt0.h>

int main() {
  auto numbers = rt0::make_chan<int>();
  rt0::go([numbers] {
    for (int i = 1; i <= 10; i++) numbers.send(i);
    numbers.close();
  });
  int sum = 0;
  for (int n : numbers) sum += n;
  rt0::println("{}", sum);
}
