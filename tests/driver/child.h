// tests/driver/child.h - starts one program and waits for its end.
//
// With posix_spawn, because a child from a bare fork confuses Criterion's runner (its issues 383 and 519).
// Its streams are files in memory, so that nobody has to empty a pipe. Layer: tests.
#pragma once
#include <string>

#include "tests/driver/directives.h"

namespace driver {

struct Outcome {
  std::string problem;  // it could not be started, or was killed when its time was up
  int status = 0;       // exit status; meaningful if signal is 0
  int signal = 0;
  std::string out, err;
};

Outcome start_and_wait(const std::string& binary, const Run& run, int procs);

// The command that starts the same by hand.
std::string command_line(const std::string& binary, const Run& run, int procs);

}  // namespace driver
