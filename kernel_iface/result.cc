// kernel_iface/result.cc - the end of a process whose kernel refused what cannot be refused.
//
// Layer: kernel_iface.
#include "kernel_iface/result.h"

#include "kernel_iface/print.h"

namespace rt {

void must_failed(Errno error, const char* what) {
  // The number, not the text: every program that maps memory gets here, and the texts are 3 KiB.
  kernel::print("runtime: %s: errno %d\n", what, error);
  rt_throw(what);
}

}  // namespace rt
