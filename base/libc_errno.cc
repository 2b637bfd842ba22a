// base/libc_errno.cc - errno: one per thread.
//
// A goroutine may go on on another thread after any call that parks; API.md says when
// errno may be used.
// Layer: base.
#include <cerrno>

namespace {
thread_local int thread_errno;
}

extern "C" int* __errno_location() noexcept { return &thread_errno; }
