// tests/programs/waiting.h - what the programs about channels, locks and time share.
//
// Layer: tests.
#pragma once
#include <rt0/rt0.h>

#include "check.h"

// settle gives other goroutines the time to park where they will.
inline void settle() {
  for (int i = 0; i < 20; i++) rt0::gosched();
  rt0::sleep(std::chrono::milliseconds(2));
}
