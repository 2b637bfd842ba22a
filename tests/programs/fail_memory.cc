// tests/programs/fail_memory.cc - when memory is out: null from malloc, a fatal error from new, both under ulimit.
//
// procs: 1 4
// limit: v 400000
// run: malloc
// args: malloc
// stdout: null, and small ones still work
// run: new
// args: new
// status: 2
// stderr~ ^fatal error: out of memory$
// stderr~ ^goroutine 1 \[running\]:$
// run: nothrow new
// args: nothrow
// stdout: null
// run: goroutines until there is no room for stacks
// args: stacks
// status: 2
// stderr~ ^panic: out of memory for a goroutine's stack$
// run: hardly any address space
// args: malloc
// limit: v 40000
// stdout: null, and small ones still work
#include <rt0/rt0.h>

#include <cstdlib>
#include <new>
#include <string_view>

int main(int, char** argv) {
  const std::string_view what = argv[1];
  if (what == "malloc") {
    // Volatile: a compiler may take a malloc away whose result is only compared, and then it did not fail.
    void* volatile large = std::malloc(std::size_t{1} << 30);
    void* volatile small = std::malloc(100);
    rt0::println("{}, and small ones {}", large == nullptr ? "null" : "not null", small != nullptr ? "still work" : "do not");
  }
  if (what == "new") {
    for (;;) *static_cast<volatile char*>(::operator new(1 << 20)) = 1;
  }
  if (what == "nothrow") rt0::println("{}", ::operator new(std::size_t{1} << 30, std::nothrow) == nullptr ? "null" : "not null");
  if (what == "stacks") {
    for (;;) rt0::go([] { rt0::chan<int>().recv(); });
  }
}
