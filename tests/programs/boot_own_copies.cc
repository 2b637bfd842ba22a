// tests/programs/boot_own_copies.cc - the runtime has its own copies of inline functions, whatever else is linked.
//
// The throw functions of the standard library bring the same constructor of std::string_view as the code that reads
// the cgroup's quota. Of groups of one name the linker keeps the first: the quota's code then called address 0.
//
// flags: -O0
// procs: 1 2
#include <rt0/rt0.h>

#include <functional>

int main() {
  std::function<int()> count = rt0::num_cpu;
  return count() > 0 ? 0 : 1;
}
