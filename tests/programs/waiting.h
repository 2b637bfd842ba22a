// tests/programs/waiting.h - what the programs about channels, locks and time share.
//
// A failed CHECK panics with its text and place, so the program ends with status 2 whichever
// goroutine it was in.
// Layer: tests.
#pragma once
#include <rt0/rt0.h>

#include <atomic>
#include <string>

#define CHECK_STRING_(x) #x
#define CHECK_STRING(x) CHECK_STRING_(x)
#define CHECK(...)                                                                          \
  do {                                                                                      \
    if (!(__VA_ARGS__))                                                                     \
      rt0::panic("CHECK failed: " #__VA_ARGS__ " at " __FILE__ ":" CHECK_STRING(__LINE__)); \
  } while (false)

// settle gives other goroutines the time to park where they will.
inline void settle() {
  for (int i = 0; i < 20; i++) rt0::gosched();
  rt0::sleep(std::chrono::milliseconds(2));
}
