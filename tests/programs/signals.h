// tests/programs/signals.h - what the programs about signals share.
//
// Layer: tests.
#pragma once
#include <charconv>
#include <string>
#include <string_view>

#include "waiting.h"

// A line of this thread's /proc status, 16 hexadecimal digits: SigBlk, SigIgn, SigCgt.
inline std::string signal_set(std::string_view name) {
  const std::string status = rt0::read_file("/proc/thread-self/status").value();
  const std::size_t at = status.find(std::string(name) + ":\t");
  CHECK(at != std::string::npos);
  return status.substr(at + name.size() + 2, 16);
}

// wait_until_caught: the handlers that are not there from the boot come after the first millisecond, or whenever the
// thread that installs them gets a processor. The last of them is SIGRTMAX's.
inline void wait_until_caught() {
  while (signal_set("SigCgt")[0] < '8') rt0::sleep(std::chrono::milliseconds(1));
}
