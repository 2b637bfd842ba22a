// tests/fake_kernel/fake_futex.h - futex words: scripted for one thread, real for several.
//
// Scripted, nobody else runs, so a wait that would sleep is the test's to end: on_wait is called and
// may change the word; then the wait returns as woken. Otherwise a timeout moves the clock and is
// over at once, and a wait for ever fails the test. With real futexes the words go to the host's
// kernel, untouched by the log and its lock, so that thread sanitiser sees the runtime's own
// ordering and no other. Layer: tests.
#pragma once
#include <functional>

#include "base/types.h"

namespace rt {

class FakeFutex {
 public:
  explicit FakeFutex(i64* now_ns) : now_ns_(now_ns) {}

  bool real = false;                       // set before the first thread starts
  std::function<void(u32* word)> on_wait;  // plays the other threads

  // For the dispatch.
  bool call(u32 number, const long* words, long* result);
  long call_real(const long* words);

 private:
  long wait(u32* word, u32 expected, const void* timeout);

  i64* now_ns_;
};

}  // namespace rt
