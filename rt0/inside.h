// rt0/inside.h - looking inside: what the process was born with, and its threads and Ps now.
//
// For programs that show how the runtime works. What is there may change. Not in rt0.h.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rt0::inside {

// One entry of the auxiliary vector, which the kernel passes to every program. The name is the
// kernel's without AT_, empty if rt0 does not know it.
struct auxv_entry {
  std::uint64_t type;
  std::uint64_t value;
  std::string_view name;
};
std::vector<auxv_entry> auxv();

// M: a thread of the kernel. P: the right to run goroutines. What others do meanwhile changes them.
struct thread {
  std::int64_t id;
  std::uint32_t tid;      // 0: not started, or ended
  bool system;            // never runs goroutines: the one that watches the others
  std::optional<std::uint32_t> p;  // the P that it holds
};
std::vector<thread> threads();

struct processor {
  std::uint32_t id;
  std::string_view status;  // idle, running, syscall, gcstop, dead
};
std::vector<processor> processors();

}  // namespace rt0::inside
