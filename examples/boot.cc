// examples/boot.cc - what the process was born with, and what runs in it.
//
// Arguments, environment and auxiliary vector as the kernel left them above the first stack pointer,
// the mappings, and the runtime's threads and Ps. Layer: examples.
#include <rt0/inside.h>
#include <rt0/rt0.h>

namespace {

// Values that are addresses, or sets of bits, are read more easily in hexadecimal.
bool in_hex(std::string_view name) {
  for (std::string_view hex : {"SYSINFO_EHDR", "HWCAP", "HWCAP2", "PHDR", "BASE", "FLAGS", "ENTRY", "RANDOM",
                               "EXECFN", "PLATFORM"}) {
    if (name == hex) return true;
  }
  return name.empty();
}

void print_arguments() {
  rt0::println("arguments: {}", rt0::args().size());
  int i = 0;
  for (std::string_view arg : rt0::args()) rt0::println("  [{}] {}", i++, arg);
  rt0::println("environment: {}", rt0::environ().size());
  for (std::string_view variable : rt0::environ()) rt0::println("  {}", variable);
}

void print_auxv() {
  const auto entries = rt0::inside::auxv();
  rt0::println("auxiliary vector: {}", entries.size());
  for (const auto& e : entries) {
    const std::string name = e.name.empty() ? rt0::format("{}", e.type) : rt0::format("AT_{}", e.name);
    if (in_hex(e.name)) rt0::println("  {:<22} {:#x}", name, e.value);
    else rt0::println("  {:<22} {}", name, e.value);
  }
}

void print_mappings() {
  const auto maps = rt0::read_file("/proc/self/maps");
  if (!maps) {
    rt0::println("mappings: {}", maps.error());
    return;
  }
  rt0::println("mappings:");
  std::string_view rest = *maps;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    rt0::println("  {}", rest.substr(0, end));
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
}

void print_scheduler() {
  rt0::println("CPUs: {}; goroutines: {}; this one is {}", rt0::num_cpu(), rt0::num_goroutine(), rt0::goid());
  const auto threads = rt0::inside::threads();
  rt0::println("Ms: {}", threads.size());
  for (const auto& m : threads) {
    rt0::print("  m{} thread {}", m.id, m.tid);
    if (m.system) rt0::print(", sysmon");
    if (m.p) rt0::print(", holds p{}", *m.p);
    rt0::println();
  }
  const auto processors = rt0::inside::processors();
  rt0::println("Ps: {}", processors.size());
  for (const auto& p : processors) rt0::println("  p{} {}", p.id, p.status);
}

}  // namespace

int main() {
  print_arguments();
  print_auxv();
  print_mappings();
  print_scheduler();
}
