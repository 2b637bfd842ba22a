// examples/hello.cc - the smallest program.
//
// Layer: examples.
#include <rt0/rt0.h>

int main() { rt0::println("hello, world"); }
