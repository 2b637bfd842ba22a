// tests/programs/check.h - checks for programs that run on rt0 and, from the same source, hosted.
//
// CHECK prints what failed and goes on; the last line of main is `return check_done("name")`, which
// prints "ok name" or fails the program.
#pragma once
#ifdef __rt0__
#include <rt0/fmt.h>
#else
#include <cstdio>
#endif

inline int check_failures = 0;

inline void check_failed(const char* what, const char* file, int line) {
  check_failures++;
#ifdef __rt0__
  rt0::println("{}:{}: CHECK failed: {}", file, line, what);
#else
  std::printf("%s:%d: CHECK failed: %s\n", file, line, what);
#endif
}

#define CHECK(...) ((__VA_ARGS__) ? static_cast<void>(0) : check_failed(#__VA_ARGS__, __FILE__, __LINE__))

inline int check_done(const char* name) {
  const char* verdict = check_failures == 0 ? "ok" : "FAILED";
#ifdef __rt0__
  rt0::println("{} {}", verdict, name);
#else
  std::printf("%s %s\n", verdict, name);
#endif
  return check_failures == 0 ? 0 : 1;
}
