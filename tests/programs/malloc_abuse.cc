// tests/programs/malloc_abuse.cc - what free cannot take back ends the process with a word about it.
//
// status: 2
// run: double free
// args: double
// stderr~ ^runtime: pointer 0x[0-9a-f]+ is in a span of objects of 112 bytes$
// stderr~ ^fatal error: free: double free$
// run: double free by two goroutines
// args: elsewhere
// stderr~ ^fatal error: free: double free$
// run: a foreign pointer
// args: foreign
// stderr~ ^runtime: pointer 0x[0-9a-f]+ is in no object of the heap$
// stderr~ ^fatal error: free: pointer that was not allocated$
// run: the inside of an object
// args: inside
// stderr~ ^fatal error: free: pointer into an object$
// run: delete as another type
// args: size
// stderr~ ^runtime: size in delete is 200$
// stderr~ ^fatal error: free: size mismatch$
#include <rt0/rt0.h>

#include <string_view>

struct small {
  char bytes[100];
};
struct big {
  char bytes[200];
};

// Out of the compiler's sight, which would say what is wrong here.
[[gnu::noinline]] static void take_back(void* p) {
  asm volatile("" : "+r"(p));
  free(p);
}

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  void* p = malloc(100);
  asm volatile("" : "+r"(p));
  if (what == "double") {
    take_back(p);
    take_back(p);
  } else if (what == "elsewhere") {
    rt0::wait_group both;
    for (int i = 0; i < 2; i++) both.go([p] { take_back(p); });
    both.wait();
  } else if (what == "foreign") {
    int local = 0;
    take_back(&local);
  } else if (what == "inside") {
    take_back(static_cast<char*>(p) + 16);
  } else {
    auto* s = reinterpret_cast<big*>(new small);
    asm volatile("" : "+r"(s));
    delete s;
  }
}
